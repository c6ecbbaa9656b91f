"""What changes in proportion to itself is multiplied: on random functions, and where a premise is missed."""

from __future__ import annotations

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
    looked,
    polynomial,
    polynomials,
)
from tests.fuzz.necessity import Looked, Missed


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


MISSED: Missed = {
    "it changes in proportion to itself": lambda: looked(THEOREM, {Q: polynomial(1, 1), a: polynomial(2)}),
    "a is bounded": lambda: looked(THEOREM, across_a_pole()),
}


def across_a_pole() -> Letters:
    """t - 1/3 changes in proportion to itself at all times but one; 1/(t - 1/3) has no integral across that."""
    pole = mpf(1) / 3
    # In the sense of Cauchy the integral exists: log |t - 1/3| - log(1/3).
    factor = Function(lambda t: 1 / (t - pole), total=lambda t: mp.log(abs(t - pole) / pole), bounded=False)
    assert min(abs(t - pole) for t in TIMES) > 0
    return {Q: polynomial(-pole, 1), a: factor}


def test_what_starts_at_zero_stays_there() -> None:
    letters = {Q: polynomial(0, 1), a: polynomial(0)}
    assert looked(THEOREM, letters) == Looked(("it changes in proportion to itself",), False)
