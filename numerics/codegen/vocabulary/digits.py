"""Real functions for generated mpmath code, at the working precision: the vocabulary of `doubles.py`.

Total as there: nan where there is no real value, infinities at poles, never a complex number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from mpmath import mp, mpf

from neversaddle.numerics.special import digits

Real = mpf | float | int


def _where(good: Callable[[mpf], bool], f: Callable[[mpf], mpf]) -> Callable[[mpf], mpf]:
    return lambda x: f(x) if good(x) else mp.nan


def _everywhere(x: mpf) -> bool:
    return not mp.isnan(x)


exp = _where(_everywhere, mp.exp)
log = _where(lambda x: x >= 0, mp.log)
sin, cos, tan = (_where(mp.isfinite, f) for f in (mp.sin, mp.cos, mp.tan))
sinh, cosh, tanh = (_where(_everywhere, f) for f in (mp.sinh, mp.cosh, mp.tanh))
arcsin, arccos = (_where(lambda x: -1 <= x <= 1, f) for f in (mp.asin, mp.acos))
arctan, arcsinh = (_where(_everywhere, f) for f in (mp.atan, mp.asinh))
arccosh = _where(lambda x: x >= 1, mp.acosh)
absolute, sign = abs, mp.sign


def arctanh(x: mpf) -> mpf:
    """Inverse hyperbolic tangent, infinite at -1 and 1."""
    if abs(x) == 1:
        return x * mp.inf
    return mp.atanh(x) if -1 < x < 1 else mp.nan


def infinity() -> mpf:
    """Positive infinity."""
    return mp.inf


def undefined() -> mpf:
    """Not a number: the value of what is not real."""
    return mp.nan


def number(p: int, q: int) -> mpf:
    """The fraction p/q at the working precision."""
    return _fraction(p, q, mp.prec)


@lru_cache(maxsize=1024)
def _fraction(p: int, q: int, bits: int) -> mpf:
    return mpf(p) / q


def pi() -> mpf:
    """The number pi."""
    return +mp.pi


def e() -> mpf:
    """The number e."""
    return +mp.e


def minimum(x: mpf, y: mpf) -> mpf:
    """The smaller one, nan if either is nan."""
    return mp.nan if mp.isnan(x) or mp.isnan(y) else min(x, y)


def maximum(x: mpf, y: mpf) -> mpf:
    """The larger one, nan if either is nan."""
    return -minimum(-x, -y)


def divide(x: mpf, y: mpf) -> mpf:
    """x/y with infinities at a pole, signed by x."""
    if y != 0:
        return x / y
    return mp.nan if x == 0 or mp.isnan(x) else mp.sign(x) * mp.inf


def power(x: mpf, p: int, r: int) -> mpf:
    """x^(p/r) for a fraction in lowest terms; nan for x < 0 unless r = 1."""
    return real_power(x, number(p, r))


def real_power(x: mpf, exponent: mpf) -> mpf:
    """x^exponent for x >= 0, or any x where the exponent is a whole number."""
    sign, mantissa = x._mpf_[:2]
    if mantissa and not sign and mp.isfinite(exponent):
        return x**exponent
    if mp.isnan(x) or mp.isnan(exponent):
        return mp.nan
    if x == 0 and exponent <= 0:
        return mp.inf if exponent < 0 else mp.one
    if x == mp.inf:
        return mp.inf if exponent > 0 else mpf(exponent == 0)
    if x < 0 and not mp.isint(exponent):
        return mp.nan
    return x**exponent


def hypergeometric(b: mpf, a: mpf, z: mpf) -> mpf:
    """2F1(b, a; a+1; z) for z <= 0 and a > 0, nan elsewhere."""
    return digits.euler_ratio(a, b, -z)


def euler_between(a: mpf, b: mpf, u: mpf, lam: mpf) -> mpf:
    """E(a, b, u, lam), the integral of s^(a-1) (s+lam)^(-b) over (0, u), for a > 0, u >= 0, lam >= 0."""
    if not (a > 0 and u >= 0 and lam >= 0):
        return mp.nan
    if u == 0:
        return mp.zero
    if lam == 0:
        return real_power(u, a - b) / (a - b) if a > b else mp.inf
    return lam ** (a - b) * digits.euler_integral(a, b, u / lam)


def inverse_of(forward: Callable[[mpf], mpf], value: mpf, low: mpf, high: mpf) -> mpf:
    """The s in (low, high) with forward(s) = value, forward increasing; nan where it does not take that value."""
    nudge = 64 * mp.eps
    # An end is known to rounding only; if the function is infinite there it may come back from the other side.
    if mp.isfinite(low) and low != 0 and not forward(low) <= value:
        low += nudge * abs(low)
    if mp.isfinite(high) and high != 0 and not forward(high) >= value:
        high -= nudge * abs(high)
    return digits.solve_increasing(forward, value, low, high)


def offset_integral(exponents: Sequence[mpf], offsets: Sequence[mpf], s: mpf) -> mpf:
    """The integral of prod (sigma + c_i)^(-b_i) over (0, s), s = inf included."""
    if s != mp.inf:
        return digits.offset_integral(exponents, offsets, s)
    # Beyond the point 1, sigma -> 1/sigma gives an integral of the same kind over (0, 1).
    head = digits.offset_integral(exponents, offsets, 1)
    pairs = [(b, c) for b, c in zip(exponents, offsets, strict=True) if c > 0]
    scale = mp.fprod(c**-b for b, c in pairs)
    inverted = [2 - mp.fsum(exponents), *(b for b, _ in pairs)]
    return head + scale * digits.offset_integral(inverted, [mp.zero, *(1 / c for _, c in pairs)], 1)


def integral(f: Callable[[mpf], mpf], upper: mpf) -> mpf:
    """The integral of f over (0, upper), f analytic inside with at most integrable powers at the ends."""
    if upper == 0 or not mp.isfinite(upper):
        return mp.zero if upper == 0 else mp.nan
    # The tolerance of mp.quad is absolute, so the integrand is scaled to order one.
    scale = abs(f(upper / 2)) or mp.one
    cuts = [mp.zero, *(mpf(4) ** -k for k in range(8, 0, -1)), mpf(1)]
    return scale * upper * mp.fsum(mp.quad(lambda t: f(upper * t) / scale, piece) for piece in pairwise(cuts))
