"""Leaves with at most two different offsets in scaled doubles: their coordinate, the Euler integral and its inverse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from neversaddle.numerics.special.doubles import FloatArray, corner_of, far_parts, near_mean
from neversaddle.numerics.special.scaled.arithmetic import (
    LARGEST_LOGARITHM,
    Pair,
    Ratio,
    Scaled,
    logarithm,
    over,
    pair_minus,
    plain,
    plus,
    power1p,
    scaled,
    scaled_exp,
    times,
    to_power,
    where,
)

#: Gauss-Legendre on (-1, 1).
NODES = np.polynomial.legendre.leggauss(20)


def leaf_coordinate(r: Scaled, g: Ratio, e: Ratio) -> Scaled:
    """The nu >= 0 with nu (1 + nu^g)^e = r, increasing: g > 0 and 1 + e g > 0; nu ~ r at 0.

    Newton in log nu, where the equation is convex for e >= 0 and concave for e <= 0, from the asymptotes' side; then
    two steps on the scaled residual, which do not see the rounding of log nu.
    """
    if e[0] == 0:
        return r
    rise, exponent = g[0] / g[1], e[0] / e[1]
    target = logarithm(r)
    asymptotes = target, target / (1.0 + exponent * rise)
    t = np.fmin(*asymptotes) if exponent > 0.0 else np.fmax(*asymptotes)
    inside = np.isfinite(target)
    t = np.where(inside, t, 0.0)
    for _ in range(60):
        excess = t + exponent * np.logaddexp(0.0, rise * t) - target
        step = np.where(inside, excess / (1.0 + exponent * rise / (1.0 + np.exp(-rise * t))), 0.0)
        t = t - step
        if not np.any(np.abs(step) > 1e-9 * (1.0 + np.abs(t))):
            break
    nu = scaled_exp(t)
    for _ in range(2):
        z = to_power(nu, g)
        miss = plain(over(times(nu, power1p(z, e)), r)) - 1.0
        slope = 1.0 + exponent * rise / (1.0 + 1.0 / plain(z))
        nu = times(nu, scaled(1.0 - np.where(np.abs(miss) < 0.5, miss / slope, 0.0)))
    return where(inside, nu, r)


def euler(a: Ratio, b: Ratio, nu: Scaled, g: Ratio) -> Scaled:
    """E(a, b, z) = int_0^z s^(a-1) (1+s)^(-b) ds at z = nu^g, whatever the size of z (g may be negative)."""
    a_, b_ = np.asarray(a[0] / a[1]), np.asarray(b[0] / b[1])
    c, corner = (b[0] * a[1] - a[0] * b[1], a[1] * b[1]), corner_of(a_)
    z = to_power(nu, g)
    value = plain(z)
    mean, beta = near_mean(a_, b_, np.fmin(value, corner))
    near_z = where(value > corner, scaled(np.broadcast_to(corner, value.shape)), z)
    leading = to_power(nu, (g[0] * a[0], g[1] * a[1]))
    near = times(leading, power1p(near_z, _euler_power(b, beta, -1)), scaled(mean))
    far = value > corner
    if not np.any(far):
        return near
    head = _euler_head(a, b)
    span = np.where(z[1] > 70.0, logarithm(z) - np.log1p(corner), np.log1p((value - corner) / (1.0 + corner)))
    bounded, growing = far_parts(a_, np.asarray(c[0] / c[1]), np.asarray(_lost(c)), 1.0 / (1.0 + value), span)
    fixed = times(to_power(scaled(1.0 + corner), (-c[0], c[1])), scaled(head + bounded))
    grown = scaled(np.zeros_like(value)) if c[0] >= 0 else times(power1p(z, (-c[0], c[1])), scaled(growing))
    result = where(far, plus(fixed, grown), near)
    return where(np.isinf(z[0]), z, result) if c[0] <= 0 else result


def _euler_power(b: Ratio, beta: FloatArray, sign: int) -> Ratio:
    """sign * beta as an exact fraction: it differs from b by a whole number."""
    whole = int(np.round(beta - b[0] / b[1]))
    return (sign * (b[0] + whole * b[1]), b[1])


def _euler_head(a: Ratio, b: Ratio) -> float:
    """E(a, b, corner) (1 + corner)^(b-a)."""
    a_, b_ = np.asarray(a[0] / a[1]), np.asarray(b[0] / b[1])
    corner = corner_of(a_)
    mean, beta = near_mean(a_, b_, corner)
    factors = (
        to_power(scaled(corner / (1.0 + corner)), a),
        to_power(scaled(1.0 + corner), (int(np.round(b_ - beta)), 1)),
    )
    return float(plain(times(scaled(mean), *factors)))


def _lost(c: Ratio) -> float:
    """The rounding of c as a double."""
    above, below = (c[0] / c[1]).as_integer_ratio()
    return (c[0] * below - above * c[1]) / (c[1] * below)


def inverse_euler(a: Ratio, b: Ratio, value: Scaled, g: Ratio) -> Scaled:
    """The nu with E(a, b, nu^g) = value, g > 0 and a > 0, below the supremum of E; inf where there is none.

    Newton for log E as a function of log nu, which is concave for b >= 0 and convex for b <= 0, from the power law at
    0; then two steps on the ratio E/value, which do not see the rounding of log nu.
    """
    seed = to_power(times(scaled(a[0] / a[1]), value), (a[1] * g[1], a[0] * g[0]))
    if b[0] == 0:
        return seed
    b_ = b[0] / b[1]
    target, t = logarithm(value), logarithm(seed)
    inside = np.isfinite(t)
    t = np.where(inside, t, 0.0)
    for _ in range(100):
        nu = scaled_exp(t)
        reached = euler(a, b, nu, g)
        step = np.where(inside, (logarithm(reached) - target) / _euler_slope(a, b_, nu, g, reached), 0.0)
        t = np.clip(t - np.where(np.isfinite(step), step, 0.0), -LARGEST_LOGARITHM, LARGEST_LOGARITHM)
        if not np.any(np.abs(step) > 1e-7 * (1.0 + np.abs(t))):
            break
    nu = scaled_exp(t)
    for _ in range(2):
        reached = euler(a, b, nu, g)
        miss = 1.0 - plain(over(value, reached))
        step = miss / _euler_slope(a, b_, nu, g, reached)
        nu = times(nu, scaled(1.0 - np.where(np.abs(step) < 0.5, step, 0.0)))
    return where(inside, nu, seed)


def _euler_slope(a: Ratio, b: float, nu: Scaled, g: Ratio, reached: Scaled) -> FloatArray:
    """d log E(nu^g) / d log nu = g z^a (1+z)^(-b) / E."""
    z = to_power(nu, g)
    density = times(to_power(z, a), scaled_exp(-b * logarithm(plus(z, scaled(1.0)))))
    return np.asarray(g[0] / g[1] * plain(over(density, reached)))


def from_both_ends(
    y: Scaled, scale: Scaled, end: Pair, head: Callable[[Scaled], Scaled], tail: Callable[[Scaled], Scaled]
) -> Scaled:
    """The coordinate at orbit time y of a leaf that ends at the time `end`: inf there, nan beyond.

    Up to half the end `head` finds it from y/scale; from there on `tail` from what is left of end/scale, which the
    end's two doubles keep from cancelling. The double nearest to the end counts as the end, if it lies beyond.
    """
    whole = to_scaled(end)
    half = times(scaled(0.5), whole)
    late = plain(over(y, whole)) > 0.5
    early = head(over(where(late, half, y), scale))
    if not np.any(late):
        return early
    rest = pair_minus(end, y)
    open_ = late & (rest[0] > 0.0)
    near = tail(over(where(open_, rest, half), scale))
    at_end = (rest[0] == 0.0) | (plain(y) == plain(whole))
    beyond = np.where(at_end, np.inf, np.nan)
    return where(late, where(open_, near, (beyond, np.zeros_like(beyond))), early)


def capped(y: Scaled, end: Pair, coordinate: Scaled) -> Scaled:
    """y, but the end of its range rounded at an infinite coordinate, and where rounding carried y beyond."""
    whole = to_scaled(end)
    beyond = np.isinf(coordinate[0]) | (plain(over(y, whole)) > 1.0)
    return where(beyond, whole, y)


def to_scaled(x: Pair) -> Scaled:
    """A pair rounded."""
    mantissa, place = scaled(x[0] + x[1])
    return mantissa, x[2] + place


def second_order(metric: Callable[[FloatArray], Scaled], x: FloatArray, start: FloatArray) -> Scaled:
    """D_R(x, start) = (x - start)^2 int_0^1 (1 - s) / metric(start + s (x - start)) ds, by 20 Gauss-Legendre nodes.

    No cancellation: every term is positive. For points of one sign within a factor 4 the error of the rule is
    below 3^-40, since 1/metric(x) has no singularity in the right half plane.
    """
    gap = x - start
    nodes, weights = legendre(gap.ndim)
    mantissa, place = over(scaled(weights * (1.0 - nodes)), metric(start + nodes * gap))
    terms = [(mantissa[k], place[k]) for k in range(20)]
    return times(scaled(gap), scaled(gap), plus(*terms))


def legendre(dimensions: int) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of the Gauss-Legendre rule with 20 nodes on (0, 1), along an axis before `dimensions` more."""
    nodes, weights = NODES
    shape = (20,) + (1,) * dimensions
    return 0.5 * (1.0 + nodes.reshape(shape)), 0.5 * weights.reshape(shape)
