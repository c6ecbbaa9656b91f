"""The definitions of theory/definitions/leaf.py in ball arithmetic: every finite result encloses the true value.

Integrals run over t with w = t^b, q = a/b in lowest terms, which makes w^q = t^a, and so the integrand, analytic.
Where there is no value, or no enclosure is found, the result is a nan ball.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import acb, arb

from neversaddle.numerics.numbers.balls import (
    Exact,
    ball,
    complex_power,
    increasing_root,
    integral,
    positive_root,
    root_power,
)


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
