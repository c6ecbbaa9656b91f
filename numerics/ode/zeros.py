"""The first zero of a power series on an interval, found so that none before it is missed.

The polynomial is enclosed in balls (bisection with bounds from its Taylor coefficients); what its series leaves out is
as large as the caller says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, arb_poly
from mpmath import mp

from neversaddle.numerics.ode.arithmetics import ball_of, from_fast
from neversaddle.numerics.ode.series import Number, Series

#: Pieces of an interval are halved at most so often; what is not told apart then is called a touch.
HALVINGS = 50
#: Zeros of a higher order are told to 15 digits only; for others, 2^-bits are how far around them is looked.
MOST_MULTIPLE = 5
NEIGHBOURHOODS = (48, 40, 32, 24, 16, 12, 8, 6, 4)
#: How far past the interval, where a series is nearly as good, is looked around a zero at its end, as 2^-bits.
PAST = 12
#: Pieces looked at in all; no series met so far needs a hundredth of them.
MOST_PIECES = 4000
#: The last terms that a truncation is judged by.
LAST = 4
#: Newton's rounds beside those of halving, one for each bit: each doubles the digits of a root already isolated.
ROUNDS = 60


@dataclass(frozen=True)
class Zero:
    """Where a series vanishes first, from its 0 on; `touch` if it could not be told from one that only touches zero."""

    place: Number
    touch: bool


def first_zero(series: Series, sign: int, length: Number, error: Number, order: int = 0) -> Zero | None:
    """The first zero in (0, length] of a series that is positive just after 0 once multiplied by `sign`.

    The polynomial is enclosed in balls, up to a truncated part below `error`; pieces are halved until each either
    excludes zero or is monotone. `order` leading coefficients are taken to vanish: the zero at the start itself.
    The series and numbers are of the arithmetic FAST, at the precision in force; None where there is no zero.

    >>> from fractions import Fraction
    >>> from neversaddle.numerics.ode.arithmetics import FAST, working
    >>> with working(100):
    ...     series = [FAST.rational(Fraction(c)) for c in (-2, 0, 1)]
    ...     zero = first_zero(series, -1, FAST.rational(Fraction(3)), FAST.rational(Fraction(1, 10**25)))
    ...     print(mp.nstr(from_fast(zero.place), 20), zero.touch)
    1.4142135623730950488 False
    """
    if _clearly_positive(series, length, error, order):
        return None
    scaled, power = [], length**order
    for c in series[order:]:
        scaled.append(ball_of(from_fast(sign * c * power)))
        power = power * length
    scaled[0] += arb(0, ball_of(from_fast(error))) if order == 0 else 0
    polynomial = arb_poly(scaled)
    found = _search(polynomial)
    if found is None:
        return None
    low, high, touch = found
    if touch:
        return Zero(length * _multiple(polynomial, series[order:], length, low, high), True)
    return Zero(length * _refined(series[order:], length, low, high), False)


def truncated(series: Series, length: Number) -> Number:
    """What the terms left out of a series may come to at a length, if they go on to shrink as its last ones did."""
    first = max(len(series) - LAST, 1)
    return 10 * max((abs(c) * length**m for m, c in enumerate(series[first:], start=first)), default=abs(series[0]) * 0)


def _clearly_positive(series: Series, length: Number, error: Number, order: int) -> bool:
    """Whether the first coefficient outweighs all of the other sign: the usual case, and cheap to see."""
    first, positive = abs(series[order]), series[order] > 0
    rest, power = error, length**order if order else 1
    first = first * power
    for c in series[order + 1 :]:
        power = power * length
        if (c > 0) != positive:
            rest = rest + abs(c) * power
    return bool(first > rest)


def _search(p: arb_poly) -> tuple[arb, arb, bool] | None:
    """The first piece of [0, 1] with a zero, and whether it may be a touch; from left to right, halving.

    On each piece p is written around its middle, so that what bounds it shrinks with the piece.
    """
    pieces = [(arb(0), arb(1), 0)]
    looked = 0
    while pieces:
        low, high, depth = pieces.pop()
        looked += 1
        half = (high - low) / 2
        middle, *others = p(arb_poly([low + half, half])).coeffs() or [arb(0)]
        if bool(middle > sum(map(abs, others), arb(0))):
            continue
        bends = sum((m * abs(c) for m, c in enumerate(others[1:], start=2)), arb(0))
        if others and bool(abs(others[0]) > bends):
            at_low, at_high = p(low), p(high)
            if bool(at_low > 0) and bool(at_high > 0):
                continue
            if bool(others[0] < 0) and (bool(at_high < 0) or (bool(high == 1) and bool(at_high <= 0))):
                return low, high, False
            if bool(others[0] < 0) and bool(high == 1) and bool(at_low > 0):
                # At the very end, to all digits: the next step begins there and sees it.
                continue
            if bool(others[0] < 0) and bool(high < 1) and _falls(p, low, high + half / 4):
                # Where this piece ends, to all digits.
                return low, high + half / 4, False
        if depth >= HALVINGS or looked >= MOST_PIECES:
            return low, high, True
        pieces += [(low + half, high, depth + 1), (low, low + half, depth + 1)]
    return None


def _falls(p: arb_poly, low: arb, high: arb) -> bool:
    """Whether p falls all the way to below zero."""
    half = (high - low) / 2
    slope, *bends = p.derivative()(arb_poly([low + half, half])).coeffs()
    return bool(slope < 0) and bool(-slope > sum(map(abs, bends), arb(0))) and bool(p(high) < 0)


def _multiple(p: arb_poly, series: Series, length: Number, low: arb, high: arb) -> Number:
    """Where a zero that no digits tell from one of order m is, as a part of the length: a simple one of p^(m-1).

    With the least m for which that is simple on a neighbourhood; the place of the touch to 15 digits if there is none.
    """
    one = series[0] * 0 + 1
    for _ in range(MOST_MULTIPLE):
        for bits in NEIGHBOURHOODS:
            width = arb((1, -bits))
            begin, end = max(low - width, arb(0), key=float), min(high + width, 1 + arb((1, -PAST)), key=float)
            half = (end - begin) / 2
            line = p.derivative()(arb_poly([begin + half, half])).coeffs()
            slope = sum(map(abs, line[1:]), arb(0))
            if not (line and bool(abs(line[0]) > slope)):
                continue
            ends = p(begin), p(end)
            if (bool(ends[0] > 0) and bool(ends[1] < 0)) or (bool(ends[0] < 0) and bool(ends[1] > 0)):
                return _refined(series, length, begin, end)
        p, series = p.derivative(), [c * n for n, c in enumerate(series)][1:]
        if len(series) < 2:
            break
    return one * float(low)


def _refined(series: Sequence[Number], length: Number, low: arb, high: arb) -> Number:
    """The zero of a monotone piece as a part of the length: Newton's method kept inside the piece.

    Where the piece begins at the zero, or by rounding just past it, that is where it begins.
    """
    scaled, power = [], series[0] * 0 + 1
    for c in series:
        scaled.append(c * power)
        power = power * length
    one = series[0] * 0 + 1
    a, b = one * float(low), one * float(high)
    rises = _value(scaled, b) > _value(scaled, a)
    x, end = (a + b) / 2, b
    for _ in range(ROUNDS + mp.prec):
        value, slope = _value(scaled, x), _slope(scaled, x)
        if not value:
            return x
        if (value < 0) == rises:
            a = x
        else:
            b = x
        nearer = x - value / slope if slope else (a + b) / 2
        if nearer > b and end is not None:
            # A zero at the very end: Newton's steps to it pass it, and halving would take a round for each bit.
            nearer, end = end, None
        elif not a <= nearer <= b:
            nearer = (a + b) / 2
        if abs(nearer - x) <= abs(x) * one / (1 << max(8, mp.prec - 8)):
            return nearer
        x = nearer
    return x


def _value(c: Sequence[Number], x: Number) -> Number:
    total = c[-1]
    for v in reversed(c[:-1]):
        total = total * x + v
    return total


def _slope(c: Sequence[Number], x: Number) -> Number:
    total = c[-1] * (len(c) - 1)
    for m in range(len(c) - 2, 0, -1):
        total = total * x + c[m] * m
    return total


def place_of(series: Series, value: Number, length: Number) -> Number:
    """Where an increasing series takes a value between those at 0 and `length`; 0 if it is not above its first."""
    shifted = [series[0] - value, *series[1:]]
    if shifted[0] >= 0:
        return length * 0
    return length * _refined(shifted, length, arb(0), arb(1))
