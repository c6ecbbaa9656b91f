"""The times of theory/definitions/escape.py by brute force, in mpmath and in balls: quadrature and bisection.

Nothing here knows a closed form. Arguments: whole depth L and number n of equal weights, rational q (Fraction), the
rest as Fraction or number of the arithmetic. In mpmath what has no value raises Undefined; balls are nan then.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath
from flint import arb
from mpmath import mp

from neversaddle.numerics.attack.definitions import balls
from neversaddle.numerics.attack.definitions.digits import Real, real, scaled_quadrature, weights_on_leaf
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.numbers.balls import (
    Exact,
    ball,
    increasing_root,
    root_power,
)

#: One panel of quadrature is at most so long in log w.
PANEL = 3


def _panels(low: mpmath.mpf, high: mpmath.mpf) -> list[mpmath.mpf]:
    """Points from low to high, each at most e^PANEL times the one before; from 0 the first panel is a long one."""
    if low == high:
        return [low]
    if low == 0:
        return [low, *(high * mp.exp(-PANEL * k) for k in (3, 2, 1, 0))]
    steps = max(1, int(mp.ceil(mp.log(high / low) / PANEL)))
    return [low * (high / low) ** (mp.mpf(k) / steps) for k in range(steps + 1)]


def _whole(number: Real) -> int:
    if number != int(number):
        raise Undefined(f"a number of weights is whole; got {number}")
    return int(number)


def reach_time(depth: Real, q: Real, omega: Real, delta: Real) -> mpmath.mpf:
    """Integral of dw_1/(product of the others)^(q-1) from 0 to where the product of all weights is delta."""
    count, power, others, product = _whole(depth), real(q), real(omega), real(delta)
    if not (count >= 1 and power > 0 and others > 0 and product >= 0):
        raise Undefined(f"the time is that from w_1 = 0, w_i > 0 to a product >= 0; got w_i = {omega} and {delta}")
    lam = others**power

    def rest(w: mpmath.mpf) -> mpmath.mpf:
        return weights_on_leaf(2, q, lam, w)[1] ** (count - 1)

    # The product is at least w omega^(L-1), and grows.
    low, high = mp.mpf(0), product / others ** (count - 1)
    while high - low > mp.eps * high:
        middle = (low + high) / 2
        low, high = (middle, high) if middle * rest(middle) < product else (low, middle)
    if high == 0:
        return mp.mpf(0)
    points = [mp.mpf(0)] + [p for p in (others / 4, others, 4 * others) if p < high] + [high]
    long = [p for left, right in pairwise(points[1:]) for p in _panels(left, right)[1:]]
    return scaled_quadrature(lambda w: rest(w) ** (1 - power), [*points[:2], *long])


def reach_time_ball(depth: Exact, q: Exact, omega: Exact | arb, delta: Exact | arb) -> arb:
    """Orbit time up to where the product is delta, which bisection encloses."""
    if isinstance(q, arb) or isinstance(depth, arb) or depth != int(depth):
        return arb.nan()
    power, count, others, product = Fraction(q), int(depth), ball(omega), ball(delta)
    if not (count >= 1 and power > 0 and others > 0 and product >= 0 and product.is_finite()):
        return arb.nan()
    if product == 0:
        return arb(0)
    if count == 1:
        return product
    lam, a, b = root_power(others, power), power.numerator, power.denominator

    def excess(t: arb) -> arb:
        return t**b * root_power(t**a + lam, Fraction(count - 1) / power) - product

    return balls.orbit_time(count, power, lam, increasing_root(excess) ** a)
