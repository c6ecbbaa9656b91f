"""What never rises is never above its start: on random functions, and where a premise is missed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from neversaddle.theory.kernel.analysis.falling import THEOREM, Q, r
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


@settings(max_examples=25)
@given(polynomials(), polynomials(1))
def test_it_holds(root: Function, start: Function) -> None:
    rate = squared(root, -1)
    letters = {Q: grown(rate, start.value(1)), r: rate}
    assert is_instance(THEOREM, letters) and holds(THEOREM.conclusion, letters)


MISSED: list[Letters] = [
    # It jumps up, and so is not what its rate makes of it.
    {Q: jump(), r: polynomial(0)},
    {Q: polynomial(0, 1), r: polynomial(1)},
]


@pytest.mark.parametrize("number", range(2))
def test_every_premise_is_needed(number: int) -> None:
    assert is_missed(THEOREM, number, MISSED[number])
