"""Validated integration: what cannot be enclosed is refused in one line, and soon."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from neversaddle.numerics.ode import inclusion
from neversaddle.numerics.ode.arithmetics import working
from neversaddle.numerics.ode.tape import Tape
from neversaddle.numerics.ode.validated import EnclosureError, enclose

F = Fraction
RADIUS = F(1, 10**15)
#: True values are computed as balls at this many bits, far narrower than any enclosure asked for here.
TRUE_BITS = 300


def test_wide_starts_cannot_become_narrow() -> None:
    tape = Tape()
    with pytest.raises(EnclosureError, match="start's balls"):
        enclose(tape, [tape.state(0).index], [arb(1, 1e-5)], [1], F(1, 10**10))
    # A flow that contracts does meet it.
    (at,) = enclose(tape, [(-tape.state(0)).index], [arb(1, 1e-5)], [20], F(1, 10**10))
    with working(TRUE_BITS):
        assert at.states[0].contains(arb(-20).exp())


@pytest.mark.parametrize("name", ["blow-up", "past zero", "at zero", "pole"])
def test_what_is_impossible_fails_clearly_and_soon(name: str) -> None:
    tape = Tape()
    y = tape.state(0)
    rate, start, end, place = {
        "blow-up": (y * y, F(1, 2), 3, 2),
        "past zero": (-(y ** F(1, 2)), F(1), 3, 2),
        "at zero": (y ** F(1, 2), F(0), 1, 0),
        "pole": (-1 / y, F(1), 1, F(1, 2)),
    }[name]
    with pytest.raises(EnclosureError, match=r"^no enclosure \(step \d+ at t = .*radius.*bits\): [^\n]+$") as caught:
        enclose(tape, [rate.index], [start], [end], F(1, 10**20))
    assert abs(caught.value.time - place) < F(1, 10**4)
    assert caught.value.time <= place
    assert caught.value.step < 400


def test_too_many_bits_are_refused() -> None:
    tape = Tape()
    with pytest.raises(EnclosureError, match="needs more than 200 bits"):
        enclose(tape, [tape.state(0).index], [1], [1], F(1, 10**100), most_bits=200)
    # The bits grow on their own where the error does: exp(30) is 43 bits.
    (at,) = enclose(tape, [tape.state(0).index], [1], [30], F(1, 10**20))
    with working(TRUE_BITS):
        assert at.states[0].contains(arb(30).exp())
    assert at.states[0].rad() < 1e-20


@pytest.mark.parametrize(
    ("times", "radius", "start", "says"),
    [
        ([1, F(1, 2)], 1e-9, [1], "times must be in order"),
        ([-1], 1e-9, [1], "times must be in order"),
        ([1], 0, [1], "radius must be a positive number"),
        ([1], float("nan"), [1], "radius must be a positive number"),
        ([1], 1e-9, [1, 2], "start needs 1 finite values"),
        ([1], 1e-9, [arb("nan")], "start needs 1 finite values"),
    ],
)
def test_requests_without_sense_are_refused(
    times: list[Fraction], radius: float, start: list[Fraction], says: str
) -> None:
    tape = Tape()
    with pytest.raises(ValueError, match=says):
        enclose(tape, [tape.state(0).index], start, times, radius)


def test_watched_entries_have_a_value_or_an_error() -> None:
    tape = Tape()
    y = tape.state(0)
    falling = tape.constant(-1)
    entry = y.log()
    (at,) = enclose(tape, [falling.index], [2], [1], RADIUS, (entry.index,))
    assert at.watched[0].contains(arb(0))
    with pytest.raises(EnclosureError, match="watched entry has no certain value"):
        enclose(tape, [falling.index], [2], [3], RADIUS, (entry.index,))


def test_sets_on_which_an_operation_is_not_defined_are_refused() -> None:
    tape = Tape()
    y = tape.state(0)
    entries = [1 / y, y ** F(1, 2), y ** F(-1, 3), y.log(), y ** F(3, 2)]
    for entry in entries:
        small, roots = inclusion.pruned(tape, [entry.index])
        reader = inclusion.SetReader(small, roots)
        for touching in (arb(0), arb(0, 1), arb(1, 1), arb(1, 2), arb("nan")):
            with pytest.raises(inclusion.NotDefined):
                reader.values(arb(0), [touching])
            with pytest.raises(inclusion.NotDefined):
                reader.jacobian(arb(0), [touching])
        assert reader.values(arb(0), [arb(2, 1e-3)])[roots[0]].is_finite()
