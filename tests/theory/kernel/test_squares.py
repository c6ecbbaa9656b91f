"""Signs by squares: what is said to be positive, or never negative, is so at points, and nothing more is said."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.decide import positive
from neversaddle.theory.kernel.normal_form import STRICT, WEAK
from neversaddle.theory.kernel.squares import kept_apart, sign_by_squares
from neversaddle.theory.statement.hypotheses import Condition, real

a, b, c = sp.symbols("a b c", real=True)
GIVEN = real(a, b, c)
APART = Condition(sp.Ne(a, b))
NOT_BOTH = Condition(sp.Gt(a**2 + b**2, 0))


def test_squares_of_what_does_not_vanish() -> None:
    assert positive((a - b) ** 2, (*GIVEN, APART)).proved
    assert positive(9 * (a - b) ** 4 * (1 + c**2), (*GIVEN, APART)).proved
    assert positive((a - b) ** 2 * (a + b) ** 2, (*GIVEN, Condition(sp.Ne(a**2, b**2)))).proved
    assert positive((a - b) ** 2 + (a + 2 * b) ** 2 + 1, GIVEN).proved
    assert positive((a + c) ** 2 + (a - b) ** 2 * (a**2 + b**2), (*GIVEN, APART, NOT_BOTH)).proved


def test_and_nothing_else() -> None:
    assert not positive((a - b) ** 2, GIVEN).proved
    assert positive((a - b) ** 2, GIVEN, strict=False).proved
    assert not positive((a - b) ** 3, (*GIVEN, APART), strict=False).proved
    assert not positive(-((a - b) ** 2), (*GIVEN, APART), strict=False).proved
    assert not positive((a - b) ** 2 * (a + b) ** 2, (*GIVEN, APART)).proved
    assert not positive((a - b) ** 2 * c**2, (*GIVEN, APART)).proved
    assert not positive((a - b) ** 2 - 1, (*GIVEN, APART), strict=False).proved
    assert not positive((a - b) * (a + c), (*GIVEN, APART), strict=False).proved
    assert not positive((a + c) ** 2 + (a - b) ** 2 * (a**2 + b**2), (*GIVEN, NOT_BOTH)).proved


@pytest.mark.parametrize("relation", [sp.Ne(a, b), sp.Gt(a, b), sp.Lt(a, b)])
def test_what_is_kept_apart(relation: sp.Rel) -> None:
    assert kept_apart((Condition(relation),)) in ({a - b}, {b - a})
    assert not kept_apart((Condition(sp.Ge(a, b)), Condition(sp.Le(a, b)), Condition(sp.Eq(a, b)), *GIVEN))
    assert kept_apart((Condition(sp.Ne(a, a, evaluate=False)),)) == {0}
    assert not kept_apart((Condition(sp.Ne(sp.exp(a), b)),))


NUMBERS = st.integers(-2, 2)
SHARES = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, st.integers(1, 3)), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(SHARES)
def test_it_is_so_at_points(shares: list[tuple[int, int, int, int]]) -> None:
    """Sums of products of powers of linear forms, on a grid."""
    e = sp.Add(*((p * a + q * b) ** power * (p * b + r) ** 2 for p, q, r, power in shares))
    sign = sign_by_squares(e, (), frozenset())
    values = [e.xreplace({a: sp.Integer(x), b: sp.Integer(y)}) for x in range(-3, 4) for y in range(-3, 4)]
    if sign == STRICT:
        assert all(value > 0 for value in values)
    elif sign == WEAK:
        assert all(value >= 0 for value in values)
    else:
        assert sign == 0


def test_what_is_a_number_once_it_is_expanded_has_the_sign_of_that() -> None:
    assert sign_by_squares(b * (a - 1) - a * b + b - 1, (), frozenset()) == 0
    assert sign_by_squares(b * (a - 1) - a * b + b + 1, (), frozenset()) == STRICT
