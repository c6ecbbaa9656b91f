"""Real numbers in balls: rationals, roots, powers and integrals; every finite result encloses the true value."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from flint import acb, arb, ctx

Exact: TypeAlias = "Fraction | int"


def ball(value: Exact | arb) -> arb:
    """A ball around a rational at the precision in force; balls pass through."""
    return value if isinstance(value, arb) else arb(value.numerator) / value.denominator


def increasing_root(excess: Callable[[arb], arb]) -> arb:
    """A ball around the root t > 0 of an increasing function that is negative at 0 and unbounded."""
    low, high = arb(0), arb(1)
    while not excess(high) > 0:
        high *= 2
    while excess(high / 2) > 0:
        high /= 2
    for _ in range(ctx.prec):
        # Where the middle is the root itself no sign is certain there: then a point beside it.
        for eighths in (4, 3):
            between = arb((low + (high - low) * eighths / 8).mid())
            value = excess(between)
            if value < 0:
                low = between
                break
            if value > 0:
                high = between
                break
        else:
            break
    return low.union(high)


def integral(integrand: Callable[[acb, bool], acb], low: arb, high: arb) -> arb:
    """Rigorous integral of a function that is real on the real line; a ball that may be wide, never a wrong one.

    A tenth of the evaluations flint would allow itself: what does not converge by then is not worth the wait.
    """
    if not (low.is_finite() and high.is_finite()):
        return arb.nan()
    value = acb.integral(
        integrand, acb(low), acb(high), rel_tol=arb(2) ** (-(ctx.prec // 2)), eval_limit=100 * ctx.prec
    )
    return value.real if value.imag.contains(0) else arb.nan()


def complex_power(z: acb, exponent: Fraction, analytic: bool) -> acb:
    """z^exponent on the principal branch; a nan ball where it is asked to be analytic and is not, and where z < 0."""
    if exponent.denominator == 1:
        return z ** int(exponent)
    if z.imag.contains(0) and (z.real < 0 or (analytic and not z.real > 0)):
        return acb("nan")
    if exponent > 0 and z.contains(0):
        # The logarithm has no bound here, but |z^e| <= |z|^e.
        largest = (abs(z).upper().log() * ball(exponent)).exp().upper() if abs(z).upper() > 0 else arb(0)
        return acb(arb(0, largest), arb(0, largest))
    return (z.log() * acb(ball(exponent))).exp()


def root_power(x: arb, exponent: Fraction) -> arb:
    """x^exponent for a ball of non-negative numbers; 0 for the exact zero."""
    if exponent.denominator == 1:
        return x ** int(exponent)
    return arb(0) if x == 0 and exponent > 0 else x ** ball(exponent)


def positive_root(x: arb, degree: int) -> arb:
    """The degree-th root of a ball of non-negative numbers."""
    return x if x == 0 or degree == 1 else x.root(degree)
