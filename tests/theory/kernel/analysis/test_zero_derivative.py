"""What does not change at almost every time is constant: on random functions, and where the premise is missed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.zero_derivative import THEOREM, Q
from tests.fuzz.functions_of_time import Function, Letters, holds, is_instance, is_missed, jump, polynomial, polynomials


@given(st.integers(-9, 9))
def test_it_holds(number: int) -> None:
    letters = {Q: polynomial(number)}
    assert is_instance(THEOREM, letters) and holds(THEOREM.conclusion, letters)


@given(polynomials())
def test_it_says_no_more(f: Function) -> None:
    assert is_instance(THEOREM, {Q: f}) == holds(THEOREM.conclusion, {Q: f})


@pytest.mark.parametrize("letters", [{Q: jump()}, {Q: polynomial(0, 1)}], ids=["a jump", "a slope"])
def test_its_premise_is_needed(letters: Letters) -> None:
    assert is_missed(THEOREM, 0, letters)
