"""The means of numbers: on random instances, and where a premise is missed."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mpf

from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.kernel.analysis.arithmetic_geometric import THEOREM, a, i, n
from neversaddle.theory.kernel.analysis.theorem import filled
from neversaddle.theory.language.families import family
from neversaddle.theory.statement.kinds import Inequality
from tests.fuzz.necessity import Looked, Missed, found

b = family("b")


def sides(numbers: list[sp.Rational]) -> list[mpf]:
    """Both sides of the conclusion, from the theorem as it stands."""
    conclusion = filled(THEOREM.conclusion, {a: (i, b[i])})
    assert isinstance(conclusion, Inequality)
    members = {b[place]: number for place, number in enumerate(numbers, start=1)}
    found = []
    for side in (conclusion.left, conclusion.right):
        written = unrolled(side, {n: Fraction(len(numbers))}).xreplace({**members, n: sp.Integer(len(numbers))})
        found.append(mpf(str(sp.N(written, 20))))
    return found


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_it_holds(numbers: list[int]) -> None:
    left, right = sides([sp.Rational(number, 8) for number in numbers])
    assert left <= right * (1 + mpf(10) ** -12)


def looked(numbers: list[sp.Rational]) -> Looked:
    left, right = sides(numbers)
    return found(THEOREM, [min(numbers) >= 0], left <= right)


MISSED: Missed = {"none is negative": lambda: looked([sp.Integer(-1), sp.Integer(-4)])}


def test_equal_numbers_have_equal_means() -> None:
    left, right = sides([sp.Rational(3, 2)] * 4)
    assert abs(left - right) < mpf(10) ** -12
