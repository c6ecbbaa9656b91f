"""Evaluation of a statement's expressions at one instance, in mpmath or in ball arithmetic, from the definitions.

In ball arithmetic the result encloses the value wherever there is one; a ball without bound says nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any, TypeAlias

import mpmath
import sympy as sp
from flint import arb
from mpmath import mp

from neversaddle.numerics.attack.definitions import balls, digits, escape
from neversaddle.numerics.attack.exact_values import as_fraction, exact_value
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.numbers.balls import ball
from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.definitions.leaf import Conjugate, InverseMetric, OrbitTime, PathLength, Potential, Size

#: A number of some arithmetic: mpf or arb.
Number: TypeAlias = Any
#: What symbols stand for: exact rationals, or numbers of the arithmetic.
Values: TypeAlias = "Mapping[sp.Symbol, Fraction | Number]"


class CannotEvaluate(ValueError):
    """An expression holds a function that this arithmetic does not know."""


@dataclass(frozen=True)
class Arithmetic:
    """How numbers are made and put into functions, which are known by class or by SymPy's class name.

    `derivative(f, x, n)`: the n-th derivative of f at x, or None where derivatives have to be written out first.
    """

    rational: Callable[[Fraction], Number]
    functions: Mapping[type[sp.Basic] | str, Callable[..., Number]]
    derivative: Callable[[Callable[[Number], Number], Number, int], Number] | None


def evaluate(expression: sp.Expr, values: Values, arithmetic: Arithmetic) -> Number:
    """The value at an instance; integrals by quadrature, derivatives by differences, definitions by what they say.

    Raises Undefined where there is no finite real value (division by zero, root of a negative number, ...), and
    CannotEvaluate for functions the arithmetic does not know.

    >>> x = sp.Symbol("x", positive=True)
    >>> evaluate(sp.sqrt(x) + sp.Abs(x - 3), {x: Fraction(4)}, MPMATH)
    mpf('3.0')
    """
    try:
        value = _walk(expression, values, arithmetic)
    except ZeroDivisionError as obstacle:
        raise Undefined("{} divides by zero there", expression) from obstacle
    if isinstance(value, mpmath.mpf) and not mp.isfinite(value):
        raise Undefined("{} has no finite value there", expression)
    return value


def _walk(e: sp.Expr, values: Values, a: Arithmetic) -> Number:
    if e.is_Symbol:
        value = values[e]
        return a.rational(value) if isinstance(value, Fraction) else value
    if e.is_Rational:
        return a.rational(as_fraction(e))
    if e.is_Add:
        return reduce(operator.add, (_walk(part, values, a) for part in e.args))
    if e.is_Mul:
        return reduce(operator.mul, (_walk(part, values, a) for part in e.args))
    if e.is_Pow:
        return _power(e, values, a)
    if isinstance(e, sp.Derivative):
        return _derivative(e, values, a)
    parts = [*e.args[0], *e.args[1], e.args[2]] if isinstance(e, sp.hyper) else e.args
    kind = type(e) if type(e) in a.functions else type(e).__name__
    if kind not in a.functions or (isinstance(e, sp.hyper) and len(parts) != 4):
        raise CannotEvaluate(f"{e} cannot be evaluated here")
    if type(e) in DEFINED:
        exact = [exact_value(part, values) for part in parts]
        arguments = [_walk(p, values, a) if x is None else x for x, p in zip(exact, parts, strict=True)]
    else:
        arguments = [_walk(part, values, a) for part in parts]
    value = a.functions[kind](*arguments)
    if isinstance(value, mpmath.mpc):
        raise Undefined("{} is not real there", e)
    if isinstance(value, arb) and not value.is_finite():
        raise Undefined("{} has no finite value there, or none that is certain", e)
    return value


def _power(e: sp.Pow, values: Values, a: Arithmetic) -> Number:
    """Real powers: whole ones of any base, others of a base that is not negative."""
    base, exact = _walk(e.base, values, a), exact_value(e.exp, values)
    if exact is not None and exact.denominator == 1:
        if exact < 0 and base == 0:
            raise Undefined("{} divides by zero there", e)
        return _whole_power(base, int(exact))
    if base < 0:
        raise Undefined("{} is a power of a negative number there", e)
    power = a.rational(exact) if exact is not None else _walk(e.exp, values, a)
    if base == 0:
        # A ball around the exponent may touch 0; then neither answer is certain.
        if power > 0:
            return a.rational(Fraction(0))
        raise Undefined("{} is no positive power of zero there", e)
    return base**power


def _whole_power(base: Number, n: int) -> Number:
    """base^n; of a ball by multiplication, since flint knows no power of a ball that touches zero."""
    if not isinstance(base, arb):
        return base**n
    result, square, left = arb(1), base, abs(n)
    while left:
        result = result * square if left & 1 else result
        square, left = square * square, left >> 1
    return result if n >= 0 else 1 / result


def _derivative(e: sp.Derivative, values: Values, a: Arithmetic) -> Number:
    if a.derivative is None or len(e.variable_count) != 1:
        raise CannotEvaluate(f"{e} has to be written out first")
    variable, order = e.variable_count[0]
    if not e.expr.has(variable):
        # It still has to have a value.
        _walk(e.expr, values, a)
        return a.rational(Fraction(0))
    return a.derivative(lambda z: _walk(e.expr, {**values, variable: z}, a), _walk(variable, values, a), int(order))


def _two_sided(f: Callable[[mpmath.mpf], mpmath.mpf], x: mpmath.mpf, order: int) -> mpmath.mpf:
    """The derivative by differences; from both sides, which at a kink do not agree. Raises Undefined there."""
    right, left = (mp.diff(f, x, order, direction=side) for side in (1, -1))
    if abs(right - left) > mp.mpf(10) ** -(mp.dps // 3) * (1 + abs(right) + abs(left)):
        raise Undefined("there is a kink there")
    return mp.diff(f, x, order)


def _sign(x: mpmath.mpf) -> mpmath.mpf:
    return mp.mpf((x > 0) - (x < 0))


def _ball_sign(x: arb) -> arb:
    """The sign where it is certain; a ball that touches zero may hold any of the three."""
    if x > 0 or x < 0:
        return arb(1 if x > 0 else -1)
    return arb(0) if x == 0 else arb(0, 1)


#: Functions with a brute-force definition of their own, which are told their exact arguments.
DEFINED = (InverseMetric, Size, OrbitTime, Conjugate, Potential, PathLength, ReachTime)

MPMATH = Arithmetic(
    digits.real,
    {
        "exp": mp.exp, "log": mp.log, "Abs": abs, "sign": _sign, "asinh": mp.asinh, "atan": mp.atan, "atanh": mp.atanh,
        "sinh": mp.sinh, "cosh": mp.cosh, "tan": mp.tan, "hyper": mp.hyp2f1, "beta": mp.beta,
        "sin": mp.sin, "cos": mp.cos, "tanh": mp.tanh, "Pi": lambda: +mp.pi, "Exp1": lambda: +mp.e,
        InverseMetric: digits.inverse_metric, Size: digits.size, OrbitTime: digits.orbit_time,
        Conjugate: digits.conjugate, Potential: digits.potential, PathLength: digits.path_length,
        ReachTime: escape.reach_time,
    },
    _two_sided,
)  # fmt: skip

BALLS = Arithmetic(
    ball,
    {
        "exp": arb.exp, "log": arb.log, "Abs": abs, "sign": _ball_sign, "asinh": arb.asinh, "atan": arb.atan,
        "atanh": arb.atanh, "sinh": arb.sinh, "cosh": arb.cosh, "tan": arb.tan,
        "hyper": lambda a, b, c, z: z.hypgeom_2f1(a, b, c),
        "beta": lambda a, b: a.gamma() * b.gamma() / (a + b).gamma(),
        "sin": arb.sin, "cos": arb.cos, "tanh": arb.tanh, "Pi": arb.pi, "Exp1": arb.const_e,
        InverseMetric: balls.inverse_metric, Size: balls.size,
        OrbitTime: balls.orbit_time, Conjugate: balls.conjugate,
        Potential: balls.potential, PathLength: balls.path_length,
        ReachTime: escape.reach_time_ball,
    },
    None,
)  # fmt: skip
