"""Phi_q in a mode is what its definition says, and a multiplier keeps what it holds at zero."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from mpmath import mp

from neversaddle.numerics.flow.systems.held import added, held_components, phi, rates_of, rests
from neversaddle.numerics.flow.systems.leaf import LeafSystem
from neversaddle.numerics.flow.systems.mirror import MirrorSystem
from neversaddle.numerics.flow.systems.system import System, mode_field
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.loss.loss import Loss, least_squares
from neversaddle.numerics.ode.arithmetics import MPMATH
from neversaddle.numerics.ode.straight_line import straight_line
from neversaddle.numerics.ode.tape import Node, Tape
from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from tests.numerics.flow.systems.plain_numbers import (
    BITS,
    EXPONENTS,
    SLOPE_TOLERANCE,
    TOLERANCE,
    F,
    fraction,
    number,
    rates_in,
    slope,
    values,
)
from tests.numerics.flow.systems.plain_numbers import phi as defined

#: Columns 1 and 3 are opposite multiples of each other.
ALIKE = least_squares([[1, 2, -2], [2, -1, -4], [1, 1, -2]], [1, 2, 3])
APART = least_squares([[1, 2, 0], [2, -1, 1], [1, 1, 3]], [1, 2, 3])


def weights(random: Random, rows: int) -> list[list[Fraction]]:
    return [[fraction(random) for _ in range(3)] for _ in range(rows)]


def systems(loss: Loss, q: Fraction, decay: Fraction | int = 0) -> list[System]:
    random = Random(3)
    table = weights(random, 2)
    geometry = mirror_geometry(DeepDiagonal(2), str(q), balance="1/2")
    return [
        WeightSystem(DeepDiagonal(2), q, loss, table, F(decay), False, 2 - q),
        LeafSystem(q, loss, table, F(decay), 2 - q),
        MirrorSystem(geometry, q, loss, [fraction(random) for _ in range(3)], F(decay), F(2)),
    ]


@pytest.mark.parametrize("q", EXPONENTS, ids=str)
def test_phi_is_its_definition_where_the_sign_is_that_of_the_mode(q: Fraction) -> None:
    random, tape = Random(str(q)), Tape()
    for _ in range(20):
        value = fraction(random)
        with mp.workprec(BITS):
            z = number(value)
            own, known = (phi(tape.state(0), 1, q, (0, int(mp.sign(z))), p) for p in ({}, {1: tape.state(1)}))
            (a, b) = values([own, known], mp.zero, [z, abs(z) ** number(q - 1)])
            assert abs(a - defined(z, q)) <= TOLERANCE
            assert abs(b - defined(z, q)) <= TOLERANCE


@pytest.mark.parametrize("q", EXPONENTS, ids=str)
def test_phi_of_what_is_held_is_zero_whatever_rounding_has_left_of_it(q: Fraction) -> None:
    tape = Tape()
    held = phi(tape.state(0), 0, q, (0,), {})
    with mp.workprec(BITS):
        left = mp.mpf(10) ** -30
        # For q = 2 nothing is a switch, and Phi_q is the number itself.
        assert values([held], mp.zero, [left]) == [left if q == 2 else 0]


def test_a_sign_flow_rests_where_all_is_held_and_nothing_decays() -> None:
    assert rests(F(1), (0, 0)) and rests(F(1), ())
    assert not rests(F(1), (0, 0), F(1, 2))
    assert not rests(F(1), (0, 1)) and not rests(F(1), (-1, 0))
    assert not rests(F(3, 2), (0, 0))


@pytest.mark.parametrize("place", range(3))
def test_which_multipliers_hold_the_components(place: int) -> None:
    for q, decay, mode, expected in [
        (F(1), F(0), (0, 1, 0), {0: {0: 1, 2: -1}}),
        (F(1), F(0), (0, 0, 0), {}),
        (F(1), F(1, 3), (0, 0, 0), {0: {0: 1, 2: -1}, 1: {1: 1}}),
        (F(1), F(0), (1, -1, -1), {}),
        (F(3, 2), F(0), (0, 1, 0), {0: {0: 1}, 2: {2: 1}}),
        (F(3, 2), F(0), (0, 0, 0), {0: {0: 1}, 1: {1: 1}, 2: {2: 1}}),
        (F(2), F(0), (0, 0, 0), {}),
    ]:
        # Two switches stand before the components, as kinks do.
        full = (0, 1, *mode, 0)
        found = held_components(systems(ALIKE, q, decay)[place], full, 2)
        assert found == {2 + c: own for c, own in expected.items()}


def test_rates_are_put_together_from_what_each_value_moves() -> None:
    tape = Tape()
    state = [tape.state(i) for i in range(4)]

    def moved(j: int, value: Node) -> dict[int, Node]:
        return {2 * j: -(value * state[1]), 2 * j + 1: value}

    with mp.workprec(BITS):
        point = [mp.mpf(v) for v in (2, 3, 5, 7)]
        assert values(rates_of({1: state[3]}, state, moved), mp.zero, point) == [0, 0, -21, 7]
        assert values(rates_of({0: state[0], 1: state[3]}, state, moved), mp.zero, point) == [-6, 2, -21, 7]
        one, other = added({4: {0: 1, 1: -1}, 6: {1: 1}}, state, moved).values()
        assert values(one, mp.zero, point) == [-3, 1, 3, -1]
        assert values(other, mp.zero, point) == [0, 0, -3, 1]


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize(
    ("loss", "mode"), [(APART, (0, 1, -1)), (APART, (0, 1, 0)), (ALIKE, (1, 0, -1)), (ALIKE, (0, -1, 0))]
)
@pytest.mark.parametrize("decay", [F(0), F(1, 3)], ids=str)
def test_what_is_held_does_not_move(place: int, loss: Loss, mode: tuple[int, ...], decay: Fraction) -> None:
    system = systems(loss, F(1), decay)[place]
    with mp.workprec(BITS):
        state, time = system.start(), mp.mpf("0.25") if place < 2 else mp.zero
        sides = [int(mp.sign(v)) for v in state]
        # The other switches are weights, coordinate by coordinate, or the places on the leaf.
        full = (*mode, *sides[: len(system.switches) - 3])
        field = mode_field(system, full, len(state))
        rates = rates_in(field, time, state)
        assert field.multipliers

        def components(at: list[mp.mpf]) -> list[mp.mpf]:
            t, *unknowns = at
            x = x_of(system, t, unknowns)
            return loss.gradient(x)

        for c, sign in enumerate(mode):
            if sign == 0:
                # f' by the loss's own function of x, x by the model's own formula.
                moved = slope(lambda at, c=c: components(list(at))[c], [time, *state], [mp.one, *rates])
                assert abs(moved) <= SLOPE_TOLERANCE
        # The multipliers are the values of Phi_1 that the rates have: the same for what is alike, but for a sign.
        multipliers = straight_line(field.tape, list(field.multipliers.values()), MPMATH, lambda: mp.prec)(time, state)
        known = dict(zip(field.multipliers, multipliers, strict=True))
        if place < 2:
            clocks = {0: slice(6, 9), 1: slice(3, 6)}[place]
            for j, (rate, y) in enumerate(zip(rates[clocks], state[clocks], strict=True)):
                leader, turn = loss.leaders[j]
                pull = mode[j] or turn * known[leader]
                assert abs(rate + pull + number(decay) * y) <= TOLERANCE


def x_of(system: System, time: mp.mpf, state: list[mp.mpf]) -> list[mp.mpf]:
    """The coordinates at a state, by the plain formula of each system."""
    if isinstance(system, WeightSystem):
        return [state[2 * j] * state[2 * j + 1] for j in range(3)]
    if isinstance(system, LeafSystem):
        return [a * b for a, b in system.rows(state)]
    assert isinstance(system, MirrorSystem)
    return system.x(time, state)
