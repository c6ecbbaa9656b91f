"""The recorded flow of one weight a coordinate is the flow of all of them, in plain numbers at random states."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from random import Random

import mpmath
import pytest
from mpmath import mp

from neversaddle.numerics.flow.systems.leaf import LeafSystem
from neversaddle.numerics.loss.loss import least_squares
from tests.numerics.flow.systems.plain_numbers import (
    BITS,
    EXPONENTS,
    SLOPE_TOLERANCE,
    TOLERANCE,
    F,
    Numbers,
    fraction,
    loss_of,
    number,
    phi,
    recorded,
    signs,
    slope,
    values,
)


def leaf(random: Random, q: Fraction, depth: int, tied: bool, decay: Fraction) -> LeafSystem:
    k = random.randint(1, 3)
    table = [[fraction(random) for _ in range(k)] for _ in range(depth)]
    if tied and depth > 1:
        table[1] = [random.choice([-1, 1]) * w for w in table[0]]
    return LeafSystem(q, loss_of(random, k), table, decay, 1 - (depth - 1) * (q - 1))


@pytest.mark.parametrize("q", EXPONENTS, ids=str)
@pytest.mark.parametrize(("depth", "tied"), [(1, False), (2, False), (2, True), (3, False), (3, True)])
@pytest.mark.parametrize("decay", [F(0), F(1, 3)], ids=str)
def test_all_weights_move_by_the_definition(q: Fraction, depth: int, tied: bool, decay: Fraction) -> None:
    random = Random(f"{q} {depth} {tied} {decay}")
    system = leaf(random, q, depth, tied, decay)
    k = len(system.columns)
    with mp.workprec(BITS):
        alpha = number(decay)
        # Another point of the same leaf: balances as at the start, but decayed by half, and other small weights.
        state = system.start()
        state[:k] = [w * number(fraction(random)) for w in state[:k]]
        state[k : 2 * k] = [number(fraction(random)) for _ in range(k)]
        state[2 * k :] = [c / 2 for c in state[2 * k :]]
        found = recorded(system, len(state), signs(system, mp.zero, state))
        assert not found.held
        rates, rows = values(found.rates, mp.zero, state), system.rows(state)
        gradient = system.loss.gradient([prod(row) for row in rows])
        for j, (f, row) in enumerate(zip(gradient, rows, strict=True)):
            for i, w in enumerate(row):
                others = prod(v for m, v in enumerate(row) if m != i)
                moved = slope(lambda at, j=j, i=i: system.rows(at)[j][i], state, rates)
                assert abs(moved + phi(f, q) * phi(others, q) + alpha * w) <= SLOPE_TOLERANCE
            clock = number(system.clock)
            assert abs(rates[k + j] + phi(f, q) + alpha * clock * state[k + j]) <= TOLERANCE
        for c, rate in zip(state[2 * k :], rates[2 * k :], strict=True):
            assert abs(rate + number(q) * alpha * c) <= TOLERANCE


@pytest.mark.parametrize("q", EXPONENTS, ids=str)
def test_the_start_is_that_of_the_weights(q: Fraction) -> None:
    random = Random(str(q))
    for tied in (False, True):
        system = leaf(random, q, 3, tied, F(0))
        with mp.workprec(BITS):
            rows = system.rows(system.start())
            for row, column in zip(rows, system.columns, strict=True):
                assert all(abs(a - number(b)) <= TOLERANCE for a, b in zip(row, column, strict=True))


@pytest.mark.parametrize("q", EXPONENTS, ids=str)
def test_switches_are_what_they_say(q: Fraction) -> None:
    random = Random(7)
    system = leaf(random, q, 3, False, F(1, 3))
    with mp.workprec(BITS):
        state = system.start()
        rows = system.rows(state)
        gradient = system.loss.gradient([prod(row) for row in rows])
        found = values(recorded(system, len(state), signs(system, mp.zero, state)).switches, mp.zero, state)
        assert len(found) == len(system.switches) == (0 if q == 2 else 2 * len(rows))
        for switch, value in zip(system.switches, found, strict=True):
            j = switch.coordinate - 1
            meant = gradient[j] if switch.weight is None else rows[j][switch.weight - 1]
            assert abs(value - meant) <= TOLERANCE
            assert switch.slides == (q == 1 and switch.reason == "gradient")


def test_tied_weights_end_the_leaf_and_others_do_not() -> None:
    loss = least_squares([[1, 0], [0, 1]], [1, 1])
    system = LeafSystem(F(1), loss, [[F(1), F(1)], [F(-1), F(2)]], F(0), F(1))
    assert [s.reason for s in system.switches] == ["gradient", "gradient", "edge", "mirror"]
    assert [s.text for s in system.switches[2:]] == ["component 1 of x", "weight 1 of coordinate 2"]


@pytest.mark.parametrize("q", [F(6, 5), F(3, 2)], ids=str)
def test_powers_that_are_told_stand_for_those_of_the_state(q: Fraction) -> None:
    random = Random(f"told {q}")
    system = leaf(random, q, 3, True, F(1, 3))
    with mp.workprec(BITS):
        state = system.start()
        mode = signs(system, mp.zero, state)
        plain = recorded(system, len(state), mode)
        switches = values(plain.switches, mp.zero, state)
        told = {c: len(state) + c for c in range(len(mode))}
        more: Numbers = [abs(z) ** number(q - 1) for z in switches]
        tape_values = values(recorded(system, len(state), mode, told).rates, mp.zero, [*state, *more])
        assert close(tape_values, values(plain.rates, mp.zero, state))
        # And it is these that count: with twice the power of grad f all weights move twice as fast.
        double = [2 * v if s.reason == "gradient" else v for v, s in zip(more, system.switches, strict=True)]
        faster = values(recorded(system, len(state), mode, told).rates, mp.zero, [*state, *double])
        k, alpha = len(system.columns), number(F(1, 3))
        once, twice = ([r + alpha * w for r, w in zip(v[:k], state, strict=False)] for v in (tape_values, faster))
        assert close([2 * v for v in once], twice)


def close(a: Numbers, b: list[mpmath.mpf]) -> bool:
    return all(abs(v - w) <= TOLERANCE for v, w in zip(a, b, strict=True))
