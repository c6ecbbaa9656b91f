"""SymPy expressions as analytic functions of a complex ball, for rigorous integrals along the real line."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from operator import add, mul

import sympy as sp
from flint import acb, arb

from neversaddle.numerics.numbers.balls import ball, complex_power

#: Functions without branch cuts; poles give balls without bound.
WHOLE: dict[str, Callable[[acb], acb]] = {
    "exp": acb.exp, "sin": acb.sin, "cos": acb.cos, "tan": acb.tan, "sinh": acb.sinh, "cosh": acb.cosh,
    "tanh": acb.tanh,
}  # fmt: skip
#: Functions with cuts on the imaginary axis beyond +-i, and on the real axis beyond +-1, where they are not real.
UPRIGHT: dict[str, Callable[[acb], acb]] = {"atan": acb.atan, "asinh": acb.asinh}
LYING: dict[str, Callable[[acb], acb]] = {"asin": acb.asin, "acos": acb.acos, "atanh": acb.atanh}

NO_VALUE = acb("nan")


def complex_ball(e: sp.Expr, w: sp.Symbol, z: acb, analytic: bool) -> acb:
    """The value of an expression in w on a ball z of numbers; a nan ball where there is none.

    With `analytic` also where it is not seen to be analytic on all of z, as `acb.integral` wants it.
    """
    if e == w:
        return z
    if e.is_Rational:
        return acb(ball(Fraction(int(e.p), int(e.q))))
    if e is sp.pi or e is sp.E:
        return acb(arb.pi() if e is sp.pi else arb.const_e())
    parts = [complex_ball(part, w, z, analytic) for part in e.args]
    if e.is_Add or e.is_Mul:
        return reduce(add if e.is_Add else mul, parts)
    if e.is_Pow and e.exp.is_Rational:
        return complex_power(parts[0], Fraction(int(e.exp.p), int(e.exp.q)), analytic)
    if e.is_Pow:
        return (_log(parts[0], analytic) * parts[1]).exp()
    return _function(type(e).__name__, parts[0], analytic) if len(parts) == 1 else NO_VALUE


def _function(name: str, z: acb, analytic: bool) -> acb:
    if name in WHOLE:
        return WHOLE[name](z)
    if name in UPRIGHT:
        return UPRIGHT[name](z) if not analytic or not z.real.contains(0) or abs(z.imag) < 1 else NO_VALUE
    if name in LYING:
        return LYING[name](z) if abs(z.real) < 1 else NO_VALUE
    match name:
        case "log":
            return _log(z, analytic)
        case "acosh":
            return z.acosh() if z.real > 1 else NO_VALUE
        case "Abs":
            return z.real_abs(analytic=analytic)
        case "sign":
            return z.real_sgn(analytic=analytic)
    return NO_VALUE


def _log(z: acb, analytic: bool) -> acb:
    """The logarithm of balls of positive numbers and what is around them."""
    return NO_VALUE if z.imag.contains(0) and (z.real < 0 or (analytic and not z.real > 0)) else z.log()
