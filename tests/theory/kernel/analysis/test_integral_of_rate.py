"""What changes is its start and the integral of its rate: on random functions, and where the premise is missed."""

from __future__ import annotations

import pytest
from hypothesis import given

from neversaddle.theory.kernel.analysis.integral_of_rate import THEOREM, Q, r
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
)


@given(polynomials(), polynomials(1))
def test_it_holds(rate: Function, start: Function) -> None:
    letters = {Q: grown(rate, start.value(1)), r: rate}
    assert is_instance(THEOREM, letters) and holds(THEOREM.conclusion, letters)


@pytest.mark.parametrize(
    "letters",
    [{Q: jump(), r: polynomial(0)}, {Q: polynomial(0, 1), r: polynomial(2)}],
    ids=["a jump", "another rate"],
)
def test_its_premise_is_needed(letters: Letters) -> None:
    assert is_missed(THEOREM, 0, letters)
