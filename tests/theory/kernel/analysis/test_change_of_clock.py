"""What moves along a field at its own speed is on its curve: on random fields, and where a premise is missed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.change_of_clock import THEOREM
from tests.fuzz.curves_of_fields import EQUAL, moved, passed
from tests.fuzz.members import Moved, across_a_pole, leaving_late
from tests.fuzz.necessity import Looked, Missed

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


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6), st.integers(-3, 3), st.integers(1, 4))
def test_it_holds_where_one_component_that_does_not_vanish_is_a_clock(n: int, turn: int, power: int) -> None:
    """Of V = (1, sign(z_1) |z_1|^(1/n)), which is not Lipschitz at z_1 = 0, under s = 1 + turn t: y may come back to 0.

    The curve is W = (y, |y|^(1+1/n)/(1+1/n)); z_2 is the integral of s V_2 over time.
    """
    with mp.workdps(20):
        root = mpf(1) / n

        def y(t: mpf) -> mpf:
            return t + turn * t**2 / 2

        def rate(t: mpf) -> mpf:
            return (1 + turn * t) * mp.sign(y(t)) * abs(y(t)) ** root

        until = mpf(power)
        back = [-mpf(2) / turn] if turn < 0 and -2 / turn < until else []
        moved_to = mp.quad(rate, [mpf(0), *back, until])
        assert abs(moved_to - abs(y(until)) ** (1 + root) / (1 + root)) < mpf(10) ** -10


@settings(max_examples=20, deadline=None)
@given(SMALL, st.integers(1, 4), st.integers(1, 3), st.integers(-3, 3))
def test_it_holds_across_jumps_in_the_clock(start: int, turn: int, up: int, down: int) -> None:
    """Of V = (1, b(z_1) z_2), where b is `up` for z_1 > 0 and `down` for z_1 < 0, under s = 1 - turn t, which turns.

    The curve is continuous, and has a corner at z_1 = 0; z_2' = s b(z_1) z_2 is integrated over time.
    """
    with mp.workdps(20):
        begin = mpf(start) / 8

        def y(t: mpf) -> mpf:
            return t - turn * t**2 / 2

        def rate(t: mpf) -> mpf:
            return (1 - turn * t) * (up if begin + y(t) > 0 else down) / mpf(4)

        def grown(z_1: mpf) -> mpf:
            return (up if z_1 > 0 else down) * z_1 / mpf(4)

        until = mpf(1)
        square = 1 + 2 * turn * begin
        roots = [(1 + side * mp.sqrt(square)) / turn for side in (-1, 1)] if square >= 0 else []
        corners = sorted(t for t in {*roots, mpf(1) / turn} if 0 < t < until)
        moved_to = mp.exp(mp.quad(rate, [mpf(0), *corners, until]))
        assert abs(moved_to - mp.exp(grown(begin + y(until)) - grown(begin))) < mpf(10) ** -10


def test_the_component_of_the_clock_does_not_jump() -> None:
    """Of V = (sign z_1, 1 + sign z_1) two curves begin at 0: slopes (1, 2), and (-1, 0), are V where they lead."""
    for slope in ((1, 2), (-1, 0)):
        for y in range(1, 4):
            z_1, z_2 = (mpf(v) * y for v in slope)
            assert (mp.sign(z_1), 1 + mp.sign(z_1)) == slope and z_2 == slope[1] * y


def test_the_field_is_locally_lipschitz_near_the_curve() -> None:
    """z = t^2 moves along V = 2 sqrt|z|, and W = 0 is a curve of it that starts at 0, too: there V vanishes."""
    for n in range(1, 5):
        t = mpf(n)
        assert 2 * mp.sqrt(t**2) == 2 * t and t**2 != 0


def growing(speed: int) -> Moved:
    """z = exp(speed t), seen from the curve W = e^r of V = z."""
    return Moved(z=lambda t: [mp.exp(speed * t)], V=lambda z, t: list(z), W=lambda r, t: [mp.exp(r)])


MISSED: Missed = {
    "each moves along the field": lambda: growing(2).looked(THEOREM),
    "s is bounded": lambda: across_a_pole().looked(THEOREM),
    "V is of the members": lambda: leaving_late().looked(THEOREM),
}


def test_it_holds_of_what_grows() -> None:
    assert growing(1).looked(THEOREM) == Looked((), True)
