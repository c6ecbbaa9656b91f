"""Taylor steps reach their digits: against closed forms, an integrator of mpmath's, and runs of 30 more digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.numerics.ode.arithmetics import from_fast, to_fast, working
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.tape import Node, Tape
from neversaddle.numerics.ode.taylor import IntegrationError, Stepper, working_bits
from neversaddle.theory.geometry.reparametrization import DeepDiagonal


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


WEIGHTS = st.fractions(min_value="1/5", max_value="3/2", max_denominator=9)


@given(
    st.lists(WEIGHTS, min_size=6, max_size=6), st.sampled_from(["1", "5/4", "3/2", "2"]), st.sampled_from([10, 20, 40])
)
@settings(max_examples=8)
def test_the_digits_claimed_are_those_of_a_run_of_thirty_more(values: list[Fraction], q: str, digits: int) -> None:
    loss = least_squares([[1, "1/2"], ["1/3", 1]], [1, -1])
    table = [values[:2], values[2:4], values[4:]]
    flow, better = (weight_flow(DeepDiagonal(3), q, loss, table, ["1/10", "1/5"], d) for d in (digits, digits + 30))
    assert flow.weights is not None and better.weights is not None and flow.digits >= digits
    assert [e.text for e in flow.events] == [e.text for e in better.events]
    for one, two in zip(flow.weights, better.weights, strict=True):
        for j in range(2):
            column = [(a[j], b[j]) for a, b in zip(one, two, strict=True)]
            size = max(abs(b) for _, b in column)
            assert all(abs(a - b) <= size * mp.mpf(10) ** -flow.digits for a, b in column)
