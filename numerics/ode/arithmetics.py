"""The arithmetics that power series are read in: gmpy2's floating-point numbers, mpmath's, and balls.

Precision is that of `working(bits)`, for all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from operator import mul
from typing import Any

import mpmath
from flint import arb, ctx
from mpmath import mp

from neversaddle.numerics.ode.series import Number, Numbers

try:
    import gmpy2
except ImportError:
    # mpmath's own numbers then serve; they are slower and otherwise the same.
    gmpy2 = None

_NAMES = ("exp", "log", "sin", "cos", "sinh", "cosh", "asin", "acos", "atan", "asinh", "acosh", "atanh")


@contextmanager
def working(bits: int) -> Iterator[None]:
    """All arithmetics at `bits` bits.

    >>> with working(100):
    ...     print(from_fast(FAST.rational(Fraction(1, 3))))
    0.33333333333333333333333333333
    """
    with mp.workprec(bits), ctx.workprec(bits):
        if gmpy2 is None:
            yield
        else:
            with gmpy2.context(precision=bits):
                yield


def _mp_dot(a: Sequence[mpmath.mpf], b: Sequence[mpmath.mpf]) -> mpmath.mpf:
    return mp.fdot(a, b)


MPMATH = Numbers(
    "mpmath",
    lambda f: mp.mpf(f.numerator) / f.denominator,
    _mp_dot,
    lambda z, e: z ** (mp.mpf(e.numerator) / e.denominator),
    mp.sqrt,
    {**{n: getattr(mp, n) for n in _NAMES}, "pi": lambda: +mp.pi, "e": lambda: +mp.e},
)


def _ball_dot(a: Sequence[arb], b: Sequence[arb]) -> arb:
    return sum(map(mul, a, b), arb(0))


#: Every result encloses the true one.
BALLS = Numbers(
    "balls",
    lambda f: arb(f.numerator) / f.denominator,
    _ball_dot,
    lambda z, e: z ** (arb(e.numerator) / e.denominator),
    arb.sqrt,
    {**{n: getattr(arb, n) for n in _NAMES}, "pi": arb.pi, "e": arb.const_e},
)


def _gmpy2_numbers() -> Numbers:
    def dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
        return gmpy2.fsum(map(mul, a, b))

    def rational(f: Fraction) -> Any:
        return gmpy2.mpfr(gmpy2.mpq(f.numerator, f.denominator))

    return Numbers(
        "gmpy2",
        rational,
        dot,
        lambda z, e: z ** rational(e),
        gmpy2.sqrt,
        {
            **{n: getattr(gmpy2, n) for n in _NAMES},
            "pi": gmpy2.const_pi,
            "e": lambda: gmpy2.exp(1),
        },
    )


#: The fastest arithmetic at hand that is not rigorous.
FAST = MPMATH if gmpy2 is None else _gmpy2_numbers()


def fast_bits() -> int:
    """The precision of FAST that is in force."""
    return int(mp.prec if gmpy2 is None else gmpy2.get_context().precision)


def to_fast(value: mpmath.mpf) -> Number:
    """An mpf as a number of FAST, rounded to the precision in force."""
    if gmpy2 is None:
        return +value
    if not mp.isfinite(value):
        return gmpy2.mpfr(str(value))
    sign, man, exp, _ = value._mpf_
    number = gmpy2.mpfr(gmpy2.mpz(man))
    number = gmpy2.mul_2exp(number, exp) if exp >= 0 else gmpy2.div_2exp(number, -exp)
    return -number if sign else number


def from_fast(value: Number) -> mpmath.mpf:
    """A number of FAST as an mpf, exactly."""
    if gmpy2 is None:
        return value
    if not gmpy2.is_finite(value):
        return mp.mpf(str(value))
    man, exp = value.as_mantissa_exp() if value else (0, 0)
    return mp.make_mpf(mpmath.libmp.from_man_exp(int(man), int(exp)))


def parts_of(value: Number) -> tuple[int, int]:
    """A finite number of FAST that is not negative as (man, exp), man odd or 0: it is man 2^exp.

    >>> parts_of(FAST.rational(Fraction(3, 4)))
    (3, -2)
    """
    if gmpy2 is None:
        return int(value._mpf_[1]), int(value._mpf_[2])
    if not value:
        return 0, 0
    man, exp = value.as_mantissa_exp()
    zeros = gmpy2.bit_scan1(man)
    return int(man >> zeros), int(exp) + zeros


def middle_of(ball: arb) -> mpmath.mpf:
    """The middle of a finite ball as an mpf, exactly."""
    man, exp = ball.mid().man_exp()
    return mp.make_mpf(mpmath.libmp.from_man_exp(int(man), int(exp)))


def ball_of(value: mpmath.mpf) -> arb:
    """A finite mpf as an exact ball.

    >>> ball_of(mp.mpf("0.5")) == 0.5
    True
    """
    sign, man, exp, _ = value._mpf_
    # The sign of a ball is changed with a rounding to flint's precision, that of a whole number without.
    return arb((-int(man) if sign else int(man), int(exp)))
