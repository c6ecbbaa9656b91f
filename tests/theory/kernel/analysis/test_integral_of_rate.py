"""What changes is its start and the integral of its rate: on random functions, and where the premise is missed."""

from __future__ import annotations

from hypothesis import given

from neversaddle.theory.kernel.analysis.integral_of_rate import THEOREM, Q, r
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
)
from tests.fuzz.necessity import Looked, Missed


@given(polynomials(), polynomials(1))
def test_it_holds(rate: Function, start: Function) -> None:
    letters = {Q: grown(rate, start.value(1)), r: rate}
    assert is_instance(THEOREM, letters) and holds(THEOREM.conclusion, letters)


JUMPING: Letters = {Q: jump(), r: polynomial(0)}
MISSED: Missed = {"its rate": lambda: looked(THEOREM, JUMPING)}


def test_another_rate_is_none() -> None:
    assert looked(THEOREM, {Q: polynomial(0, 1), r: polynomial(2)}) == Looked(("its rate",), False)
