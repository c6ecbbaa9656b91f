"""What does not change at almost every time is constant: on random functions, and where the premise is missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.zero_derivative import THEOREM, Q
from tests.fuzz.functions_of_time import Function, holds, is_instance, jump, looked, polynomial, polynomials
from tests.fuzz.necessity import Looked, Missed


@given(st.integers(-9, 9))
def test_it_holds(number: int) -> None:
    letters = {Q: polynomial(number)}
    assert is_instance(THEOREM, letters) and holds(THEOREM.conclusion, letters)


@given(polynomials())
def test_it_says_no_more(f: Function) -> None:
    assert is_instance(THEOREM, {Q: f}) == holds(THEOREM.conclusion, {Q: f})


MISSED: Missed = {"it does not change": lambda: looked(THEOREM, {Q: jump()})}


def test_what_changes_is_not_constant() -> None:
    assert looked(THEOREM, {Q: polynomial(0, 1)}) == Looked(("it does not change",), False)
