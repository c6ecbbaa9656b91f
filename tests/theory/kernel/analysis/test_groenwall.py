"""What falls in proportion to its height falls exponentially: on random functions, and where a premise is missed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.theory.kernel.analysis.groenwall import THEOREM, Q, low, r, rho
from tests.fuzz.functions_of_time import (
    Function,
    Letters,
    grown,
    holds,
    is_instance,
    is_missed,
    jump,
    polynomial,
    polynomials,
    squared,
)


def damped(falling: Function, speed: int, floor: int) -> tuple[Function, Function]:
    """floor + exp(-speed t) D(t) with a D that falls, and its derivative."""
    slope = falling.rate
    assert slope is not None

    def height(t: mp.mpf) -> mp.mpf:
        return mp.exp(-speed * t) * falling.value(t)

    def rate(t: mp.mpf) -> mp.mpf:
        return -speed * height(t) + mp.exp(-speed * t) * slope(t)

    return Function(lambda t: floor + height(t), rate), Function(rate)


@settings(max_examples=25)
@given(polynomials(2), st.integers(-3, 3), st.integers(-2, 3), st.integers(-3, 3))
def test_it_holds(root: Function, start: int, speed: int, floor: int) -> None:
    """At rates of either sign, and below the floor, too."""
    with mp.workdps(40):
        quantity, rate = damped(grown(squared(root, -1), start), speed, floor)
        letters = {Q: quantity, r: rate, rho: polynomial(speed), low: polynomial(floor)}
        assert is_instance(THEOREM, letters) and holds(THEOREM.conclusion, letters)


ONE, NONE = polynomial(1), polynomial(0)
MISSED: list[Letters] = [
    # It jumps up to its floor, from where it is to be exp(-t) below it.
    {Q: jump(), r: NONE, rho: ONE, low: ONE},
    {Q: ONE, r: NONE, rho: ONE, low: NONE},
]


@pytest.mark.parametrize("number", range(2))
def test_every_premise_is_needed(number: int) -> None:
    assert is_missed(THEOREM, number, MISSED[number])


def test_what_is_fixed_has_to_be() -> None:
    """With a rate rho(t) = 2t, Q = exp(-t^2) is not below exp(-rho(t) t) = exp(-2 t^2); nor with a floor that falls."""
    assert THEOREM.fixed == (rho, low)
    with mp.workdps(40):
        gauss = Function(lambda t: mp.exp(-(t**2)), lambda t: -2 * t * mp.exp(-(t**2)))
        assert gauss.rate is not None
        letters = {Q: gauss, r: Function(gauss.rate), rho: polynomial(0, 2), low: NONE}
        assert all(holds(premise, letters) for premise in THEOREM.premises) and not holds(THEOREM.conclusion, letters)
        # Q = -t stays at height 1 above low = -1 - t.
        sinking = {Q: polynomial(0, -1), r: polynomial(-1), rho: ONE, low: polynomial(-1, -1)}
        assert all(holds(premise, sinking) for premise in THEOREM.premises)
        assert not holds(THEOREM.conclusion, sinking)
