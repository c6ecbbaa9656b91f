"""The definitions of theory/definitions.py in ball arithmetic: every finite result encloses the true value.

Integrals run over t with w = t^b, q = a/b in lowest terms, which makes w^q = t^a, and so the integrand, analytic.
Where there is no value, or no enclosure is found, the result is a nan ball.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from flint import acb, arb, ctx

Exact: TypeAlias = "Fraction | int"


def ball(value: Exact | arb) -> arb:
    """A ball around a rational at the precision in force; balls pass through."""
    return value if isinstance(value, arb) else arb(value.numerator) / value.denominator


def size(depth: Exact, q: Exact, lam: Exact | arb, u: Exact | arb) -> arb:
    """|x| = (u (u + lambda)^(L-1))^(1/q)."""
    first, other, count = ball(u), ball(u) + ball(lam), int(depth) - 1
    if not (first >= 0 and other >= 0 and count >= 0):
        return arb.nan()
    return root_power(first * other**count, 1 / Fraction(q))


def inverse_metric(depth: Exact, q: Exact, lam: Exact | arb, u: Exact | arb) -> arb:
    """sum_i |prod_(j != i) w_j|^q with |w_1|^q = u and |w_i|^q = u + lambda."""
    first, other, count = ball(u), ball(u) + ball(lam), int(depth) - 1
    if not (first >= 0 and other >= 0 and count >= 0):
        return arb.nan()
    return other**count + sum((first * other ** (count - 1) for _ in range(count)), arb(0))


def orbit_time(depth: Exact, q: Exact, lam: Exact | arb, u: Exact | arb) -> arb:
    """y = integral of dw_1/(product of the others)^(q-1)."""
    if _begins_nowhere(depth, q, lam):
        return arb.nan()
    return along_leaf(depth, q, lam, u, lambda x, end: acb(1))


def conjugate(depth: Exact, q: Exact, lam: Exact | arb, u: Exact | arb) -> arb:
    """R* = integral of x dy."""
    return along_leaf(depth, q, lam, u, lambda x, end: x)


def potential(depth: Exact, q: Exact, lam: Exact | arb, u: Exact | arb) -> arb:
    """R = integral of (x_end - x) dy."""
    if _begins_nowhere(depth, q, lam):
        return arb.nan()
    return along_leaf(depth, q, lam, u, lambda x, end: end - x)


def _begins_nowhere(depth: Exact, q: Exact, lam: Exact | arb) -> bool:
    """Whether lambda = 0 and kappa <= 0: the integral of dy = const u^(kappa/q - 1) du from u = 0 is infinite."""
    return bool(lam == 0) and depth - q * (depth - 1) <= 0


def along_leaf(
    depth: Exact, q: Exact, lam: Exact | arb, u: Exact | arb, of_x: Callable[[acb, acb], acb], start: Exact | arb = 0
) -> arb:
    """Integral of of_x(x, x_end) dy over the leaf, from |w_1|^q = start to u."""
    power, balance = Fraction(q), ball(lam)
    a, b, count = power.numerator, power.denominator, int(depth) - 1
    if not (ball(start) >= 0 and ball(u) >= 0 and ball(start) + balance >= 0 and count >= 0):
        return arb.nan()
    low, high = (positive_root(ball(v), a) for v in (start, u))
    x_end = acb(high**b * root_power(high**a + balance, Fraction(count) / power))

    def integrand(t: acb, analytic: bool) -> acb:
        others_q = t**a + balance
        others = complex_power(others_q, Fraction(count) / power, analytic)
        slow = complex_power(others_q, Fraction(count) * (1 - power) / power, analytic)
        return of_x(t**b * others, x_end) * slow * b * t ** (b - 1)

    return integral(integrand, low, high)


def path_length(q: Exact, a: Exact, delta: Exact) -> arb:
    """Length of |w_1|^q - |w_2|^q = a^q from (a, 0) to w_1 w_2 = delta."""
    power, start, product = Fraction(q), ball(a), ball(delta)
    if not (start > 0 and product >= 0 and product.is_finite()):
        return arb.nan()
    top, root = power.numerator, power.denominator
    shift = root_power(start, power)

    def excess(t: arb) -> arb:
        return t**root * root_power(t**top + shift, 1 / power) - product

    end = increasing_root(excess)

    def integrand(t: acb, analytic: bool) -> acb:
        slope = t ** (2 * (top - root)) * complex_power(t**top + shift, -2 * (power - 1) / power, analytic)
        return (1 + slope).sqrt(analytic=analytic) * root * t ** (root - 1)

    return integral(integrand, arb(0), end)


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
