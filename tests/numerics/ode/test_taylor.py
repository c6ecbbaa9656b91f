"""Taylor steps reach their digits: against closed forms and an integrator of mpmath's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.ode.arithmetics import from_fast, to_fast, working
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.tape import Node, Tape
from neversaddle.numerics.ode.taylor import IntegrationError, Stepper, working_bits


def integrated(
    rates: Callable[[list[Node], Node], Sequence[Node]], start: Sequence[object], end: Fraction, digits: int
) -> tuple[list[mpmath.mpf], int]:
    """The state at a time, by steps from 0, and their number."""
    tape = Tape()
    states = [tape.state(i) for i in range(len(start))]
    field = Field(tape, tuple(r.index for r in rates(states, tape.time())))
    with working(working_bits(digits)):
        stepper = Stepper(field, [range(len(start))], digits)
        time, state = to_fast(mp.zero), [to_fast(mp.mpf(v)) for v in start]
        last, steps = to_fast(mp.mpf(end.numerator) / end.denominator), 0
        while time < last:
            step = stepper.step(time, state, last - time)
            time, state, steps = time + step.length, step.state(step.length), steps + 1
            assert steps < 2000
            if step.length <= last / 10**9:
                raise IntegrationError("the steps shrink to nothing")
        return [from_fast(v) for v in state], steps


@given(st.integers(5, 60), st.fractions(min_value="1/10", max_value=8, max_denominator=20))
@settings(max_examples=12)
def test_a_rotation_to_the_digits_asked_for(digits: int, end: Fraction) -> None:
    (a, b), steps = integrated(lambda y, t: [y[1], -y[0]], [0, 1], end, digits)
    with mp.workdps(digits + 20):
        t = mp.mpf(end.numerator) / end.denominator
        # Rotations amplify no errors: fewer than 100 steps of error 10^-(digits+3), relative to numbers below 1.
        assert steps < 100 and max(abs(a - mp.sin(t)), abs(b - mp.cos(t))) < 100 * mp.mpf(10) ** -(digits + 3)


def test_a_linear_field_with_time_in_it() -> None:
    (y,), _ = integrated(lambda y, t: [y[0] + t + 1], [2], Fraction(3, 2), 30)
    with mp.workdps(50):
        # y = 4 e^t - t - 2.
        assert abs(y - (4 * mp.exp(mp.mpf("1.5")) - mp.mpf("3.5"))) < mp.mpf("1e-29")


def test_it_agrees_with_a_taylor_integrator_of_someone_else() -> None:
    with mp.workdps(20):
        other = mp.odefun(lambda t, y: [y[1], -(y[0] ** 3)], 0, [mp.one, mp.zero])(1)
        ours, _ = integrated(lambda y, t: [y[1], -(y[0] ** 3)], [1, 0], Fraction(1), 20)
        assert max(abs(a - b) for a, b in zip(other, ours, strict=True)) < mp.mpf("1e-18")


def test_a_pole_is_not_stepped_over() -> None:
    # y' = y^2 from 1 has its pole at 1.
    with pytest.raises(IntegrationError):
        integrated(lambda y, t: [y[0] * y[0]], [1], Fraction(2), 12)


def test_the_quarter_period_of_a_pendulum() -> None:
    # From rest at the angle 1 it hangs straight down after K(sin(1/2)^2).
    with mp.workdps(70):
        quarter = mp.ellipk(mp.sin(mp.mpf(1) / 2) ** 2)
        end = Fraction(int(mp.nint(quarter * 10**60)), 10**60)

    def rates(y: list[Node], t: Node) -> list[Node]:
        sine, _ = t.tape.own_primitives(("sin", "cos"), y[0], ((1, 1), (-1, 0)))
        return [y[1], -sine]

    (angle, speed), _ = integrated(rates, [1, 0], end, 50)
    with mp.workdps(70):
        # The angle is 0 and v^2/2 = 1 - cos 1 there; a dozen steps of error 10^-53, which the motion hardly amplifies.
        assert abs(angle) < mp.mpf("1e-50") and abs(speed**2 / 2 - (1 - mp.cos(1))) < mp.mpf("1e-50")


def test_errors_are_judged_by_group() -> None:
    # Two components 10^-30 apart in size: by groups of their own both are right to the digits, relative to themselves.
    tape = Tape()
    small, large = tape.state(0), tape.state(1)
    field = Field(tape, ((-small).index, tape.linear([Fraction(1, 3)], [large]).index))
    with working(working_bits(20)):
        time, state = to_fast(mp.zero), [to_fast(mp.mpf("1e-30")), to_fast(mp.one)]
        stepper, end = Stepper(field, [[0], [1]], 20, floor_digits=None), to_fast(mp.mpf(2))
        while time < end:
            step = stepper.step(time, state, end - time)
            time, state = time + step.length, step.state(step.length)
        found = [from_fast(v) for v in state]
    with mp.workdps(40):
        for value, true in zip(found, (mp.exp(-2) / mp.mpf(10) ** 30, mp.exp(mp.mpf(2) / 3)), strict=True):
            assert abs(value / true - 1) < mp.mpf("1e-20")
