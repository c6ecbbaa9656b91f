"""Real functions for generated ball arithmetic: the vocabulary of `doubles.py`, in arb balls.

Every finite ball returned contains the value for all points of its arguments; a nan ball says that no enclosure was
found, for instance where a point of the argument has no real value. Precision is flint's ctx.prec.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, ctx
from mpmath import mp, mpf

from neversaddle.numerics.ode.arithmetics import middle_of
from neversaddle.numerics.special import balls, digits
from neversaddle.numerics.special.balls import offset_integral as offset_integral


def _method(name: str) -> Callable[[arb], arb]:
    return lambda x: getattr(x, name)()


exp, log, sin, cos, tan = (_method(n) for n in ("exp", "log", "sin", "cos", "tan"))
sinh, cosh, tanh = (_method(n) for n in ("sinh", "cosh", "tanh"))
arcsin, arccos, arctan = (_method(n) for n in ("asin", "acos", "atan"))
arcsinh, arccosh, arctanh = (_method(n) for n in ("asinh", "acosh", "atanh"))
absolute = abs


def sign(x: arb) -> arb:
    """The sign, [-1, 1] where it is not decided."""
    return arb(x.sgn())


def infinity() -> arb:
    """Positive infinity."""
    return arb("inf")


def undefined() -> arb:
    """A ball that says nothing."""
    return arb.nan()


def number(p: int, q: int) -> arb:
    """A ball around the fraction p/q."""
    return arb(p) / q


def pi() -> arb:
    """A ball around pi."""
    return arb.pi()


def e() -> arb:
    """A ball around e."""
    return arb(1).exp()


def minimum(x: arb, y: arb) -> arb:
    """The smaller one."""
    return x.min(y)


def maximum(x: arb, y: arb) -> arb:
    """The larger one."""
    return x.max(y)


def divide(x: arb, y: arb) -> arb:
    """x/y."""
    return x / y


def power(x: arb, p: int, r: int) -> arb:
    """x^(p/r) for a fraction in lowest terms; a nan ball where x reaches below 0, unless r = 1."""
    if r == 1:
        return x**p
    if x.is_zero():
        return arb(0) if p > 0 else arb.nan()
    return x ** (arb(p) / r) if bool(x > 0) else arb.nan()


def real_power(x: arb, exponent: arb) -> arb:
    """x^exponent for x > 0, or any x where the exponent is a whole number."""
    return x**exponent


def hypergeometric(b: arb, a: arb, z: arb) -> arb:
    """2F1(b, a; a+1; z) for z <= 0 and a > 0."""
    return balls.euler_ratio(a, b, -z)


def euler_between(a: arb, b: arb, u: arb, lam: arb) -> arb:
    """E(a, b, u, lam), the integral of s^(a-1) (s+lam)^(-b) over (0, u), for a > 0, 0 <= u <= inf, lam > 0."""
    if u.is_zero():
        return arb(0)
    # The quotient of infinity and a ball is no exact infinity.
    z = u if bool(u == infinity()) and bool(lam > 0) else u / lam
    return lam ** (a - b) * balls.euler_integral(a, b, z)


def _mpf(x: arb) -> mpf:
    """The midpoint of a ball."""
    if not x.mid().is_finite():
        return mp.inf if bool(x.mid() > 0) else -mp.inf if bool(x.mid() < 0) else mp.nan
    return +middle_of(x)


def inverse_of(forward: Callable[[arb], arb], value: arb, low: arb, high: arb) -> arb:
    """A ball around the s in (low, high) with forward(s) = value, forward increasing; found in mpmath, proved by signs.

    forward(left) < value < forward(right) in balls is the proof; a value attained exactly at an end is that end.
    """
    if not value.is_exact():
        left, right = (inverse_of(forward, end, low, high) for end in (value.lower(), value.upper()))
        return left.union(right)
    for end in (low, high):
        if end.is_finite():
            at_end = forward(end)
            if at_end.is_exact() and bool(at_end == value):
                return end
    # Inexact ends are moved inwards, where the function is surely defined.
    nudge = arb((1, 12 - ctx.prec))
    left = low if low.is_exact() or not low.is_finite() else low.upper() + abs(low).upper() * nudge
    right = high if high.is_exact() or not high.is_finite() else high.lower() - abs(high).upper() * nudge

    def approximate(s: mpf) -> mpf:
        with ctx.workprec(mp.prec + 10):
            near = _mpf(forward(arb(s)))
        # At an end it may have a limit but no value; what is found is proved inside.
        infinite = mp.inf if s == _mpf(right) else -mp.inf if s == _mpf(left) else mp.nan
        return infinite if mp.isnan(near) else near

    with mp.workprec(ctx.prec + 10):
        root = digits.solve_increasing(approximate, _mpf(value), _mpf(left), _mpf(right))
    if not mp.isfinite(root) or root == 0:
        return arb.nan()
    centre = arb(root)
    width = arb((1, 4 - ctx.prec))
    while bool(width < 1):
        left, right = (centre * (1 - width)), (centre * (1 + width))
        left, right = (left.lower(), right.upper()) if root > 0 else (right.lower(), left.upper())
        if bool(forward(left) < value) and bool(forward(right) > value):
            return left.union(right)
        width *= 2
    return arb.nan()


def integral(f: Callable[[arb], arb], upper: arb) -> arb:
    """The integral of f over (0, upper): no enclosure is known for a function given only on the reals."""
    return arb.nan()
