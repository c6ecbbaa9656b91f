"""What falls in proportion to its height falls exponentially: on random functions, and where a premise is missed."""

from __future__ import annotations

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
    jump,
    looked,
    polynomial,
    polynomials,
    squared,
)
from tests.fuzz.necessity import Missed


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
#: It jumps up to its floor, from where it is to be exp(-t) below it.
JUMPING: Letters = {Q: jump(), r: NONE, rho: ONE, low: ONE}
LEVEL: Letters = {Q: ONE, r: NONE, rho: ONE, low: NONE}
#: -t stays at height 1 above low = -1 - t.
SINKING: Letters = {Q: polynomial(0, -1), r: polynomial(-1), rho: ONE, low: polynomial(-1, -1)}


def gauss() -> Letters:
    """With rho(t) = 2t, exp(-t^2) is not below exp(-rho(t) t) = exp(-2 t^2)."""
    bell = Function(lambda t: mp.exp(-(t**2)), lambda t: -2 * t * mp.exp(-(t**2)))
    assert bell.rate is not None
    return {Q: bell, r: Function(bell.rate), rho: polynomial(0, 2), low: NONE}


MISSED: Missed = {
    "its rate": lambda: looked(THEOREM, JUMPING),
    "in proportion to its height": lambda: looked(THEOREM, LEVEL),
    "rho is fixed": lambda: looked(THEOREM, gauss()),
    "low is fixed": lambda: looked(THEOREM, SINKING),
}
