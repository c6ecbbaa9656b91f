"""Escape times by brute force: balls hold what quadrature finds, and both agree with elementary closed forms."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.definitions.digits import real
from neversaddle.numerics.attack.definitions.escape import reach_time, reach_time_ball
from neversaddle.numerics.attack.undefined import Undefined

exponents = st.sampled_from([Fraction(v) for v in ("1", "6/5", "4/3", "3/2", "5/3", "2")])
sizes = st.fractions(Fraction(1, 20), 20, max_denominator=20)
depths = st.integers(1, 5)
#: Digits the quadrature is good to: tanh-sinh on analytic panels of order one, 15 digits in reserve.
DIGITS = 25


def exactly(value: mpmath.mpf) -> arb:
    """The ball that holds just this binary number."""
    sign, mantissa, exponent, _ = value._mpf_
    return arb((-1) ** sign * int(mantissa)) * arb(2) ** int(exponent)


def held(enclosure: arb, value: mpmath.mpf) -> None:
    blurred = exactly(value) * (1 + arb(0, 10.0**-DIGITS))
    assert enclosure.is_finite()
    assert enclosure.overlaps(blurred)
    assert value == 0 or enclosure.rel_accuracy_bits() > 40


def close(left: mpmath.mpf, right: mpmath.mpf) -> None:
    assert abs(left - right) <= mp.mpf(10) ** -DIGITS * max(abs(left), abs(right))


@given(st.integers(1, 4), exponents, sizes, sizes)
@settings(max_examples=12)
def test_balls_hold_reach_times(depth: int, q: Fraction, omega: Fraction, delta: Fraction) -> None:
    with mp.workdps(DIGITS + 15), ctx.workprec(110):
        held(reach_time_ball(depth, q, omega, delta), reach_time(depth, q, omega, delta))


@given(sizes, sizes)
@settings(max_examples=12)
def test_gradient_flow_at_depth_two(omega: Fraction, delta: Fraction) -> None:
    # dx/dt = sqrt(4 x^2 + omega^4).
    with mp.workdps(DIGITS + 15), ctx.workprec(110):
        closed = mp.asinh(2 * real(delta) / real(omega) ** 2) / 2
        close(reach_time(2, Fraction(2), omega, delta), closed)
        held(reach_time_ball(2, Fraction(2), omega, delta), closed)


NOWHERE = {
    "more equal than all": (2, 3, Fraction(2), 1, 1, 2),
    "none of them": (2, 0, Fraction(2), 1, 1, 2),
    "half a weight": (2, Fraction(3, 2), Fraction(2), 1, 1, 2),
    "half a depth": (Fraction(5, 2), 1, Fraction(2), 1, 1, 2),
    "from below zero": (2, 1, Fraction(2), 1, -1, 2),
    "to below zero": (2, 1, Fraction(2), 1, 1, -1),
    "others below zero": (2, 1, Fraction(2), -3, 1, 2),
    "from a saddle": (2, 2, Fraction(2), 1, 0, 2),
    "from the balanced leaf": (2, 1, Fraction(2), 0, 0, 2),
    "no exponent": (2, 1, Fraction(0), 1, 1, 2),
    "a negative exponent": (2, 1, Fraction(-2), 1, 1, 2),
}


@pytest.mark.parametrize(
    "args",
    [
        (2, Fraction(2), 0, 1),
        (2, Fraction(2), -1, 1),
        (2, Fraction(2), 1, -1),
        (Fraction(3, 2), Fraction(2), 1, 1),
        (2, Fraction(-1), 1, 1),
        (0, Fraction(2), 1, 1),
    ],
)
def test_where_nothing_is_reached(args: tuple[int, Fraction, int, int]) -> None:
    with pytest.raises(Undefined):
        reach_time(*args)
    assert not reach_time_ball(*args).is_finite()


def test_nothing_is_reached_at_once() -> None:
    assert reach_time(3, Fraction(2), Fraction(1), Fraction(0)) == 0
    assert reach_time_ball(3, Fraction(2), Fraction(1), Fraction(0)) == 0
