"""Leaves with three or more different offsets in scaled doubles: their coordinate, Lauricella integrals and inverses.

An offset is a scaled number c >= 0, an exponent an exact fraction. Each function broadcasts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from neversaddle.numerics.special.doubles import FloatArray, blocks
from neversaddle.numerics.special.scaled.arithmetic import (
    LARGEST_LOGARITHM,
    Ratio,
    Scaled,
    logarithm,
    over,
    plain,
    plus,
    scaled,
    scaled_exp,
    times,
    to_power,
    where,
)

# An offset is as good as 0 or as infinite beyond this many binary places.
NEGLIGIBLE_BITS = 56.0


def offset_product(exponents: Sequence[Ratio], offsets: Sequence[Scaled], u: Scaled, sign: int = 1) -> Scaled:
    """prod (u + c_i)^(sign n_i)."""
    return times(
        scaled(np.ones_like(u[0])),
        *(to_power(plus(u, c), (sign * n[0], n[1])) for n, c in zip(exponents, offsets, strict=True)),
    )


def _product_slope(exponents: Sequence[Ratio], offsets: Sequence[Scaled], u: Scaled) -> FloatArray:
    """d log prod (u + c_i)^(n_i) / d log u."""
    total = np.zeros_like(u[0])
    for n, c in zip(exponents, offsets, strict=True):
        total = total + n[0] / n[1] * plain(over(u, plus(u, c)))
    return total


def offset_coordinate(target: Scaled, exponents: Sequence[Ratio], offsets: Sequence[Scaled]) -> Scaled:
    """The u >= 0 with prod (u + c_i)^(n_i) = target, n_i > 0, least offset 0."""
    powers = [n[0] / n[1] for n in exponents]
    log_target = logarithm(target)
    alone, fixed = np.zeros_like(log_target), np.zeros_like(log_target)
    for n, c in zip(powers, offsets, strict=True):
        alone = alone + np.where(c[0] == 0.0, n, 0.0)
        fixed = fixed + np.where(c[0] == 0.0, 0.0, n * logarithm(c))
    # The left side is convex in log u and above both of its asymptotes, so Newton comes down from their roots.
    guess = np.fmin(log_target / sum(powers), (log_target - fixed) / alone)

    def ratio(u: Scaled) -> tuple[Scaled, FloatArray]:
        return over(offset_product(exponents, offsets, u), target), _product_slope(exponents, offsets, u)

    return _offset_root(guess, ratio, target)


def _offset_root(guess: FloatArray, ratio: Callable[[Scaled], tuple[Scaled, FloatArray]], limit: Scaled) -> Scaled:
    """The u at which an increasing ratio is 1, by Newton in log u, then on the ratio itself; `limit` where none is.

    `ratio` gives its value and its logarithm's slope.
    """
    inside = np.isfinite(guess)
    t = np.where(inside, guess, 0.0)
    for _ in range(100):
        value, slope = ratio(scaled_exp(t))
        step = np.where(inside, logarithm(value) / slope, 0.0)
        before = t
        t = np.clip(t - np.where(np.isfinite(step), step, 0.0), -LARGEST_LOGARITHM, LARGEST_LOGARITHM)
        if not np.any(np.abs(t - before) > 1e-8 * (1.0 + np.abs(t))):
            break
    u = scaled_exp(t)
    for _ in range(2):
        value, slope = ratio(u)
        step = (plain(value) - 1.0) / slope
        u = times(u, scaled(1.0 - np.where(np.abs(step) < 0.5, step, 0.0)))
    return where(inside, u, limit)


def offset_integral_scaled(exponents: Sequence[Ratio], offsets: Sequence[Scaled], u: Scaled) -> Scaled:
    """int_0^u prod (s + c_i)^(-b_i) ds, convergent at 0; inf or its limit at u = inf.

    Gauss-Legendre on panels [X/16, X], where the integrand is analytic in log s in a strip of half-width pi, each in
    units of X density(X), whose powers are exact; a pure power below 2^-56 of the least and above 2^56 times the
    largest offset.
    """
    if not exponents:
        return u
    zeros = np.broadcast_arrays(u[0], *(c[0] for c in offsets))[0].shape
    u = np.broadcast_to(u[0], zeros), np.broadcast_to(u[1], zeros)
    least, largest = np.full(zeros, np.inf), np.full(zeros, -np.inf)
    for c in offsets:
        place = np.where(c[0] > 0.0, c[1], np.nan)
        least, largest = np.fmin(least, place), np.fmax(largest, place)
    # Powers of two are good enough as bounds, and exact.
    top = np.ones(zeros), largest + NEGLIGIBLE_BITS
    beyond = np.isinf(u[0]) | (u[1] > top[1])
    s = where(beyond, top, u)
    whole = times(s, offset_product(exponents, offsets, s, -1))
    count = np.where(s[0] > 0.0, np.ceil((s[1] - least + NEGLIGIBLE_BITS) / 4.0), 0.0)
    count = np.fmax(count, 0.0)
    a = _gap_of_exponents([b for b, c in zip(exponents, offsets, strict=True) if not np.any(c[0] > 0.0)])
    low = s[0], s[1] - 4.0 * count
    mean = plain(over(times(low, offset_product(exponents, offsets, low, -1)), whole)) * (a[1] / a[0])
    nodes, weights = np.polynomial.legendre.leggauss(20)
    reach = np.exp(-0.5 * np.log(16.0) * (1.0 + nodes))
    weights = 0.5 * np.log(16.0) * weights * reach
    for panel in blocks(int(np.max(count, initial=0.0)) - 1, mean):
        x = s[0], s[1] - 4.0 * panel
        share = plain(over(times(x, offset_product(exponents, offsets, x, -1)), whole))
        density = np.ones((*share.shape, 20))
        for b, c in zip(exponents, offsets, strict=True):
            part = plain(over(c, plus(x, c)))[..., None]
            density = density * np.power(part + (1.0 - part) * reach, -b[0] / b[1])
        for i in range(len(panel) - 1, -1, -1):
            mean = mean + np.where(panel[i] < count, share[i] * (density[i] @ weights), 0.0)
    head = times(whole, scaled(mean))
    head = where((s[0] == 0.0) & ~beyond, s, head)
    return where(beyond, plus(head, _pure_power(_gap_of_exponents(exponents), top, u)), head)


def _gap_of_exponents(exponents: Sequence[Ratio]) -> Ratio:
    """1 - sum b_i."""
    above, below = 1, 1
    for p, r in exponents:
        above, below = above * r - p * below, below * r
    return above, below


def _pure_power(kappa: Ratio, low: Scaled, high: Scaled) -> Scaled:
    """int_low^high s^(kappa - 1) ds, kappa = p/r."""
    span = np.where(np.isinf(high[0]), np.inf, logarithm(high) - logarithm(low))
    k = abs(kappa[0] / kappa[1])
    if k == 0.0:
        return scaled(span)
    return times(to_power(high if kappa[0] > 0 else low, kappa), scaled(-np.expm1(-k * span) / k))


def offset_rest(exponents: Sequence[Ratio], offsets: Sequence[Scaled], u: Scaled) -> Scaled:
    """int_u^inf prod (s + c_i)^(-b_i) ds where it converges: by s -> 1/s an integral from 0."""
    scale, inverted, inverses = _from_infinity(exponents, offsets, u)
    return times(scale, offset_integral_scaled(inverted, inverses, to_power(u, (-1, 1))))


def _from_infinity(
    exponents: Sequence[Ratio], offsets: Sequence[Scaled], u: Scaled
) -> tuple[Scaled, list[Ratio], list[Scaled]]:
    """scale, exponents and offsets of the integral in 1/s."""
    above, below = _gap_of_exponents(exponents)
    positive = [(b, c) for b, c in zip(exponents, offsets, strict=True) if np.any(c[0] > 0.0)]
    scale = times(scaled(np.ones_like(u[0])), *(to_power(c, (-b[0], b[1])) for b, c in positive))
    # 2 - sum b_i at offset 0.
    inverted = [(above + below, below), *(b for b, _ in positive)]
    return scale, inverted, [scaled(np.zeros(())), *(to_power(c, (-1, 1)) for _, c in positive)]


def offset_inverse(exponents: Sequence[Ratio], offsets: Sequence[Scaled], value: Scaled) -> Scaled:
    """The u with int_0^u prod (s + c_i)^(-b_i) ds = value, for a value below the integral's supremum.

    Newton for the logarithm of the integral as a function of log u, from the power law at 0, which for b_i >= 0 lies
    to the left of the root of a concave function.
    """
    a = _gap_of_exponents([b for b, c in zip(exponents, offsets, strict=True) if not np.any(c[0] > 0.0)])
    positive = [(b, c) for b, c in zip(exponents, offsets, strict=True) if np.any(c[0] > 0.0)]
    fixed = times(scaled(np.ones_like(value[0])), *(to_power(c, b) for b, c in positive))
    seed = to_power(times(scaled(a[0] / a[1]), value, fixed), (a[1], a[0]))

    def ratio(u: Scaled) -> tuple[Scaled, FloatArray]:
        reached = offset_integral_scaled(exponents, offsets, u)
        density = times(u, offset_product(exponents, offsets, u, -1))
        return over(reached, value), plain(over(density, reached))

    return _offset_root(logarithm(seed), ratio, seed)


def offset_inverse_rest(exponents: Sequence[Ratio], offsets: Sequence[Scaled], rest: Scaled) -> Scaled:
    """The u with int_u^inf prod (s + c_i)^(-b_i) ds = rest."""
    scale, inverted, inverses = _from_infinity(exponents, offsets, rest)
    return to_power(offset_inverse(inverted, inverses, over(rest, scale)), (-1, 1))
