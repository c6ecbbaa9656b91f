"""Doubles with an exponent of their own, so that no power overflows or loses digits: the arithmetic of leaves.

A scaled number is a pair (mantissa, exponent) of float arrays and means mantissa * 2**exponent, the exponent whole.
Powers are taken with exact fractions p/r, whose rounding costs p/r ulps at most and not |log x| p/r. Callers hold
np.errstate(all="ignore").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neversaddle.numerics.special.doubles import FloatArray

Scaled: TypeAlias = tuple[FloatArray, FloatArray]
Ratio: TypeAlias = tuple[int, int]

# log 2 in two parts; whole multiples of the first are exact up to 2^21.
LOG2_HIGH, LOG2_LOW = 2977044471 * 2.0**-32, 1.9082149292705877e-10

# Logarithms are cut off here, where every double has long overflowed.
LARGEST_LOGARITHM = 1e6


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


def plus(*terms: Scaled) -> Scaled:
    """The sum."""
    top = terms[0][1]
    for _, place in terms[1:]:
        top = np.maximum(top, place)
    total = np.zeros_like(top)
    for mantissa, place in terms:
        total = total + np.ldexp(mantissa, np.maximum(place - top, -4000.0).astype(np.int64))
    mantissa, place = scaled(total)
    return mantissa, np.where(mantissa == 0.0, -1e9, top + place)


def minus(x: Scaled, y: Scaled) -> Scaled:
    """x - y."""
    return plus(x, (-y[0], y[1]))


def to_power(x: Scaled, ratio: Ratio) -> Scaled:
    """x^(p/r) for x >= 0, or any x where r = 1."""
    p, r = ratio
    if (p, r) == (1, 1):
        return x
    whole = np.floor(x[1] * p / r)
    rest = x[1] * p - whole * r
    mantissa = np.power(x[0], p / r) * (np.exp2(rest / r) if r > 1 else 1.0)
    mantissa, place = scaled(mantissa)
    return mantissa, whole + place


def over(x: Scaled, y: Scaled) -> Scaled:
    """x/y."""
    mantissa, place = scaled(x[0] / y[0])
    return mantissa, x[1] - y[1] + place


def power1p(x: Scaled, ratio: Ratio) -> Scaled:
    """(1 + x)^(p/r) for x >= 0, without the rounding of 1 + x, which a large exponent would multiply."""
    v = plain(x)
    w = 1.0 + v
    lost = np.where(v < 1.0, v - (w - 1.0), 1.0 - (w - v))
    near = times(to_power(scaled(w), ratio), scaled(1.0 + ratio[0] / ratio[1] * (lost / w)))
    return where((x[1] > 70.0) | np.isinf(x[0]), to_power(x, ratio), near)


def logarithm(x: Scaled) -> FloatArray:
    """log x."""
    return np.asarray(np.log(x[0]) + x[1] * np.log(2.0))


def scaled_exp(t: FloatArray) -> Scaled:
    """exp(t)."""
    place = np.round(np.clip(t, -LARGEST_LOGARITHM, LARGEST_LOGARITHM) / np.log(2.0))
    mantissa = np.exp((t - place * LOG2_HIGH) - place * LOG2_LOW)
    mantissa, rest = scaled(mantissa)
    return mantissa, place + rest


def scaled_sinh(x: Scaled) -> Scaled:
    """sinh(x)."""
    t = plain(x)
    mantissa, place = scaled_exp(np.abs(t))
    return where(np.abs(t) < 25.0, scaled(np.sinh(t)), (np.copysign(mantissa, t), place - 1.0))


def scaled_cosh(x: Scaled) -> Scaled:
    """cosh(x)."""
    t = plain(x)
    mantissa, place = scaled_exp(np.abs(t))
    return where(np.abs(t) < 25.0, scaled(np.cosh(t)), (mantissa, place - 1.0))


def apply(f: Callable[[FloatArray], FloatArray], x: Scaled) -> Scaled:
    """f(x) of a function whose argument and value a double holds."""
    return scaled(f(plain(x)))


def size_of(x: Scaled) -> Scaled:
    """|x|."""
    return np.abs(x[0]), x[1]


def larger(x: Scaled, y: Scaled) -> NDArray[np.bool_]:
    """Whether x > y >= 0, zero being below every other number by its exponent too."""
    return np.asarray((x[0] > 0.0) & ((y[0] == 0.0) | (plain(over(x, y)) > 1.0)))


def where(condition: NDArray[np.bool_], x: Scaled, y: Scaled) -> Scaled:
    """x where the condition holds, else y."""
    return np.where(condition, x[0], y[0]), np.where(condition, x[1], y[1])


def like(value: Scaled, x: Scaled) -> Scaled:
    """The value in the shape of x, nan where x is."""
    mantissa, place = np.broadcast_arrays(*value, x[0])[:2]
    return np.where(np.isnan(x[0]), np.nan, mantissa), place


def fast_two_sum(high: FloatArray, low: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same sum with the first part rounded, where |high| >= |low|."""
    total = high + low
    return total, low - (total - high)


def two_product(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """x y as a sum of two doubles, exactly (Dekker 1971, after Veltkamp's splitting); for sizes about 1."""
    (a, b), (c, d) = (((h := v * 134217729.0) - (h - v), v - (h - (h - v))) for v in (x, y))
    product = x * y
    return product, ((a * c - product) + a * d + b * c) + b * d


#: Two doubles whose sum is a mantissa known to 100 bits, and an exponent.
Pair: TypeAlias = tuple[FloatArray, FloatArray, FloatArray]


def exact_pair(value: tuple[float, float, float]) -> Pair:
    """A pair of constants."""
    high, low, place = (np.asarray(v) for v in value)
    return high, low, place


def pair_times(x: Pair, y: Pair) -> Pair:
    """The product of two pairs."""
    product, rest = two_product(x[0], y[0])
    high, low = fast_two_sum(product, rest + (x[0] * y[1] + x[1] * y[0]))
    mantissa, place = scaled(high)
    return mantissa, np.ldexp(low, -place.astype(np.int64)), x[2] + y[2] + place


def pair_power(x: Scaled, ratio: Ratio) -> Pair:
    """x^(p/r) for an exact x > 0: the rounded power h, and what is missing, from x^p against h^r."""
    p, r = ratio
    root = to_power(x, ratio)
    zero = np.zeros_like(root[0])

    def whole(base: Scaled, n: int) -> Pair:
        square, result = (base[0], zero, base[1]), (zero + 1.0, zero, zero)
        while n:
            result = pair_times(result, square) if n & 1 else result
            square, n = pair_times(square, square), n >> 1
        return result

    above, below = whole(x, abs(p)), whole(root, r)
    if p < 0:
        one = pair_times(above, below)
        excess = 1.0 - np.ldexp(one[0], one[2].astype(np.int64)) - np.ldexp(one[1], one[2].astype(np.int64))
    else:
        shift = (above[2] - below[2]).astype(np.int64)
        excess = (np.ldexp(above[0], shift) - below[0] + (np.ldexp(above[1], shift) - below[1])) / below[0]
    return root[0], root[0] * (excess / r), root[1]


def pair_minus(x: Pair, y: Scaled) -> Scaled:
    """x - y for an exact y; 0 where they agree to the 100 bits of a pair."""
    shift = np.clip(y[1] - x[2], -2000.0, 2000.0).astype(np.int64)
    gap = (x[0] - np.ldexp(y[0], shift)) + x[1]
    # Where y is far smaller the first difference is rounded.
    mantissa, place = scaled(np.where(np.abs(gap) < 2.0**-98, 0.0, gap))
    return mantissa, np.where(mantissa == 0.0, -1e9, x[2] + place)
