"""The recorded flow of all weights is its definition, in plain numbers at random states."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from random import Random

import mpmath
import pytest
import sympy as sp
from mpmath import mp

from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization, reparametrization
from tests.numerics.flow.systems.plain_numbers import (
    BITS,
    EXPONENTS,
    TOLERANCE,
    F,
    Numbers,
    fraction,
    loss_of,
    number,
    phi,
    recorded,
    signs,
    values,
)

TEXTS = ["u*v*w", "u**2 - v**2", "u*abs(u) + v", "u*v + u**3", "abs(u)**3*v"]


def partials(model: DeepDiagonal | Reparametrization, column: Numbers) -> tuple[mpmath.mpf, Numbers]:
    """x and its derivatives by the weights, in plain numbers."""
    if isinstance(model, DeepDiagonal):
        return prod(column), [prod(w for m, w in enumerate(column) if m != i) for i in range(len(column))]
    at = dict(zip(model.weights, (sp.Float(w, 120) for w in column), strict=True))
    exact = [sp.N(sp.diff(model.expression, w).doit().subs(at), 110) for w in model.weights]
    return mp.mpf(sp.N(model.expression.subs(at), 110)), [mp.mpf(v) for v in exact]


def by_definition(system: WeightSystem, state: Numbers) -> Numbers:
    """dw = -Phi_q(f' dg/dw + alpha w) or -Phi_q(f') Phi_q(dg/dw) - alpha w, dy = -Phi_q(f') - alpha K y."""
    k, depth, q, alpha = system.loss.coordinates, len(system.weights), system.q, number(system.decay)
    columns = [state[j * depth : (j + 1) * depth] for j in range(k)]
    known = [partials(system.model, column) for column in columns]
    gradient = system.loss.gradient([x for x, _ in known])
    found = []
    for f, column, (_, slopes) in zip(gradient, columns, known, strict=True):
        for w, d in zip(column, slopes, strict=True):
            found.append(-phi(f * d + alpha * w, q) if system.coupled else -phi(f, q) * phi(d, q) - alpha * w)
    if system.clock is not None:
        times = state[k * depth :]
        found += [-phi(f, q) - alpha * number(system.clock) * y for f, y in zip(gradient, times, strict=True)]
    return found


@pytest.mark.parametrize("q", EXPONENTS, ids=str)
@pytest.mark.parametrize("model", [1, 2, 3, *TEXTS])
@pytest.mark.parametrize("decay", [("0", False), ("1/3", False), ("1/3", True)], ids=str)
def test_the_recorded_field_is_the_definition(q: Fraction, model: int | str, decay: tuple[str, bool]) -> None:
    random = Random(f"{q} {model} {decay}")
    own = (
        DeepDiagonal(model) if isinstance(model, int) else reparametrization(model, "u,v,w" if "w" in model else "u,v")
    )
    depth, k, coupled = int(own.depth), random.randint(1, 3), decay[1]
    clock = None if coupled or (isinstance(model, str) and decay[0] != "0") else 1 - (depth - 1) * (q - 1)
    table = [[fraction(random) for _ in range(k)] for _ in range(depth)]
    system = WeightSystem(own, q, loss_of(random, k), table, F(decay[0]), coupled, clock)
    with mp.workprec(BITS):
        state = system.start()
        assert state[: k * depth] == [number(table[i][j]) for j in range(k) for i in range(depth)]
        state = [w if w else number(fraction(random)) for w in state]
        mode = signs(system, mp.zero, state)
        assert all(mode)
        found = recorded(system, len(state), mode)
        rates, wanted = values(found.rates, mp.zero, state), by_definition(system, state)
        assert all(abs(a - b) <= TOLERANCE * (1 + abs(b)) for a, b in zip(rates, wanted, strict=True))
        assert not found.held


@pytest.mark.parametrize("coupled", [False, True])
@pytest.mark.parametrize("model", [2, "u**2 - v**2"])
def test_switches_are_what_they_say(model: int | str, coupled: bool) -> None:
    random = Random(5)
    own = DeepDiagonal(2) if isinstance(model, int) else reparametrization(model, "u,v")
    table = [[fraction(random) for _ in range(2)] for _ in range(2)]
    system = WeightSystem(own, F(3, 2), loss_of(random, 2), table, F(1, 3), coupled, None)
    with mp.workprec(BITS):
        state = system.start()
        columns = [state[:2], state[2:]]
        known = [partials(own, column) for column in columns]
        gradient = system.loss.gradient([x for x, _ in known])
        found = values(recorded(system, 4, signs(system, mp.zero, state)).switches, mp.zero, state)
        for switch, value in zip(system.switches, found, strict=True):
            j, i = switch.coordinate - 1, (switch.weight or 1) - 1
            force = gradient[j] * known[j][1][i] + number(F(1, 3)) * columns[j][i]
            meant = {"gradient": gradient[j], "weight": columns[j][i], "partial": known[j][1][i], "force": force}
            assert abs(value - meant[switch.reason]) <= TOLERANCE
    inside = {"force"} if coupled else {"gradient", "weight" if model == 2 else "partial"}
    assert {s.reason for s in system.switches} == inside


def test_for_q_two_nothing_is_a_switch_but_kinks() -> None:
    loss = least_squares([[1]], [1])
    assert not WeightSystem(DeepDiagonal(2), F(2), loss, [[F(1)], [F(1)]], F(1), True, None).switches
    kinked = WeightSystem(reparametrization("u*abs(u)", "u"), F(2), loss, [[F(1)]], F(0), False, F(1))
    assert [(s.reason, s.text) for s in kinked.switches] == [("kink", "u of coordinate 1")]


@pytest.mark.parametrize("q", [F(1), F(3, 2)], ids=str)
def test_a_held_force_moves_its_own_weight_only(q: Fraction) -> None:
    loss = least_squares([[1, 1], [0, 1]], [1, 1])
    system = WeightSystem(DeepDiagonal(2), q, loss, [[F(1), F(2)], [F(3), F(4)]], F(1, 3), True, None)
    with mp.workprec(BITS):
        held = recorded(system, 4, (1, 0, 0, -1)).held
        assert {c: values(line, mp.zero, system.start()) for c, line in held.items()} == {
            1: [0, -1, 0, 0],
            2: [0, 0, -1, 0],
        }
    # A sign flow rests where all forces vanish; for q > 1 each has its own value of Phi_q.
    assert set(recorded(system, 4, (0, 0, 0, 0)).held) == (set() if q == 1 else {0, 1, 2, 3})


def test_weights_as_far_from_zero_as_each_other_are_alike() -> None:
    loss = least_squares([[1, 2], [1, 2]], [1, 1])
    table = [[F(1), F(2)], [F(-1), F(3)], [F(5), F(-2)]]
    system = WeightSystem(DeepDiagonal(3), F(3, 2), loss, table, F(0), False, F(0))
    place = {(s.reason, s.coordinate, s.weight): c for c, s in enumerate(system.switches)}
    assert system.alike(place["weight", 1, 1]) == {place["weight", 1, 1]: 1, place["weight", 1, 2]: 1}
    assert system.alike(place["weight", 2, 3]) == {place["weight", 2, 1]: 1, place["weight", 2, 3]: 1}
    assert system.alike(place["weight", 1, 3]) == {place["weight", 1, 3]: 1}
    # Column 2 is twice column 1.
    assert system.alike(place["gradient", 1, None]) == {0: 1, 1: 2}
    assert system.alike(place["gradient", 2, None]) == {0: F(1, 2), 1: 1}
