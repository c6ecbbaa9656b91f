"""What never rises is never above its start: on random functions, and where a premise is missed."""

from __future__ import annotations

from hypothesis import given, settings

from neversaddle.theory.kernel.analysis.falling import THEOREM, Q, r
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


@settings(max_examples=25)
@given(polynomials(), polynomials(1))
def test_it_holds(root: Function, start: Function) -> None:
    rate = squared(root, -1)
    letters = {Q: grown(rate, start.value(1)), r: rate}
    assert is_instance(THEOREM, letters) and holds(THEOREM.conclusion, letters)


#: It jumps up, and so is not what its rate makes of it.
JUMPING: Letters = {Q: jump(), r: polynomial(0)}
RISING: Letters = {Q: polynomial(0, 1), r: polynomial(1)}
MISSED: Missed = {
    "its rate": lambda: looked(THEOREM, JUMPING),
    "the rate is never positive": lambda: looked(THEOREM, RISING),
}
