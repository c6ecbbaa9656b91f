"""Real functions for generated NumPy code: float64 arrays in and out, nan where there is no real value.

The same vocabulary as `digits.py` and `balls.py`. Callers hold np.errstate(all="ignore").
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from neversaddle.numerics.special.doubles import (
    FloatArray,
    euler_integral,
    euler_ratio,
    solve_increasing,
)
from neversaddle.numerics.special.doubles import offset_integral as offset_integral

absolute, sign, divide, minimum, maximum = np.abs, np.sign, np.divide, np.minimum, np.maximum
exp, log, sin, cos, tan, sinh, cosh, tanh = np.exp, np.log, np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh
arcsin, arccos, arctan, arcsinh, arccosh, arctanh = (
    np.arcsin,
    np.arccos,
    np.arctan,
    np.arcsinh,
    np.arccosh,
    np.arctanh,
)


def infinity() -> float:
    """Positive infinity."""
    return np.inf


def undefined() -> float:
    """Not a number: the value of what is not real."""
    return np.nan


def power(x: ArrayLike, p: int, r: int) -> FloatArray:
    """x^(p/r) for a fraction in lowest terms; nan for x < 0 unless r = 1, odd roots included.

    For r > 2 the binary exponent of x is taken out first, so that rounding p/r costs 0.4 p/r ulps, not |log x| p/r.
    """
    x = np.asarray(x, dtype=np.float64)
    if r == 1:
        return np.asarray(np.power(x, float(p)))
    if (p, r) == (1, 2):
        return np.asarray(np.sqrt(x))
    mantissa, place = np.frexp(x)
    low = mantissa < np.sqrt(0.5)
    mantissa, place = np.where(low, 2.0 * mantissa, mantissa), place - low
    whole = np.floor_divide(place * p, r)
    root = np.power(mantissa, p / r) * np.exp2((place * p - whole * r) / r)
    return np.asarray(np.ldexp(root, np.clip(whole, -5000, 5000)))


def real_power(x: ArrayLike, exponent: ArrayLike) -> FloatArray:
    """x^exponent for x >= 0, or any x where the exponent is a whole number."""
    return np.asarray(np.power(np.asarray(x, dtype=np.float64), np.asarray(exponent, dtype=np.float64)))


def hypergeometric(b: ArrayLike, a: ArrayLike, z: ArrayLike) -> FloatArray:
    """2F1(b, a; a+1; z) for z <= 0 and a > 0, nan elsewhere."""
    return euler_ratio(a, b, -np.asarray(z, dtype=np.float64))


def euler_between(a: ArrayLike, b: ArrayLike, u: ArrayLike, lam: ArrayLike) -> FloatArray:
    """E(a, b, u, lam), the integral of s^(a-1) (s+lam)^(-b) over (0, u), for a > 0, u >= 0, lam >= 0."""
    a_, b_, u_, lam_ = (np.asarray(v, dtype=np.float64) for v in (a, b, u, lam))
    z = u_ / lam_
    near = np.power(lam_, -b_) * (np.power(u_, a_) / a_ * euler_ratio(a_, b_, z))
    far = np.power(lam_, a_ - b_) * euler_integral(a_, b_, z)
    alone = np.where(a_ > b_, np.power(u_, a_ - b_) / (a_ - b_), np.inf)
    between = np.where(lam_ == 0.0, np.where(u_ == 0.0, 0.0, alone), np.where(z <= 1.0, near, far))
    return np.asarray(np.where((a_ > 0.0) & (u_ >= 0.0) & (lam_ >= 0.0), between, np.nan))


def inverse_of(
    forward: Callable[[FloatArray], FloatArray], value: ArrayLike, low: ArrayLike, high: ArrayLike
) -> FloatArray:
    """The s in (low, high) with forward(s) = value, forward increasing; nan where it does not take that value."""

    def elementwise(s: FloatArray) -> FloatArray:
        return np.asarray(np.broadcast_to(forward(s), s.shape))

    return solve_increasing(elementwise, value, low, high)


def integral(f: Callable[[FloatArray], FloatArray], upper: ArrayLike) -> FloatArray:
    """The integral of f over (0, upper), f analytic inside with at most integrable powers at the ends.

    Double exponential rule sigma = upper t, t = 1/(1 + exp(-pi sinh v)), 321 nodes in |v| <= 6: to about 1e-13 where f
    varies on no other scale than upper itself, and still to about 1e-9 where one lies within 1e-30 of it.
    """
    upper = np.asarray(upper, dtype=np.float64)
    v = np.linspace(-6.0, 6.0, 321)
    t = 1.0 / (1.0 + np.exp(-np.pi * np.sinh(v)))
    slope = np.pi * np.cosh(v) * t / (1.0 + np.exp(np.pi * np.sinh(v))) * (v[1] - v[0])
    total = np.zeros(upper.shape)
    for node, weight in zip(t, slope, strict=True):
        if 0.0 < node < 1.0 and weight > 0.0:
            total = total + weight * f(upper * node)
    return np.asarray(np.where(upper == 0.0, 0.0, upper * total))
