"""Evaluation of a statement's expressions at one instance, in mpmath or in ball arithmetic, straight from definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp
from flint import arb, ctx
from mpmath import mp

from numerics import ball_definitions, definitions
from numerics.sampling import Undefined
from theory.definitions import Conjugate, InverseMetric, OrbitTime, PathLength, Potential

#: A number of some arithmetic: mpf or arb.
Number = Any


@dataclass(frozen=True)
class Arithmetic:
    """How numbers are made, raised to powers, and put into functions."""

    name: str
    rational: Callable[[Fraction], Number]
    power: Callable[[Number, Number], Number]
    functions: Mapping[type[sp.Basic] | str, Callable[..., Number]]


def evaluate(expression: sp.Expr, values: Mapping[sp.Symbol, Any], arithmetic: Arithmetic) -> Number:
    """The value at an instance; integrals by quadrature, derivatives by differences, definitions by what they say.

    Raises Undefined where there is no real value (division by zero, root of a negative number, ...).
    """
    try:
        value = _walk(expression, values, arithmetic)
        if isinstance(value, mpmath.mpc) or value != value:
            raise Undefined(f"{expression} has no real value there")
        return value
    except (ZeroDivisionError, mpmath.libmp.NoConvergence, TypeError) as obstacle:
        raise Undefined(f"{expression} has no value there: {obstacle}") from obstacle


def _walk(e: sp.Expr, values: Mapping[sp.Symbol, Any], a: Arithmetic) -> Number:
    if e.is_Symbol:
        value = values[e]
        return a.rational(value) if isinstance(value, Fraction) else value
    if e.is_Rational:
        return a.rational(Fraction(int(e.p), int(e.q)))
    if e.is_Add:
        return sum((_walk(part, values, a) for part in e.args[1:]), _walk(e.args[0], values, a))
    if e.is_Mul:
        product = a.rational(Fraction(1))
        for part in e.args:
            product = product * _walk(part, values, a)
        return product
    if e.is_Pow:
        base = _walk(e.base, values, a)
        if e.exp.is_Integer:
            if int(e.exp) < 0 and base == 0:
                raise Undefined(f"{e} divides by zero")
            return base ** int(e.exp)
        return _real_power(base, e.exp, values, a)
    if isinstance(e, sp.exp):
        return a.functions["exp"](_walk(e.args[0], values, a))
    if isinstance(e, sp.hyper):
        (b, c), (d,) = e.args[0], e.args[1]
        return a.functions["hyp2f1"](*(_walk(part, values, a) for part in (b, c, d, e.args[2])))
    if isinstance(e, sp.Derivative):
        return _derivative(e, values, a)
    for kind in (InverseMetric, OrbitTime, Conjugate, Potential, PathLength):
        if isinstance(e, kind):
            exact = [_exact(part, values) for part in e.args]
            return a.functions[kind](*(x if x is not None else _walk(p, values, a) for x, p in zip(exact, e.args, strict=True)))
    name = type(e).__name__
    if name not in a.functions:
        raise Undefined(f"{name} cannot be evaluated here")
    return a.functions[name](*(_walk(part, values, a) for part in e.args))


def _exact(e: sp.Expr, values: Mapping[sp.Symbol, Any]) -> Fraction | None:
    """The exact rational value of a sub-expression, where its symbols are exact and it is rational in them."""
    if not all(isinstance(values.get(s), Fraction) for s in e.free_symbols):
        return None
    value = e.subs({s: sp.Rational(values[s].numerator, values[s].denominator) for s in e.free_symbols})
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else None


def _real_power(base: Number, exponent: sp.Expr, values: Mapping[sp.Symbol, Any], a: Arithmetic) -> Number:
    exact = _exact(exponent, values)
    if exact is not None and exact.denominator == 1:
        if exact < 0 and base == 0:
            raise Undefined(f"zero to the power {exact}")
        return base ** int(exact)
    if base < 0:
        raise Undefined(f"a negative number to the power {exponent}")
    power = a.rational(exact) if exact is not None else _walk(exponent, values, a)
    if base == 0:
        if power > 0:
            return a.rational(Fraction(0))
        raise Undefined(f"zero to the power {exponent}")
    return a.power(base, power)


def _derivative(e: sp.Derivative, values: Mapping[sp.Symbol, Any], a: Arithmetic) -> Number:
    if a.name != "mpmath" or len(e.variable_count) != 1:
        raise Undefined(f"{e} cannot be differentiated numerically here")
    variable, order = e.variable_count[0]
    if not e.expr.has(variable):
        return a.rational(Fraction(0))
    at = values[variable]
    point = a.rational(at) if isinstance(at, Fraction) else at
    return mp.diff(lambda z: _walk(e.expr, {**values, variable: z}, a), point, int(order))


def _sign(x: Number) -> Number:
    if x > 0:
        return x * 0 + 1
    return x * 0 - 1 if x < 0 else x * 0


def to_mpf(value: Fraction) -> mpmath.mpf:
    """A rational at the precision in force."""
    return mp.mpf(value.numerator) / value.denominator


def to_ball(value: Fraction) -> arb:
    """A ball around a rational at the precision in force."""
    return arb(value.numerator) / value.denominator


def _ball_sign(x: arb) -> arb:
    if x > 0 or x < 0:
        return arb(1 if x > 0 else -1)
    return arb(0) if x == 0 else arb(0, 1)


MPMATH = Arithmetic(
    "mpmath",
    to_mpf,
    lambda base, power: base**power,
    {
        "exp": mp.exp, "log": mp.log, "Abs": abs, "sign": _sign, "asinh": mp.asinh, "atan": mp.atan, "atanh": mp.atanh,
        "sinh": mp.sinh, "cosh": mp.cosh, "tan": mp.tan, "hyp2f1": mp.hyp2f1, "beta": mp.beta,
        InverseMetric: definitions.inverse_metric, OrbitTime: definitions.orbit_time,
        Conjugate: definitions.conjugate, Potential: definitions.potential, PathLength: definitions.path_length,
    },
)  # fmt: skip

BALLS = Arithmetic(
    "balls",
    to_ball,
    lambda base, power: base**power,
    {
        "exp": lambda x: x.exp(), "log": lambda x: x.log(), "Abs": abs, "sign": _ball_sign, "asinh": lambda x: x.asinh(),
        "atan": lambda x: x.atan(), "hyp2f1": lambda a, b, c, z: z.hypgeom_2f1(a, b, c),
        "beta": lambda a, b: a.gamma() * b.gamma() / (a + b).gamma(),
        InverseMetric: ball_definitions.inverse_metric, OrbitTime: ball_definitions.orbit_time,
        Conjugate: ball_definitions.conjugate, Potential: ball_definitions.potential,
        PathLength: ball_definitions.path_length,
    },
)  # fmt: skip


def with_ball_bits(bits: int, action: Callable[[], Number]) -> Number:
    """Run an action at a working precision of so many bits, and put the old one back."""
    before = ctx.prec
    ctx.prec = bits
    try:
        return action()
    finally:
        ctx.prec = before
