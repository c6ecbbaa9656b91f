"""What moves along a field at its own speed is on its curve: on random fields, and where a premise is missed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.change_of_clock import THEOREM, V, s
from tests.fuzz.curves_of_fields import EQUAL, moved, passed

SMALL = st.integers(-3, 3)


@settings(max_examples=20, deadline=None)
@given(SMALL, SMALL, SMALL, SMALL, SMALL)
def test_it_holds(a: int, b: int, start: int, slope: int, level: int) -> None:
    """Of V = a z + b with a clock that may turn back; the curve is integrated on its own, as z' = V at speed 1."""
    with mp.workdps(30):

        def speed(t: mpf) -> mpf:
            return (level + slope * t) / mpf(4)

        def field(z: mpf) -> mpf:
            return (a * z + b) / mpf(4)

        until = mpf(1)
        curve = moved(field, lambda t: mpf(1), start, passed(speed, until))
        assert abs(moved(field, speed, start, until) - curve) < EQUAL


def test_the_field_is_locally_lipschitz_near_the_curve() -> None:
    """z = t^2 moves along V = 2 sqrt|z|, and W = 0 is a curve of it that starts at 0, too."""
    for n in range(1, 5):
        t = mpf(n)
        assert 2 * mp.sqrt(t**2) == 2 * t and t**2 != 0


def test_its_premise_is_needed() -> None:
    """What moves at twice the field is not on its curve."""
    with mp.workdps(30):
        curve = moved(lambda z: z, lambda t: mpf(1), 1, mpf(1))
        assert abs(moved(lambda z: 2 * z, lambda t: mpf(1), 1, mpf(1)) - curve) > 1


def test_the_clock_is_bounded_and_the_field_one_of_the_members() -> None:
    """With s = 1/(t - 1/2) the clock has no value after t = 1/2; and a field that changes with time has no curve."""
    assert THEOREM.bounded == (s,) and V in THEOREM.of_members
    with mp.workdps(30):
        # z' = t z, and V = t z at time 0 is the field 0.
        assert abs(moved(lambda z: z, lambda t: t, 1, mpf(1)) - 1) > EQUAL
