"""Young's inequality: on random instances, and where its premise is missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.theory.kernel.analysis.young import THEOREM, a, b, r
from neversaddle.theory.statement.kinds import Inequality
from tests.fuzz.necessity import Looked, Missed, found


def sides(x: mpf, y: mpf, exponent: mpf) -> list[mpf]:
    """Both sides of the conclusion, from the theorem as it stands."""
    assert isinstance(THEOREM.conclusion, Inequality)
    return [
        evaluate(side, {a: x, b: y, r: exponent}, MPMATH)
        for side in (THEOREM.conclusion.left, THEOREM.conclusion.right)
    ]


NUMBERS = st.integers(-40, 40).map(lambda number: mpf(number) / 8)


@given(NUMBERS, NUMBERS, st.integers(9, 80))
def test_it_holds(x: mpf, y: mpf, eighths: int) -> None:
    left, right = sides(x, y, mpf(eighths) / 8)
    assert left <= right + mpf(10) ** -10 * (1 + abs(right))


def looked(x: mpf, y: mpf, exponent: mpf) -> Looked:
    left, right = sides(x, y, exponent)
    return found(THEOREM, [exponent > 1], bool(left <= right))


MISSED: Missed = {"the power": lambda: looked(mpf(4), mpf(4), mpf(1) / 2)}


def test_it_is_an_equality_where_the_powers_are_equal() -> None:
    left, right = sides(mpf(2), mp.sqrt(8), mpf(5) / 2)
    assert abs(left - right) < mpf(10) ** -12
