"""A field: what is recorded beside the rates comes out of a step as a series, and errors name the time."""

from __future__ import annotations

from fractions import Fraction

import pytest
from mpmath import mp

from neversaddle.numerics.ode.arithmetics import from_fast, to_fast, working
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.series import Series
from neversaddle.numerics.ode.tape import Tape
from neversaddle.numerics.ode.taylor import IntegrationError, Stepper, working_bits

DIGITS = 20


def near(series: Series, exact: list[Fraction]) -> bool:
    # Sums of a few rationals in 28 digits and more.
    return all(
        abs(from_fast(v) - mp.mpf(e.numerator) / e.denominator) < mp.mpf(10) ** -DIGITS
        for v, e in zip(series, exact, strict=False)
    )


def test_a_field_needs_no_more_than_a_tape_and_rates() -> None:
    tape = Tape()
    field = Field(tape, (tape.constant(1).index,))
    assert (field.switches, dict(field.multipliers), dict(field.slow), field.clock) == ((), {}, {}, None)


def test_a_step_gives_the_series_of_all_that_a_field_names() -> None:
    tape = Tape()
    y, t = tape.state(0), tape.time()
    # y = t^2 from 1 on: y = 1 + 2 s + s^2.
    field = Field(
        tape, ((2 * t).index,), ((y - 4).index, (t * y).index), {7: (y * y).index}, slow={3: (3 * y + 1).index}
    )
    with working(working_bits(DIGITS)):
        one = to_fast(mp.one)
        step = Stepper(field, [[0]], DIGITS).step(one, [one], one)
        assert near(step.unknowns[0], [Fraction(c) for c in (1, 2, 1, 0)])
        assert near(step.switches[0], [Fraction(c) for c in (-3, 2, 1, 0)])
        assert near(step.switches[1], [Fraction(c) for c in (1, 3, 3, 1, 0)])
        assert list(step.multipliers) == [7] and near(step.multipliers[7], [Fraction(c) for c in (1, 4, 6, 4, 1, 0)])
        assert list(step.slow) == [3] and near(step.slow[3], [Fraction(c) for c in (4, 6, 3, 0)])
        assert near(step.state(one), [Fraction(4)])


@pytest.mark.parametrize(("clock", "time"), [(None, 5), (0, 2), (1, 3)])
def test_the_time_of_an_error_is_the_clocks(clock: int | None, time: int) -> None:
    tape = Tape()
    y = tape.state(0)
    # No power series: the square root of a negative number.
    field = Field(tape, ((1 - 2 * y).__pow__(Fraction(1, 2)).index, tape.state(1).index), clock=clock)
    with working(working_bits(DIGITS)):
        stepper, state = Stepper(field, [[0, 1]], DIGITS), [to_fast(mp.mpf(2)), to_fast(mp.mpf(3))]
        with pytest.raises(
            IntegrationError, match=rf"past t = {time}(\.0)?: the field has no finite power series there"
        ):
            stepper.step(to_fast(mp.mpf(5)), state, state[0])


def test_given_series_drive_a_field() -> None:
    tape = Tape()
    field = Field(tape, ((2 * tape.given(0)).index,))
    with working(working_bits(DIGITS)):
        stepper, zero, one = Stepper(field, [[0]], DIGITS), to_fast(mp.zero), to_fast(mp.one)
        stepper.give([[one, one, *([zero] * stepper.order)]])
        step = stepper.step(zero, [zero], one)
        assert near(step.unknowns[0], [Fraction(c) for c in (0, 2, 1, 0)])
