"""The recorded mirror flow moves x by the definition, with metrics known by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import mpmath
import pytest
from mpmath import mp

from neversaddle.numerics.flow.systems.mirror import MirrorSystem, OutsideDomain
from neversaddle.theory.geometry.mirror import MirrorGeometry, mirror_geometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, reparametrization
from tests.numerics.flow.systems.plain_numbers import (
    BITS,
    EXPONENTS,
    SLOPE_TOLERANCE,
    TOLERANCE,
    F,
    fraction,
    loss_of,
    number,
    phi,
    recorded,
    signs,
    slope,
    values,
)

Metric = Callable[[mpmath.mpf], mpmath.mpf]


def flow_of(random: Random, geometry: MirrorGeometry, q: Fraction, decay: Fraction, degree: int) -> MirrorSystem:
    k = random.randint(1, 3)
    return MirrorSystem(geometry, q, loss_of(random, k), [fraction(random) for _ in range(k)], decay, F(degree))


def require_motion(system: MirrorSystem, inverse_metric: Metric) -> None:
    """dx = -alpha D x dt - Phi_q(f')/R'' dt at a random place, 1/R'' being that of the shrunken leaf."""
    random = Random(11)
    with mp.workprec(BITS):
        time = mp.mpf("0.25") if system.decay else mp.zero
        state = [r * abs(number(fraction(random))) for r in system.start()]
        found = recorded(system, len(state), signs(system, time, state))
        assert not found.held
        rates = values(found.rates, time, state)
        x = system.x(time, state)
        gradient, drift = system.loss.gradient(x), number(system.decay * system.degree)
        for j, (f, v) in enumerate(zip(gradient, x, strict=True)):
            moved = slope(lambda at, j=j: system.x(at[0], at[1:])[j], [time, *state], [mp.one, *rates])
            assert abs(moved + phi(f, system.q) * inverse_metric(v) + drift * v) <= SLOPE_TOLERANCE


@pytest.mark.parametrize("q", EXPONENTS, ids=str)
@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("decay", [F(0), F(1, 3)], ids=str)
def test_balanced_networks_have_the_metric_of_a_power(q: Fraction, depth: int, decay: Fraction) -> None:
    # |w_i| = |x|^(1/L) for all i, so that dx/dy = sum_i |dx/dw_i|^q = L |x|^(q (L-1)/L), on every scale.
    system = flow_of(Random(f"{q} {depth}"), mirror_geometry(DeepDiagonal(depth), str(q)), q, decay, depth)
    with mp.workprec(BITS):
        power = number(q * (depth - 1) / depth)
        require_motion(system, lambda x: depth * abs(x) ** power)


def test_two_weights_out_of_balance_have_the_metric_of_a_hyperbola() -> None:
    # w_2^2 - w_1^2 = 1/2: dx/dy = w_1^2 + w_2^2 = (4 x^2 + 1/4)^(1/2).
    geometry = mirror_geometry(DeepDiagonal(2), 2, balance="1/2")
    require_motion(flow_of(Random(2), geometry, F(2), F(0), 2), lambda x: mp.sqrt(4 * x * x + 0.25))


def test_sign_descent_of_two_weights_out_of_balance() -> None:
    # |w_2| - |w_1| = 1/2 at q = 1: dx/dy = |w_1| + |w_2| = (4 |x| + 1/4)^(1/2).
    geometry = mirror_geometry(DeepDiagonal(2), 1, balance="1/2")
    require_motion(flow_of(Random(3), geometry, F(1), F(0), 2), lambda x: mp.sqrt(4 * abs(x) + 0.25))


def test_a_difference_of_squares_has_its_metric() -> None:
    # u v = 1 on x = u^2 - v^2: dx/dy = 4 (u^2 + v^2) = 4 (x^2 + 4)^(1/2), through u = v = 1 at x = 0.
    geometry = mirror_geometry(reparametrization("u**2 - v**2", "u,v"), 2, start=["1", "1"])
    require_motion(flow_of(Random(4), geometry, F(2), F(0), 2), lambda x: 4 * mp.sqrt(x * x + 4))


@pytest.mark.parametrize("q", EXPONENTS, ids=str)
def test_the_start_is_where_x_was_given_and_switches_are_what_they_say(q: Fraction) -> None:
    geometry = mirror_geometry(DeepDiagonal(3), str(q), balance="1/2")
    system = flow_of(Random(str(q)), geometry, q, F(0), 3)
    with mp.workprec(BITS):
        state = system.start()
        x = system.x(mp.zero, state)
        assert all(abs(a - number(b)) <= TOLERANCE for a, b in zip(x, system.x_start, strict=True))
        gradient = system.loss.gradient(x)
        found = values(recorded(system, len(x), signs(system, mp.zero, state)).switches, mp.zero, state)
        assert bool(found) == (q < 2)
        for switch, value in zip(system.switches, found, strict=True):
            if switch.reason == "gradient":
                # The place is found to BITS bits but for a few, and the gradient changes a hundred times as much.
                assert abs(value - gradient[switch.coordinate - 1]) <= TOLERANCE
            else:
                assert switch.reason == "mirror"
                assert mp.sign(value) == mp.sign(x[switch.coordinate - 1])


def test_a_balanced_leaf_ends_at_zero() -> None:
    system = flow_of(Random(5), mirror_geometry(DeepDiagonal(2), 1), F(1), F(0), 2)
    assert {s.reason for s in system.switches} == {"gradient", "edge"}


@pytest.mark.parametrize("held", [0, 1])
def test_what_is_held_at_a_zero_of_x_is_zero_there(held: int) -> None:
    # |w_2|^q = 1/2 where w_1 vanishes, so that dx/dy = 1/2 there; the place on this leaf is x itself.
    random, q = Random(6), F(3, 2)
    geometry = mirror_geometry(DeepDiagonal(2), str(q), balance="1/2")
    system = MirrorSystem(geometry, q, loss_of(random, 2), [F(1), F(2)], F(0), F(2))
    with mp.workprec(BITS):
        state = system.start()
        state[held] = mp.zero
        x = system.x(mp.zero, state)
        gradient = system.loss.gradient(x)
        mode = tuple(int(mp.sign(v)) for v in (*gradient, *x))
        found = recorded(system, 2, mode)
        rates = values(found.rates, mp.zero, state)
        assert abs(rates[held] + phi(gradient[held], q) / 2) <= TOLERANCE


@pytest.mark.parametrize("q", [F(6, 5), F(3, 2)], ids=str)
def test_powers_that_are_told_stand_for_those_of_the_state(q: Fraction) -> None:
    system = flow_of(Random(f"told {q}"), mirror_geometry(DeepDiagonal(2), str(q), balance="1/2"), q, F(0), 2)
    with mp.workprec(BITS):
        state = system.start()
        mode = signs(system, mp.zero, state)
        plain = recorded(system, len(state), mode)
        told = {c: len(state) + c for c in range(len(mode))}
        powers = [abs(z) ** number(q - 1) for z in values(plain.switches, mp.zero, state)]
        rates = values(recorded(system, len(state), mode, told).rates, mp.zero, [*state, *powers])
        assert all(abs(a - b) <= TOLERANCE for a, b in zip(rates, values(plain.rates, mp.zero, state), strict=True))


def test_values_that_no_point_of_the_leaf_has_are_refused() -> None:
    geometry = mirror_geometry(reparametrization("u**2", "u"), 2)
    loss = loss_of(Random(8), 1)
    with mp.workprec(BITS), pytest.raises(OutsideDomain, match=r"x = -1\.0 is not reached by the model"):
        MirrorSystem(geometry, F(2), loss, [F(-1)], F(0), F(2)).start()
