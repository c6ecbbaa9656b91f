"""Fields in time, in a root and with slaved switches are one flow, in plain numbers at random states."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from mpmath import mp

from neversaddle.numerics.flow.systems.system import (
    Switch,
    alike_components,
    components,
    kink_signs,
    loss_kinks,
    mode_field,
    rooted_field,
    slaved_field,
)
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.loss.loss import Loss, least_squares, parse_loss
from neversaddle.numerics.ode.arithmetics import MPMATH
from neversaddle.numerics.ode.straight_line import straight_line
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from tests.numerics.flow.systems.plain_numbers import (
    BITS,
    SLOPE_TOLERANCE,
    TOLERANCE,
    F,
    Numbers,
    fraction,
    loss_of,
    number,
    phi,
    rates_in,
    signs,
    slope,
)


def network(q: Fraction, loss: Loss, seed: int, coupled: bool = False) -> WeightSystem:
    random, k = Random(seed), loss.coordinates
    table = [[fraction(random) for _ in range(k)] for _ in range(2)]
    return WeightSystem(DeepDiagonal(2), q, loss, table, F(1, 3), coupled, None if coupled else 2 - q)


def gradient_at(system: WeightSystem, state: Numbers) -> Numbers:
    k = system.loss.coordinates
    return system.loss.gradient([state[2 * j] * state[2 * j + 1] for j in range(k)])


def test_kinks_of_a_loss_are_told_by_their_signs() -> None:
    loss = parse_loss("Max(0, 1 - x1)**2 + abs(x2)**(5/2)", 2)
    assert list(map(str, loss.kinks)) == ["x2", "x1 - 1"]
    assert [(s.reason, s.text, s.branches) for s in loss_kinks(loss)] == [
        ("kink", "x2 in the loss", True),
        ("kink", "x1 - 1 in the loss", False),
    ]
    found = kink_signs(loss, (1, -1, 1, 1))
    assert list(found) == list(loss.kinks) and list(found.values()) == [1, -1]


def test_components_are_switches_below_two_and_slide_at_one() -> None:
    loss = least_squares([[1, 0], [0, 1]], [1, 1])
    for q in (F(1), F(3, 2), F(2)):
        wanted = [Switch("gradient", j, None, f"component {j} of grad f", q == 1) for j in (1, 2)]
        assert components(network(q, loss, 1)) == (wanted if q < 2 else [])


def test_components_that_are_multiples_are_alike() -> None:
    system = network(F(3, 2), least_squares([[1, -2, 1], [1, -2, 3]], [1, 1]), 1)
    assert alike_components(system, 0) == {0: 1, 1: 2}
    assert alike_components(system, 1) == {0: F(1, 2), 1: 1}
    assert alike_components(system, 2) == {2: 1}
    assert alike_components(system, 3) == {3: 1}


@pytest.mark.parametrize("q", [F(6, 5), F(4, 3), F(3, 2), F(5, 3)], ids=str)
@pytest.mark.parametrize("inward", [True, False])
def test_the_field_in_a_root_is_the_field_in_time(q: Fraction, inward: bool) -> None:
    system = network(q, loss_of(Random(str(q)), 2), 3)
    n, direction = q.denominator, -1 if inward else 1
    with mp.workprec(BITS):
        state = system.start()
        mode = signs(system, mp.zero, state)
        in_time = rates_in(mode_field(system, mode, len(state)), mp.zero, state)
        for leading, switch in enumerate(system.switches):
            field = rooted_field(system, mode, len(state), leading, inward)
            if switch.reason == "gradient":
                z = gradient_at(system, state)[leading]
                speed = slope(lambda at, c=leading: gradient_at(system, list(at))[c], state, in_time)
            else:
                place = 2 * (switch.coordinate - 1) + switch.weight - 1  # type: ignore[operator]
                z, speed = state[place], in_time[place]
            root = abs(z) ** (mp.one / n)
            # d|z| = n r^(n-1) dr, so that dt/dr = sign(z) n r^(n-1)/(dz/dt).
            stretch = direction * mp.sign(z) * n * root ** (n - 1) / speed
            rates = rates_in(field, direction * root, [*state, mp.zero])
            wanted = [r * stretch for r in (*in_time, mp.one)]
            # The speed is by differences, and may be small beside the field.
            allowed = SLOPE_TOLERANCE * (1 + abs(stretch / speed) * max(map(abs, (*in_time, mp.one))))
            assert all(abs(a - b) <= allowed for a, b in zip(rates, wanted, strict=True))


@pytest.mark.parametrize("q", [F(6, 5), F(3, 2), F(5, 3)], ids=str)
@pytest.mark.parametrize("coupled", [False, True])
def test_slaved_switches_move_as_given(q: Fraction, coupled: bool) -> None:
    system = network(q, least_squares([[1, 2], [2, -1], [1, 1]], [1, 2, 3]), 4, coupled)
    slaved = {0: 1, 2: -1} if coupled else {0: 1, 1: -1}
    speeds = [mp.mpf("0.75"), mp.mpf("-0.5")]
    with mp.workprec(BITS):
        state = system.start()
        field = slaved_field(system, signs(system, mp.zero, state), len(state), tuple(slaved.items()))
        # What is given are functions of time: here further unknowns.
        tape = field.tape
        for i in range(2):
            tape.operations[tape.given(i).index] = tape.operations[tape.state(len(state) + i).index]
        entries = [*field.rates, *field.multipliers.values(), *field.slow.values()]
        found = straight_line(tape, entries, MPMATH, lambda: mp.prec)(mp.zero, [*state, *speeds])
        rates, multipliers, slow = found[: len(state)], found[len(state) : -2], found[-2:]

        def quantity(at: Numbers, c: int) -> object:
            gradient = gradient_at(system, at)
            if not coupled:
                return gradient[c]
            # The force on the first weight of each coordinate.
            return gradient[c // 2] * at[c + 1] + number(F(1, 3)) * at[c]

        for c, speed in zip(slaved, speeds, strict=True):
            moved = slope(lambda at, c=c: quantity(list(at), c), state, rates)
            assert abs(moved - speed) <= SLOPE_TOLERANCE
        # s = Phi_q(z) where the multiplier has the sign that was told.
        for (c, sign), s, z in zip(slaved.items(), multipliers, slow, strict=True):
            if s * sign > 0:
                assert abs(phi(z, q) - s) <= TOLERANCE, c
