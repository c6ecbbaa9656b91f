"""The definitions of theory/definitions/leaf.py by brute force in mpmath: products, sums and quadrature only.

Nothing here knows a closed form, so agreement with one is evidence. Arguments: whole depth L, rational q (Fraction),
balance and u = |w_1|^q as Fraction or mpf. Where no such leaf exists, all of them raise Undefined.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import prod
from typing import TypeAlias

import mpmath
from mpmath import mp

from neversaddle.numerics.attack.undefined import Undefined

Real: TypeAlias = "Fraction | int | mpmath.mpf"


def real(value: Real) -> mpmath.mpf:
    """A number at the precision in force."""
    return _rounded(value, mp.prec) if isinstance(value, Fraction) else mp.mpf(value)


@lru_cache(maxsize=1024)
def _rounded(value: Fraction, precision: int) -> mpmath.mpf:
    """A fraction at the precision in force, which is told for the cache: an integrand asks for the same few."""
    return mp.mpf(value.numerator) / value.denominator


def weights_on_leaf(depth: Real, q: Real, lam: Real, w: mpmath.mpf) -> list[mpmath.mpf]:
    """All L weights of the lambda-balanced leaf where the first one is w >= 0: |w_i|^q = w^q + lambda.

    Raises Undefined where a modulus would be negative, and for a network without weights.
    """
    power, count = real(q), int(depth)
    if count < 1:
        raise Undefined(f"a network has at least one weight; got depth {depth}")
    others_q = w**power + real(lam)
    if others_q < 0:
        raise Undefined(f"there are no weights with |w_1| = {mp.nstr(w, 5)} and balance {lam}")
    return [w] + [others_q ** (1 / power)] * (count - 1)


def first_weight(q: Real, u: Real) -> mpmath.mpf:
    """|w_1| = u^(1/q). Raises Undefined for u < 0."""
    if real(u) < 0:
        raise Undefined(f"u = |w_1|^q is never negative; got {u}")
    return real(u) ** (1 / real(q))


def size(depth: Real, q: Real, lam: Real, u: Real) -> mpmath.mpf:
    """|x|, the product of the weights."""
    return prod(weights_on_leaf(depth, q, lam, first_weight(q, u)), start=mp.mpf(1))


def inverse_metric(depth: Real, q: Real, lam: Real, u: Real) -> mpmath.mpf:
    """sum_i |prod_(j != i) w_j|^q, over the weights themselves."""
    weights = weights_on_leaf(depth, q, lam, first_weight(q, u))
    power = real(q)
    return mp.fsum(prod(weights[:i] + weights[i + 1 :], start=mp.mpf(1)) ** power for i in range(len(weights)))


def orbit_time(depth: Real, q: Real, lam: Real, u: Real) -> mpmath.mpf:
    """y = integral of dw_1/Phi_q(dx/dw_1), since dw_1 = Phi_q(dx/dw_1) dy along the orbit."""
    return _along_leaf(depth, q, lam, u, lambda x, end: mp.mpf(1))


def conjugate(depth: Real, q: Real, lam: Real, u: Real) -> mpmath.mpf:
    """R* = integral of x dy along the orbit."""
    return _along_leaf(depth, q, lam, u, lambda x, end: x)


def potential(depth: Real, q: Real, lam: Real, u: Real) -> mpmath.mpf:
    """R = integral of (x_end - x) dy, which is the integral of y dx (Cauchy's formula for repeated integration)."""
    return _along_leaf(depth, q, lam, u, lambda x, end: end - x)


def _along_leaf(
    depth: Real, q: Real, lam: Real, u: Real, of_x: Callable[[mpmath.mpf, mpmath.mpf], mpmath.mpf]
) -> mpmath.mpf:
    end = first_weight(q, u)
    if end == 0:
        return mp.mpf(0)
    x_end = prod(weights_on_leaf(depth, q, lam, end), start=mp.mpf(1))
    slowing = real(q) - 1

    def integrand(w: mpmath.mpf) -> mpmath.mpf:
        weights = weights_on_leaf(depth, q, lam, w)
        others = prod(weights[1:], start=mp.mpf(1))
        return of_x(w * others, x_end) / others**slowing

    bend = weights_on_leaf(2, q, lam, mp.mpf(0))[1]
    points = [mp.mpf(0)] + [p for p in (bend / 4, bend, 4 * bend) if 0 < p < end] + [end]
    return scaled_quadrature(integrand, points)


def scaled_quadrature(integrand: Callable[[mpmath.mpf], mpmath.mpf], points: list[mpmath.mpf]) -> mpmath.mpf:
    """Integral over the points' span, panel by panel, each brought to order one: mp.quad's tolerance is absolute."""
    total = mp.mpf(0)
    for left, right in pairwise(points):
        scale = max(abs(integrand(left + (right - left) * mp.mpf(k) / 8)) for k in (1, 4, 7))
        scale = scale if scale > 0 else mp.mpf(1)
        unit = mp.quad(lambda t, a=left, h=right - left, s=scale: integrand(a + h * t) / s, [0, 1])
        total += unit * scale * (right - left)
    return total


def path_length(q: Real, a: Real, delta: Real) -> mpmath.mpf:
    """Length of |w_1|^q - |w_2|^q = a^q from (a, 0) to w_1 w_2 = delta, as an integral over w_2."""
    power, start, product = real(q), real(a), real(delta)
    if start <= 0 or product < 0:
        raise Undefined(f"the curve starts at (a, 0), a > 0, and ends at a product >= 0; got {a} and {delta}")

    def first(w: mpmath.mpf) -> mpmath.mpf:
        return (w**power + start**power) ** (1 / power)

    low, high = mp.mpf(0), mp.sqrt(product)
    while high - low > mp.eps * high:
        middle = (low + high) / 2
        low, high = (middle, high) if middle * first(middle) < product else (low, middle)
    return scaled_quadrature(lambda w: mp.sqrt(1 + (w / first(w)) ** (2 * (power - 1))), [mp.mpf(0), high / 8, high])
