"""What changes in proportion to itself is multiplied: on random functions, and where a premise is missed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.linear_equation import THEOREM, Q, a
from tests.fuzz.functions_of_time import (
    TIMES,
    Function,
    Letters,
    holds,
    is_instance,
    is_missed,
    polynomial,
    polynomials,
)


def multiplied(start: int, factor: Function) -> Function:
    """start exp(the integral of the factor), which changes at factor times itself."""
    total = factor.total
    assert total is not None
    return Function(lambda t: start * mp.exp(total(t)), lambda t: start * factor.value(t) * mp.exp(total(t)))


@settings(max_examples=25)
@given(st.integers(-4, 4), polynomials(1))
def test_it_holds(start: int, factor: Function) -> None:
    """Of either sign, and where it is zero for ever."""
    with mp.workdps(40):
        letters = {Q: multiplied(start, factor), a: factor}
        assert is_instance(THEOREM, letters) and holds(THEOREM.conclusion, letters)


@pytest.mark.parametrize("letters", [{Q: polynomial(1, 1), a: polynomial(2)}, {Q: polynomial(0, 1), a: polynomial(0)}])
def test_its_premise_is_needed(letters: Letters) -> None:
    assert is_missed(THEOREM, 0, letters)


def test_the_factor_is_bounded() -> None:
    """t - 1/2 changes in proportion to itself at all times but one; 1/(t - 1/2) has no integral across that."""
    assert THEOREM.bounded == (a,)
    pole = mpf(1) / 2
    # In the sense of Cauchy the integral exists: log |t - 1/2| - log(1/2).
    reciprocal = Function(lambda t: 1 / (t - pole), total=lambda t: mp.log(abs(t - pole) / pole))
    letters = {Q: polynomial(-pole, 1), a: reciprocal}
    assert all(holds(premise, letters) for premise in THEOREM.premises)
    assert min(abs(t - pole) for t in TIMES) > 0 and not holds(THEOREM.conclusion, letters)
