"""Linear equations: what is decided comes with a certificate that is checked here, and ranks are SymPy's."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neversaddle.numerics.exact.equations import (
    PRIME,
    TooLarge,
    no_positive_solution,
    positive_solution,
    spanning_rows,
    surely_positive_solution,
)

small = st.fractions(min_value=-3, max_value=3, max_denominator=4)


def dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((v * w for v, w in zip(a, b, strict=True)), Fraction(0))


def assert_no_solution(y: Sequence[Fraction], A: Sequence[Sequence[Fraction]], b: Sequence[Fraction]) -> None:
    """<y, Ax - b> > 0 for every x > 0."""
    pushed = [dot(y, column) for column in zip(*A, strict=True)]
    assert min(pushed) >= 0 >= dot(y, b) and (max(pushed) > 0 or dot(y, b) < 0)


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_either_a_positive_solution_or_a_farkas_vector(data: st.DataObject) -> None:
    k = data.draw(st.integers(1, 5))
    A = data.draw(st.lists(st.lists(small, min_size=k, max_size=k), min_size=1, max_size=4))
    b = data.draw(st.lists(small, min_size=len(A), max_size=len(A)))
    x, y = positive_solution(A, b)
    if x is None:
        assert y is not None
        assert_no_solution(y, A, b)
    else:
        assert y is None and min(x) > 0 and [dot(row, x) for row in A] == b


@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_spanning_rows_span(data: st.DataObject) -> None:
    k = data.draw(st.integers(1, 4))
    A = data.draw(st.lists(st.lists(small, min_size=k, max_size=k), min_size=1, max_size=5))
    kept, combinations = spanning_rows(A)
    assert len(kept) == sp.Matrix(A).rank() and len(kept) + len(combinations) == len(A)
    for c in combinations:
        assert any(c) and all(dot(c, column) == 0 for column in zip(*A, strict=True))
    assume(kept)
    assert sp.Matrix([A[i] for i in kept]).rank() == len(kept)


def test_tables_beyond_the_limit_are_refused() -> None:
    with pytest.raises(TooLarge, match="not decided"):
        positive_solution([[Fraction(1)] * 300] * 60, [Fraction(1)] * 60)


@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_doubles_propose_only_what_is_so(data: st.DataObject) -> None:
    k = data.draw(st.integers(1, 5))
    A = data.draw(st.lists(st.lists(small, min_size=k, max_size=k), min_size=1, max_size=4))
    b = data.draw(st.lists(small, min_size=len(A), max_size=len(A)))
    x, _ = positive_solution(A, b)
    y = no_positive_solution(A, b)
    assert x is None or y is None
    assert x is not None or not surely_positive_solution(A, b)
    if y is not None:
        assert_no_solution(y, A, b)


def test_rows_that_only_the_prime_takes_for_dependent_span() -> None:
    F = Fraction
    assert spanning_rows([[F(1), F(1)], [F(1), F(1 + PRIME)]]) == ((0, 1), ())
    # No tolerance: a difference of 10^-60 is one, and none is none.
    assert spanning_rows([[F(1), F(2)], [F(1), F(2) + F(1, 10**60)]])[0] == (0, 1)
    assert spanning_rows([[F(1, 3), F(2)], [F(1, 6), F(1)]]) == ((0,), ((F(-1, 2), F(1)),))
    assert spanning_rows([[F(0), F(0)], [F(0), F(5)]]) == ((1,), ((F(1), F(0)),))


def test_large_systems_are_told_by_doubles_and_certificates_are_exact() -> None:
    rng, n, k = Random(4), 30, 300
    A = [[Fraction(rng.randint(-9, 9), rng.randint(1, 4)) for _ in range(k)] for _ in range(n)]
    x = [Fraction(rng.randint(1, 9), 3) for _ in range(k)]
    b = [dot(row, x) for row in A]
    assert surely_positive_solution(A, b) and no_positive_solution(A, b) is None
    with pytest.raises(TooLarge):
        positive_solution(A, b)
    # One row made positive and asked to be negative: no x > 0 does that.
    A[7], b[7] = [abs(v) + 1 for v in A[7]], Fraction(-100)
    y = no_positive_solution(A, b)
    assert y is not None and not surely_positive_solution(A, b)
    assert_no_solution(y, A, b)


def test_the_boundary_is_no_solution_and_just_inside_is_one() -> None:
    # x_1 + x_2 = 1, x_1 = end: inside for 0 < end < 1 only.
    for end, inside in (
        (Fraction(0), False),
        (Fraction(1, 10**40), True),
        (1 - Fraction(1, 10**40), True),
        (Fraction(1), False),
    ):
        x, y = positive_solution([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(0)]], [Fraction(1), end])
        assert (x is not None) == inside and (x is None) != (y is None)
        if x is not None:
            assert x == (end, 1 - end)
