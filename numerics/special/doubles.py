"""The Euler integral behind every mirror map, and the inverses around it, in NumPy doubles.

Everything is non-dimensional (the balance lambda scaled out), vectorised and total: no warning, no exception for any
array of floats; what is outside a function's domain is nan. The file needs NumPy alone, because generated modules
carry its source with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

# Parameters beyond this are answered by nan: the work grows like max(a, |b|), and deep networks stay far below.
LARGEST_PARAMETER = 512.0

# So many terms of sums are evaluated together.
LARGEST_BLOCK = 4096


def _power1p(v: FloatArray, exponent: FloatArray) -> FloatArray:
    """(1 + v)**exponent without the rounding of 1 + v, which a large exponent would multiply."""
    w = 1.0 + v
    lost = np.where(v < 1.0, v - (w - 1.0), np.where(np.isinf(w), 0.0, 1.0 - (w - v)))
    return np.asarray(np.power(w, exponent) * (1.0 + exponent * (lost / w)))


def corner_of(a: FloatArray) -> FloatArray:
    """Where the two series of the Euler integral meet: 1 + a or little more, 1 + corner a number of few bits."""
    return np.asarray(1.0 + np.ceil(4.0 * a) / 4.0)


def blocks(terms: int, like: FloatArray) -> list[FloatArray]:
    """The indices terms, ..., 0 of a sum in blocks that rise inside, each before the axes of an array.

    Blocks for the sake of speed where the array is small, and of memory where it is large.
    """
    count = max(1, LARGEST_BLOCK // max(1, like.size))
    axes = (1,) * like.ndim
    return [np.arange(max(0.0, end - count), end).reshape(-1, *axes) for end in range(terms + 1, 0, -count)]


def near_mean(a: FloatArray, b: FloatArray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(M, beta) with E(a, b, z) = z^a (1+z)^(-beta) M for 0 <= z <= corner, by sums of positive terms only.

    Pfaff's 2F1(1, beta; a+1; z/(1+z)) has positive terms for a base beta in [0, a+1]; from there the contiguous
    relation (a+1-b) R(b-1) = a (1+z)^(1-b) + (1-b) R(b), R = a z^(-a) E, which is an integration by parts, has positive
    terms in the direction away from the base.
    """
    down = np.maximum(np.ceil(-b), 0.0)
    up = np.maximum(np.ceil(b - a - 1.0), 0.0)
    base = b + down - up
    zeta = z / (1.0 + z)
    widest = float(np.max(corner_of(a), initial=1.0))
    # The terms are below (corner/(1 + corner))^n, so this many leave out less than 2^-54 of the sum, at least 1.
    terms = int(np.ceil((38.0 + np.log(1.0 + widest)) / np.log1p(1.0 / widest)))
    total = np.ones(np.broadcast_shapes(a.shape, b.shape, z.shape))
    for n in blocks(terms, total):
        ratios = (base + n) / (a + (n + 1.0)) * zeta
        for ratio in ratios[::-1]:
            total = 1.0 + ratio * total
    mean, at, beta = total / a, base, base
    for step in range(int(np.max(down, initial=0.0))):
        lower = (_power1p(z, beta - at + 1.0) + (1.0 - at) * mean) / (a + (1.0 - at))
        mean, at = np.where(step < down, lower, mean), np.where(step < down, at - 1.0, at)
        if step % 32 == 31:
            # What has grown becomes part of the power, so that nothing overflows.
            mean, beta = mean * _power1p(z, at - beta), at
    for step in range(int(np.max(up, initial=0.0))):
        higher = (_power1p(z, beta - at) + (at - a) * mean) / at
        mean, at = np.where(step < up, higher, mean), np.where(step < up, at + 1.0, at)
    return np.asarray(mean), np.asarray(beta)


def far_parts(
    a: FloatArray, c: FloatArray, lost: FloatArray, w: FloatArray, span: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """(A, B) with int_corner^z s^(a-1) (1+s)^(-b) ds = (1 + corner)^(-c) A + (1+z)^(-c) B for z >= corner.

    c + lost = b - a, w = 1/(1+z), span = log((1+z)/(1+corner)). In w = 1/(1+s) the integrand is
    w^(c-1) (1-w)^(a-1), whose series runs in w <= 1/(2+a) and does not know b. Each term integrates to a difference of
    powers over n + c; written with expm1 it is continuous through n + c = 0, so a resonance is no case beyond 0/0.
    """
    edge = 1.0 / (1.0 + corner_of(a))
    terms = 56
    coefficients = [np.ones_like(a)]
    for m in range(terms):
        coefficients.append(coefficients[-1] * ((m + 1.0) - a) / (m + 1.0))
    bounded = np.zeros(np.broadcast_shapes(a.shape, c.shape, w.shape))
    growing = np.zeros_like(bounded)
    for n in blocks(terms, bounded):
        k = np.abs((n + c) + lost)
        places = n.astype(np.int64).ravel()
        coefficient = np.stack([coefficients[m] for m in places]).reshape(*n.shape[: n.ndim - a.ndim], *a.shape)
        integral = coefficient * np.where(k == 0.0, span, -np.expm1(-k * span) / k)
        # The series ends where a is whole, and the span may be infinite.
        integral = np.where(coefficient == 0.0, 0.0, integral)
        low, high = np.where(n + c >= 0.0, integral, 0.0), np.where(n + c < 0.0, integral, 0.0)
        for i in range(len(places) - 1, -1, -1):
            bounded = low[i] + edge * bounded
            growing = high[i] + w * growing
    return bounded, growing


def _domain(a: ArrayLike, b: ArrayLike, z: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray, NDArray[np.bool_]]:
    """The arguments as float64 arrays made harmless, and where they were outside the domain."""
    a_, b_, z_ = (np.asarray(v, dtype=np.float64) for v in (a, b, z))
    good = (a_ > 0.0) & (a_ <= LARGEST_PARAMETER) & (np.abs(b_) <= LARGEST_PARAMETER)
    inside = np.asarray(good & (z_ >= 0.0))
    if not np.all(good):
        a_, b_ = np.where(good, a_, 1.0), np.where(good, b_, 0.0)
    return a_, b_, z_, inside


def euler_ratio(a: ArrayLike, b: ArrayLike, z: ArrayLike) -> FloatArray:
    """a z^(-a) E(a, b, z) = 2F1(b, a; a+1; -z), with E the Euler integral; it is 1 at z = 0 and never underflows there.

    Broadcasts over its arguments. Domain 0 < a <= 512, |b| <= 512, 0 <= z <= inf; nan elsewhere.
    Derivation: DLMF 15.8.1 (Pfaff) for z <= corner, integration of the series at infinity beyond.

    >>> bool(abs(euler_ratio(0.5, 1.0, 1.0) - np.pi / 4) < 2e-15)
    True
    """
    with np.errstate(all="ignore"):
        a_, b_, z_, inside = _domain(a, b, z)
        corner = corner_of(a_)
        near = np.fmin(z_, corner)
        mean, beta = near_mean(a_, b_, near)
        ratio = a_ * (mean * _power1p(near, -beta))
        if np.any(z_ > corner):
            far = np.fmax(z_, corner)
            bounded, growing = _far(a_, b_, far)
            half = _power1p(far, -0.5 * b_)
            # The power is applied in two halves so that it overflows only if the product does.
            rest = half * (half * (a_ * growing * np.power(1.0 + 1.0 / far, a_)))
            ratio = np.power(corner / far, a_) * (ratio + a_ * np.power(corner, -a_) * bounded) + rest
        limit = np.where(b_ < 0.0, np.inf, np.where(b_ > 0.0, 0.0, 1.0))
        ratio = np.where(z_ == 0.0, 1.0, np.where(np.isposinf(z_), limit, ratio))
        return np.asarray(np.where(inside, ratio, np.nan))


def _far(a: FloatArray, b: FloatArray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """`far_parts` at z >= corner, the first with its power."""
    c, corner = b - a, corner_of(a)
    # The rounding of b - a.
    lost = (b - (c + a)) + ((c + a) - c - a)
    bounded, growing = far_parts(a, c, lost, 1.0 / (1.0 + z), np.log1p((z - corner) / (1.0 + corner)))
    return np.asarray(np.power(1.0 + corner, -c) * bounded), growing


def euler_integral(a: ArrayLike, b: ArrayLike, z: ArrayLike) -> FloatArray:
    """E(a, b, z) = int_0^z s^(a-1) (1+s)^(-b) ds.

    Broadcasts over its arguments. Domain 0 < a <= 512, |b| <= 512, 0 <= z <= inf; nan elsewhere. At z = inf it is
    Beta(a, b-a) for b > a and inf otherwise. Source: Euler's integral, the template of every mirror map.

    >>> bool(abs(euler_integral(0.5, 0.5, 1.0) - 2 * np.arcsinh(1.0)) < 4e-15)
    True
    """
    with np.errstate(all="ignore"):
        a_, b_, z_, inside = _domain(a, b, z)
        corner = corner_of(a_)
        near = np.fmin(z_, corner)
        mean, beta = near_mean(a_, b_, near)
        integral = np.power(near, a_) * (mean * _power1p(near, -beta))
        if np.any(z_ > corner):
            far = np.fmax(z_, corner)
            c = b_ - a_
            lost = (b_ - (c + a_)) + ((c + a_) - c - a_)
            bounded, growing = _far(a_, b_, far)
            half = _power1p(far, -0.5 * c)
            # The rounding of b - a would otherwise be multiplied by log z, up to 709.
            exact = 1.0 - lost * np.log1p(np.fmin(far, np.finfo(np.float64).max))
            rest = np.where(growing == 0.0, 0.0, half * (half * (growing * exact)))
            integral = np.where(np.isposinf(z_) & (c <= 0.0), np.inf, integral + bounded + rest)
        return np.asarray(np.where(inside, integral, np.nan))


def solve_leaf(r: ArrayLike, q: ArrayLike, exponent: ArrayLike) -> FloatArray:
    """The nu >= 0 with nu (1 + nu^q)^exponent = r: the leaf coordinate of |x| = r at balance 1.

    Broadcasts. Domain r in [0, inf], q > 0, exponent >= 0 (a deep diagonal leaf has exponent (L-1)/q); nan elsewhere.
    Newton in log nu, where the equation is convex and the guess lies above the root, so the steps fall monotonically.

    >>> bool(abs(solve_leaf(6.0, 1.0, 1.0) - 2) < 4e-15)
    True
    """
    with np.errstate(all="ignore"):
        r_, q_, e = (np.asarray(v, dtype=np.float64) for v in (r, q, exponent))
        inside = (r_ >= 0.0) & (q_ > 0.0) & (e >= 0.0) & np.isfinite(q_) & np.isfinite(e)
        steep = 1.0 + e * q_
        target = np.log(r_)
        t = np.fmin(target, target / steep)
        for _ in range(60):
            excess = t + e * np.logaddexp(0.0, q_ * t) - target
            step = excess / (1.0 + e * q_ / (1.0 + np.exp(-q_ * t)))
            t = t - step
            if not np.any(np.abs(step) > 1e-9 * (1.0 + np.abs(t))):
                break
        nu = np.exp(t)
        for _ in range(2):
            v = np.power(nu, q_)
            # v overflows only for exponents below 1/2, and there 1 + v = v to every digit.
            rise = np.where(np.isinf(v), np.power(nu, q_ * e), _power1p(v, e))
            slope = 1.0 + e * q_ * np.where(v > 1.0, 1.0 / (1.0 + 1.0 / v), v / (1.0 + v))
            nu = nu + nu * ((1.0 / (nu / r_ * rise) - 1.0) / slope)
        nu = np.where((r_ == 0.0) | np.isposinf(r_), r_, np.where(e == 0.0, r_, nu))
        return np.asarray(np.where(inside, nu, np.nan))


def _rank(x: FloatArray) -> NDArray[np.int64]:
    """The place of each double in the order of all doubles: neighbours differ by 1, -inf and inf are the ends."""
    bits = np.asarray(x + 0.0, dtype=np.float64).view(np.int64)
    return np.asarray(np.where(bits >= 0, bits, np.iinfo(np.int64).min - bits))


def _at_rank(rank: NDArray[np.int64]) -> FloatArray:
    """The double at a place in that order."""
    bits = np.where(rank >= 0, rank, np.iinfo(np.int64).min - rank)
    return np.asarray(bits, dtype=np.int64).view(np.float64)


def solve_increasing(
    f: Callable[[FloatArray], FloatArray], value: ArrayLike, lower: ArrayLike = -np.inf, upper: ArrayLike = np.inf
) -> FloatArray:
    """The x in [lower, upper] with f(x) = value, f increasing and elementwise: the better end of a one-ulp bracket.

    `f` is called with arrays of the broadcast shape of value, lower, upper. A value that f does not take on the bracket
    gives nan, one that it takes beyond the largest double gives inf; infinite ends are allowed. Bisection halves the
    number of *doubles* between the ends, so 64 halvings do whatever the magnitudes; false position (Illinois) takes
    over once the ends are within a factor of two.

    >>> float(solve_increasing(lambda x: x * x * x, 8.0))
    2.0
    """
    with np.errstate(all="ignore"):
        target, low, high = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (value, lower, upper)))

        def miss(x: FloatArray) -> FloatArray:
            y = f(x)
            return np.asarray(np.where(y == target, 0.0, y - target))

        weight_low, weight_high = miss(low), miss(high)
        reached = (low <= high) & ~(weight_low > 0.0) & ~(weight_high < 0.0) & ~np.isnan(target)
        i, j = _rank(low), _rank(high)
        i, j = np.where(weight_high == 0.0, j, i), np.where(weight_low == 0.0, i, j)
        side = np.zeros(target.shape)
        # One step in four bisects, which alone bounds the work.
        for step in range(4 * 64):
            open_ = reached & (i < j - 1)
            if not np.any(open_):
                break
            low, high = _at_rank(i), _at_rank(j)
            guess = low - weight_low * ((high - low) / (weight_high - weight_low))
            close = j.astype(np.float64) - i.astype(np.float64) < 2.0**53
            usable = close & (guess >= low) & (guess <= high) & (step % 4 != 3)
            middle = (i >> 1) + (j >> 1) + (i & j & 1)
            place = np.where(usable, np.clip(_rank(np.where(usable, guess, low)), i + 1, j - 1), middle)
            place = np.where(open_, place, i)
            error = miss(_at_rank(place))
            is_low, is_high = open_ & (error <= 0.0), open_ & (error >= 0.0)
            weight_high = np.where(is_high, error, np.where(is_low & (side < 0.0), weight_high / 2.0, weight_high))
            weight_low = np.where(is_low, error, np.where(is_high & (side > 0.0), weight_low / 2.0, weight_low))
            side = np.where(is_high, 1.0, np.where(is_low, -1.0, side))
            i, j = np.where(is_low, place, i), np.where(is_high, place, j)
            reached = reached & ~(open_ & np.isnan(error))
        low, high = _at_rank(i), _at_rank(j)
        better = ~np.isinf(low) & (np.isinf(high) | (np.abs(miss(high)) < np.abs(miss(low))))
        return np.asarray(np.where(reached, np.where(better, high, low), np.nan))


def offset_integral(exponents: Sequence[float], offsets: Sequence[ArrayLike], s: ArrayLike) -> FloatArray:
    """int_0^s prod_i (sigma + c_i)^(-b_i) dsigma, exponents b_i real, offsets c_i >= 0 (each broadcasts with s).

    Inf where the zero offsets make the origin not integrable; nan for a negative argument. Meant for the Lauricella
    integrals of unequal offsets, whose powers must not overflow by themselves.
    In log sigma the integrand is analytic in a strip of half-width pi, so Gauss-Legendre on panels [X/16, X] converges
    like 4.7^(-2n), n = 20; below 2^-56 of the least and above 2^56 times the largest offset it is a pure power.

    >>> bool(abs(offset_integral([0.5, 0.5], [0.0, 1.0], 1.0) - 2 * np.arcsinh(1.0)) < 1e-14)
    True
    """
    with np.errstate(all="ignore"):
        b = np.asarray(exponents, dtype=np.float64)
        s_, *rest = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (s, *offsets)))
        c = np.stack(rest, axis=-1) if rest else np.zeros((*s_.shape, 0))
        inside = (s_ >= 0.0) & np.all((c >= 0.0) & np.isfinite(c), axis=-1)
        least = np.min(np.where(c > 0.0, c, np.inf), axis=-1, initial=np.inf)
        largest = np.max(c, axis=-1, initial=0.0)
        top = np.where(largest > 0.0, np.fmin(s_, largest * 2.0**56), s_)
        panels = np.where(inside & (top > 0.0), np.ceil((np.log2(top) - np.log2(least) + 56.0) / 4.0), 0.0)
        panels = np.fmax(panels, 0.0)
        total = _head(b, c, np.ldexp(top, -4 * panels.astype(np.int64)))
        nodes, weights = np.polynomial.legendre.leggauss(20)
        reach = np.exp(-0.5 * np.log(16.0) * (1.0 + nodes))
        weights = 0.5 * np.log(16.0) * weights * reach
        for panel in range(int(np.max(panels, initial=0.0)) - 1, -1, -1):
            x = np.ldexp(top, -4 * panel)
            sigma = x[..., None] * reach
            density = np.ones_like(sigma)
            for i, exponent in enumerate(b):
                density = density * np.power(sigma + c[..., i, None], -exponent)
            total = total + np.where(panel < panels, x * (density @ weights), 0.0)
        kappa = 1.0 - np.sum(b)
        beyond = np.log(s_ / top)
        k = abs(kappa)
        growth = np.power(s_ if kappa > 0.0 else top, kappa) * (beyond if k == 0.0 else -np.expm1(-k * beyond) / k)
        total = total + np.where(s_ > top, growth, 0.0)
        return np.asarray(np.where(inside, np.where(s_ == 0.0, 0.0, total), np.nan))


def _head(b: FloatArray, c: FloatArray, x: FloatArray) -> FloatArray:
    """The integral over [0, x] when x is negligible against every positive offset: a pure power."""
    a = 1.0 - np.sum(np.where(c == 0.0, b, 0.0), axis=-1)
    constant = np.prod(np.power(np.where(c == 0.0, 1.0, c), -b), axis=-1)
    return np.asarray(np.where(a > 0.0, constant * np.power(x, a) / a, np.inf))
