"""Leaves of mirror geometries in doubles with an exponent of their own, so that no power overflows or loses digits.

A scaled number is a pair (mantissa, exponent) of float arrays and means mantissa * 2**exponent, the exponent whole.
Powers are taken with exact fractions p/r, whose rounding costs p/r ulps at most and not |log x| p/r. Callers hold
np.errstate(all="ignore").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.special import FloatArray, euler_integral, euler_ratio, offset_integral, solve_increasing, solve_leaf

Scaled: TypeAlias = tuple[FloatArray, FloatArray]
Ratio: TypeAlias = tuple[int, int]

# Roots are sought below exp(10^6), where every double has long overflowed.
LARGEST_LOGARITHM = 1e6

# Beyond z = 2^120 an Euler integral is that to 2^120 and a pure power, to a relative 2^-100.
FAR_BITS = 120


def scaled(x: ArrayLike) -> Scaled:
    """A number as mantissa (in [1/sqrt 2, sqrt 2) in size, or 0, inf, nan) and exponent."""
    mantissa, place = np.frexp(np.asarray(x, dtype=np.float64))
    low = np.abs(mantissa) < np.sqrt(0.5)
    # Zero is smaller than every other number, by its exponent too: scales are added to exponents.
    exponent = np.where(mantissa == 0.0, -1e9, place - low)
    return np.where(low, 2.0 * mantissa, mantissa), exponent


def plain(x: Scaled) -> FloatArray:
    """The number as a double: rounded once, to 0 or inf where it is outside their range."""
    return np.asarray(np.ldexp(x[0], np.clip(x[1], -4000.0, 4000.0).astype(np.int64)))


def times(*factors: Scaled) -> Scaled:
    """The product."""
    mantissa, exponent = factors[0]
    for other, place in factors[1:]:
        mantissa, exponent = mantissa * other, exponent + place
    mantissa, place = scaled(mantissa)
    return mantissa, exponent + place


def to_power(x: Scaled, ratio: Ratio) -> Scaled:
    """x^(p/r) for x >= 0."""
    p, r = ratio
    if (p, r) == (1, 1):
        return x
    whole = np.floor(x[1] * p / r)
    rest = x[1] * p - whole * r
    mantissa = np.power(x[0], p / r) * (np.exp2(rest / r) if r > 1 else 1.0)
    mantissa, place = scaled(mantissa)
    return mantissa, whole + place


def plus(x: Scaled, c: float) -> Scaled:
    """x + c for x >= 0 and c of order one."""
    total, place = scaled(plain(x) + c)
    large = x[1] > 70.0
    return np.where(large, x[0], total), np.where(large, x[1], place)


def logarithm(x: Scaled) -> FloatArray:
    """log x."""
    return np.asarray(np.log(x[0]) + x[1] * np.log(2.0))


def _where(condition: NDArray[np.bool_], x: Scaled, y: Scaled) -> Scaled:
    return np.where(condition, x[0], y[0]), np.where(condition, x[1], y[1])


def leaf_coordinate(r: Scaled, g: Ratio, e: Ratio) -> Scaled:
    """The nu >= 0 with nu (1 + nu^g)^e = r, increasing: g > 0 and 1 + e g > 0; nu ~ r at 0.

    `solve_leaf` where a double holds r, pure powers beyond, all corrected by Newton steps on the scaled residual.
    """
    rise, exponent, power = g[0] / g[1], e[0] / e[1], (g[1] * e[1], g[1] * e[1] + g[0] * e[0])
    value = plain(r)
    held = (value > 2.0**-1000) & (value < 2.0**1000)
    if exponent >= 0.0:
        middle = solve_leaf(value, rise, exponent)
    else:
        middle = solve_increasing(lambda nu: nu * np.power(1.0 + np.power(nu, rise), exponent), value, 0.0, np.inf)
    if e[0] == 0:
        return r
    nu = _where(held, scaled(middle), _where(r[1] > 0.0, to_power(r, power), r))
    for _ in range(2):
        z = to_power(nu, g)
        left = times(nu, to_power(plus(z, 1.0), e))
        miss = plain(times(left, to_power(r, (-1, 1)))) - 1.0
        slope = 1.0 + exponent * rise / (1.0 + 1.0 / plain(z))
        step = np.where(np.isfinite(miss) & (np.abs(miss) < 0.5), miss / slope, 0.0)
        nu = times(nu, scaled(1.0 - step))
    return _where((value == 0.0) & (r[0] == 0.0) | np.isinf(r[0]) | np.isnan(r[0]), r, nu)


def euler(a: Ratio, b: Ratio, nu: Scaled, g: Ratio) -> Scaled:
    """E(a, b, z) = int_0^z s^(a-1) (1+s)^(-b) ds at z = nu^g, whatever the size of z (g may be negative)."""
    a_, b_ = a[0] / a[1], b[0] / b[1]
    z = to_power(nu, g)
    value = plain(z)
    ratio = euler_ratio(a_, b_, np.fmin(value, 1.0)) / a_
    near = times(to_power(nu, (g[0] * a[0], g[1] * a[1])), scaled(ratio))
    integral = euler_integral(a_, b_, np.clip(value, 1.0, 2.0**FAR_BITS))
    result = _where(value <= 1.0, near, scaled(integral))
    far = (z[1] > FAR_BITS) | np.isinf(z[0])
    if np.any(far):
        result = _where(far, _beyond(z, scaled(integral), (a[0] * b[1] - b[0] * a[1], a[1] * b[1])), result)
    if b_ > a_:
        # Rounding must not carry the integral above its supremum, which others compare it with.
        top = float(euler_integral(a_, b_, np.inf))
        result = _where(np.isinf(z[0]) | (plain(result) > top), scaled(np.full(value.shape, top)), result)
    return np.where(np.isnan(nu[0]), np.nan, result[0]), result[1]


def _beyond(z: Scaled, head: Scaled, c: Ratio) -> Scaled:
    """head + int_Z^z s^(c-1) ds, Z = 2^120."""
    k = c[0] / c[1]
    span = logarithm(z) - FAR_BITS * np.log(2.0)
    if k <= 0.0:
        return scaled(plain(head) + (span if k == 0.0 else 2.0 ** (FAR_BITS * k) * -np.expm1(k * span) / -k))
    short = scaled(plain(head) + 2.0 ** (FAR_BITS * k) * np.expm1(np.fmin(k * span, 1.0)) / k)
    grown = to_power(z, c)
    rest = k * plain(head) - 2.0 ** (FAR_BITS * k)
    long = times(grown, scaled((1.0 + rest * plain(to_power(grown, (-1, 1)))) / k))
    return _where(k * span < 1.0, short, long)


def inverse_euler(a: Ratio, b: Ratio, value: Scaled, g: Ratio) -> Scaled:
    """The nu with E(a, b, nu^g) = value, g > 0 and a > 0; nan above the supremum of E, inf at it.

    Newton for log E as a function of log nu, which is concave for b >= 0 and convex for b <= 0, from the power law at
    0; then two steps on the ratio E/value, which do not see the rounding of log nu.
    """
    a_, b_ = a[0] / a[1], b[0] / b[1]
    seed = to_power(times(scaled(a_), value), (a[1] * g[1], a[0] * g[0]))
    if b[0] == 0:
        return seed
    target, t = logarithm(value), logarithm(seed)
    top = float(euler_integral(a_, b_, np.inf))
    inside = np.isfinite(t) & (plain(value) < top)
    t = np.where(inside, t, 0.0)
    for _ in range(100):
        nu = scaled_exp(t)
        reached = euler(a, b, nu, g)
        step = np.where(inside, (logarithm(reached) - target) / _log_slope(a, b_, nu, g, reached), 0.0)
        t = np.clip(t - np.where(np.isfinite(step), step, 0.0), -LARGEST_LOGARITHM, LARGEST_LOGARITHM)
        if not np.any(np.abs(step) > 1e-7 * (1.0 + np.abs(t))):
            break
    nu = scaled_exp(t)
    for _ in range(2):
        reached = euler(a, b, nu, g)
        miss = 1.0 - plain(times(value, to_power(reached, (-1, 1))))
        step = miss / _log_slope(a, b_, nu, g, reached)
        nu = times(nu, scaled(1.0 - np.where(np.abs(step) < 0.5, step, 0.0)))
    edge = np.where(plain(value) == top, np.inf, np.where(plain(value) > top, np.nan, seed[0]))
    return _where(inside, nu, (edge, seed[1]))


def scaled_exp(t: FloatArray) -> Scaled:
    """exp(t)."""
    place = np.round(t / np.log(2.0))
    return np.exp(t - place * np.log(2.0)), place


def _log_slope(a: Ratio, b: float, nu: Scaled, g: Ratio, reached: Scaled) -> FloatArray:
    """d log E(nu^g) / d log nu = g z^a (1+z)^(-b) / E."""
    z = to_power(nu, g)
    density = times(to_power(z, a), scaled_exp(-b * logarithm(plus(z, 1.0))))
    return np.asarray(g[0] / g[1] * plain(times(density, to_power(reached, (-1, 1)))))


def offset_coordinate(target: Scaled, exponents: tuple[Ratio, ...], offsets: tuple[FloatArray, ...]) -> FloatArray:
    """The u >= 0 with prod (u + c_i)^(n_i) = target, n_i > 0, least offset 0: Newton in log u, then on the ratio."""
    powers = [n[0] / n[1] for n in exponents]
    log_target = logarithm(target)
    alone = sum(n for n, c in zip(powers, offsets, strict=True) if np.all(c == 0.0))
    fixed = sum(n * np.log(c) for n, c in zip(powers, offsets, strict=True) if not np.all(c == 0.0))
    # The left side is convex in log u and above both of its asymptotes, so Newton comes down from their roots.
    t = np.fmin(log_target / sum(powers), (log_target - fixed) / alone)
    inside = np.isfinite(log_target) & np.isfinite(t)
    t = np.where(inside, t, 0.0)
    for _ in range(60):
        u = np.exp(t)
        left = sum(n * np.log(u + c) for n, c in zip(powers, offsets, strict=True))
        slope = sum(n * (1.0 / (1.0 + c / u)) for n, c in zip(powers, offsets, strict=True))
        step = np.where(inside, (left - log_target) / slope, 0.0)
        t = t - np.where(np.isfinite(step), step, 0.0)
        if not np.any(np.abs(step) > 1e-9 * (1.0 + np.abs(t))):
            break
    u = np.exp(t)
    for _ in range(2):
        left_ = times(*(to_power(scaled(u + c), n) for n, c in zip(exponents, offsets, strict=True)))
        slope = sum(n * (1.0 / (1.0 + c / u)) for n, c in zip(powers, offsets, strict=True))
        step = (plain(times(left_, to_power(target, (-1, 1)))) - 1.0) / slope
        u = u - u * np.where(np.abs(step) < 0.5, step, 0.0)
    return np.asarray(np.where(inside, u, plain(target)))


def second_order(metric: Callable[[FloatArray], FloatArray], x: FloatArray, start: FloatArray) -> FloatArray:
    """D_R(x, start) = (x - start)^2 int_0^1 (1 - s) / metric(start + s (x - start)) ds, by 20 Gauss-Legendre nodes.

    No cancellation: every term is positive. For points of one sign within a factor 4 the error of the rule is
    below 3^-40, since 1/metric(x) has no singularity in the right half plane.
    """
    gap = x - start
    nodes, weights = _legendre(gap.ndim)
    mean = np.sum(weights * (1.0 - nodes) / metric(start + nodes * gap), axis=0)
    return np.asarray(gap * (gap * mean))


def _legendre(dimensions: int) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of the Gauss-Legendre rule with 20 nodes on (0, 1), along an axis before `dimensions` more."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    shape = (20,) + (1,) * dimensions
    return 0.5 * (1.0 + nodes.reshape(shape)), 0.5 * weights.reshape(shape)


def offset_inverse(
    exponents: list[float], offsets: list[ArrayLike], value: FloatArray, largest: FloatArray
) -> FloatArray:
    """The u with int_0^u prod (s + c_i)^(-b_i) ds = value, `largest` the integral to infinity; nan above it.

    Newton for the logarithm of the integral as a function of log u, from the power law at 0, which for b_i >= 0 lies
    to the left of the root of a concave function; the last steps are taken on the ratio.
    """
    fixed = np.ones_like(value)
    a = 1.0
    for b, c in zip(exponents, offsets, strict=True):
        zero = np.all(np.asarray(c) == 0.0)
        a, fixed = (a - b, fixed) if zero else (a, fixed * np.power(c, -b))
    seed = np.power(a * value / fixed, 1.0 / a)
    inside = (seed > 0.0) & (value < largest)
    u = np.where(inside, seed, 1.0)
    for _ in range(100):
        reached = offset_integral(exponents, offsets, u)
        density = np.ones_like(u)
        for b, c in zip(exponents, offsets, strict=True):
            density = density * np.power(u + c, -b)
        step = np.where(inside, np.log(value / reached) * reached / (u * density), 0.0)
        u = u * np.exp(step)
        if not np.any(np.abs(step) > 1e-8):
            break
    edge = np.where(value == largest, np.inf, np.where(value > largest, np.nan, seed))
    u = np.where(inside, u, edge)
    beyond = value > offset_integral(exponents, offsets, np.full(value.shape, 1e300))
    return np.asarray(np.where(beyond & (value <= largest), np.inf, u))


def moment(f: Callable[[FloatArray], FloatArray], y: FloatArray, kind: int) -> FloatArray:
    """int_0^1 w(s) f(y s) ds with w = 1, s, 1 - s for kind = 0, 1, -1: Gauss-Legendre with 20 nodes."""
    nodes, weights = _legendre(y.ndim)
    return np.asarray(np.sum(weights * (1.0, nodes, 1.0 - nodes)[kind] * f(y * nodes), axis=0))


def ends(slopes: list[FloatArray], shape: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """The interval around 0 on which every 1 + slope * y is positive."""
    low, high = np.full(shape, -np.inf), np.full(shape, np.inf)
    for slope in slopes:
        low = np.where(slope > 0.0, np.maximum(low, -1.0 / slope), low)
        high = np.where(slope < 0.0, np.minimum(high, -1.0 / slope), high)
    # By rounding the ends may lie outside, where functions that are infinite there come back from the other side.
    inward = 1.0 - 2.0**-50
    return inward * low, inward * high
