"""The integrator reaches its digits, lands on its times, and finds where a watched margin first vanishes."""

from __future__ import annotations

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from numerics.integrator import IntegrationError, State, Watch, integrate


def rotation(t: mpmath.mpf, y: State) -> State:
    return [y[1], -y[0]]


@given(st.integers(5, 60), st.fractions(min_value="1/10", max_value=8, max_denominator=20))
@settings(max_examples=12)
def test_a_rotation_to_the_digits_asked_for(digits: int, end: object) -> None:
    with mp.workdps(digits + 20):
        end = mp.mpf(end.numerator) / end.denominator  # type: ignore[attr-defined]
        states, halt = integrate(rotation, [mp.zero, mp.one], [0, end / 2, end], digits)
        assert halt is None and len(states) == 3
        for t, (a, b) in zip((0, end / 2, end), states, strict=True):
            # Rotations amplify no errors: fewer than 100 steps of error 10^-(digits+3), relative to numbers below 1.
            assert max(abs(a - mp.sin(t)), abs(b - mp.cos(t))) < 100 * mp.mpf(10) ** -(digits + 3)


def test_a_linear_field_with_time_in_it() -> None:
    with mp.workdps(50):
        states, _ = integrate(lambda t, y: [y[0] + t], [mp.mpf(2)], [1, 2, mp.mpf("2.5")], 30)
        # y = C e^t - t - 1 with y(1) = 2; errors grow by e^1.5 at most.
        c = 4 / mp.e
        assert abs(states[-1][0] - (c * mp.exp(mp.mpf("2.5")) - mp.mpf("3.5"))) < mp.mpf("1e-30")


def test_it_agrees_with_a_taylor_integrator() -> None:
    def pendulum(t: mpmath.mpf, y: State) -> State:
        return [y[1], -mp.sin(y[0])]

    with mp.workdps(20):
        other = mp.odefun(pendulum, 0, [mp.one, mp.zero])(1)
        states, _ = integrate(pendulum, [mp.one, mp.zero], [0, 1], 20)
        assert max(abs(a - b) for a, b in zip(other, states[-1], strict=True)) < mp.mpf("1e-18")


@pytest.mark.parametrize("digits", [10, 30, 50])
def test_the_first_of_several_zeros_is_found(digits: int) -> None:
    with mp.workdps(digits + 20):
        watch = Watch(lambda t, y: [y[1] + 1 - t / 100, y[0] - t / 5 + mp.mpf(1) / 10])
        states, halt = integrate(rotation, [mp.zero, mp.one], [0, 1, 6], digits, watch)
        root = mp.findroot(lambda t: mp.sin(t) - t / 5 + mp.mpf(1) / 10, 2.6)
        assert halt is not None and halt.index == 1 and len(states) == 2
        assert abs(halt.time - root) < mp.mpf(10) ** -digits
        assert abs(halt.state[0] - mp.sin(root)) < mp.mpf(10) ** -digits


@pytest.mark.parametrize(("depth", "crossed"), [("1e-8", True), ("0", True), ("-1e-6", False)])
def test_a_dip_between_samples_is_not_overlooked(depth: str, crossed: bool) -> None:
    with mp.workdps(40):
        watch = Watch(lambda t, y: [y[1] + 1 - mp.mpf(depth)])
        states, halt = integrate(rotation, [mp.zero, mp.one], [0, 6], 20, watch)
        assert (halt is not None) == crossed and len(states) == (1 if crossed else 2)
        if halt is not None:
            # cos t = depth - 1, found to the digits the halt claims (half of them where zero is only touched).
            assert abs(halt.time - mp.acos(mp.mpf(depth) - 1)) < 10 * mp.mpf(10) ** -halt.digits
            assert halt.digits >= (8 if depth == "0" else 20)


def test_margins_that_vanish_together_are_named_by_the_first() -> None:
    watch = Watch(lambda t, y: [mp.mpf(3) - t, y[0], 3 * y[0]])
    _, halt = integrate(lambda t, y: [mp.mpf(-1)], [mp.one], [0, 2], 20, watch)
    assert halt is not None and halt.index == 1 and abs(halt.time - 1) < mp.mpf("1e-15")


def test_a_power_like_end_is_approached_with_honest_digits() -> None:
    with mp.workdps(60):
        watch = Watch(lambda t, y: [y[0]], [mp.mpf(2)])
        # y' = -sqrt(y) from 1: y = (1 - t/2)^2.
        _, halt = integrate(lambda t, y: [-mp.sqrt(abs(y[0]))], [mp.one], [0, 5], 20, watch)
        assert halt is not None and halt.digits >= 8
        assert abs(halt.time - 2) < 2 * mp.mpf(10) ** -halt.digits


def test_a_linear_end_beside_an_unsmooth_field() -> None:
    with mp.workdps(60):
        watch = Watch(lambda t, y: [-y[0]], [mp.one])
        # y1 = t - 1 and y2' = sqrt(|y1|), so y2 = 2/3 at t = 1.
        _, halt = integrate(lambda t, y: [mp.one, mp.sqrt(abs(y[0]))], [-mp.one, mp.zero], [0, 5], 20, watch)
        assert halt is not None and halt.digits >= 20
        assert abs(halt.time - 1) < mp.mpf("1e-20") and abs(halt.state[1] - mp.mpf(2) / 3) < mp.mpf("1e-20")


def test_blow_up_is_an_error_that_names_the_time() -> None:
    with pytest.raises(IntegrationError, match=r"past t = 1\.0"):
        integrate(lambda t, y: [y[0] ** 2], [mp.one], [0, 2], 12)


def test_progress_sees_increasing_times_and_precision_is_restored() -> None:
    seen: list[mpmath.mpf] = []
    before = mp.dps

    def leave(t: mpmath.mpf) -> None:
        seen.append(t)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        integrate(rotation, [mp.zero, mp.one], [0, 50], 15, progress=leave)
    assert mp.dps == before and seen == sorted(set(seen)) and len(seen) == 3
