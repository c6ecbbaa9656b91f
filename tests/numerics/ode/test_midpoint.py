"""The midpoint rule in plain floats against closed forms, and what it does where there is no solution."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.ode.midpoint import MOST_STEPS, PRECISION, advanced, extrapolated


@settings(max_examples=40)
@given(st.floats(0.25, 20), st.floats(-2, 2), st.floats(-2, 2))
def test_rotations(length: float, a: float, b: float) -> None:
    found = advanced(lambda y: [y[1], -y[0]], [a, b], length)
    c, s = math.cos(length), math.sin(length)
    # Rotations amplify nothing: at most MOST_STEPS steps, each to PRECISION of 1 + |y| < 5.
    for value, true in zip(found, (a * c + b * s, b * c - a * s), strict=True):
        assert abs(value - true) < 5 * PRECISION * MOST_STEPS


@pytest.mark.parametrize(
    ("rate", "start", "length", "true"),
    [
        (lambda y: -y, 3.0, 2.0, 3 * math.exp(-2)),
        (lambda y: y * (1 - y), 0.25, 5.0, 1 / (1 + 3 * math.exp(-5))),
        (lambda y: y * y, 1.0, 0.99, 100.0),
        (lambda y: math.sqrt(y), 1.0, 4.0, 9.0),
        (lambda y: 1 / y, 1.0, 4.0, 3.0),
    ],
)
def test_closed_forms(rate: object, start: float, length: float, true: float) -> None:
    (found,) = advanced(lambda y: [rate(y[0])], [start], length)  # type: ignore[operator]
    # Local errors are 1e-13 of 1 + y; the pole ahead of y' = y^2 amplifies the first ones by y^2 = 10^4.
    assert abs(found - true) < 1e-8 * true if true == 100 else abs(found - true) < 1e-11


def test_on_steps_like_those_taken_the_estimate_is_no_smaller_than_the_error() -> None:
    for step in (-0.8, -0.4, 0.1, 0.4, 0.8):
        (found,), error = extrapolated(lambda y: [y[0]], [1.0], step)
        true = abs(found - math.exp(step))
        # The estimate is that of one row less; both end at the rounding of doubles.
        assert true <= error * PRECISION * (1 + abs(found)) + 1e-14


def test_a_step_back_is_a_step_back() -> None:
    (there,), _ = extrapolated(lambda y: [1 + y[0] * y[0]], [0.1], 0.2)
    (back,), _ = extrapolated(lambda y: [1 + y[0] * y[0]], [there], -0.2)
    assert abs(there - math.tan(0.2 + math.atan(0.1))) < 1e-12 and abs(back - 0.1) < 1e-12


def test_no_time_is_no_step_and_what_has_no_solution_is_nan() -> None:
    assert advanced(lambda y: [1 / 0], [2.0], 0.0) == [2.0]
    (past,) = advanced(lambda y: [y[0] * y[0]], [1.0], 1.5)
    assert math.isnan(past)
    assert extrapolated(lambda y: [math.nan], [1.0], 0.1)[1] == math.inf
    with pytest.raises(ZeroDivisionError):
        advanced(lambda y: [1 / 0], [2.0], 1.0)
