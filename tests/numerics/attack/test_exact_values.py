"""Exact values are those of SymPy's substitution, and nothing that is not rational has one."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.exact_values import Known, as_fraction, exact_value, in_sympy, quick_value

x, y = sp.symbols("x y")
SMALL = st.fractions(min_value=-3, max_value=3, max_denominator=4)


def combined(parts: st.SearchStrategy[sp.Expr]) -> st.SearchStrategy[sp.Expr]:
    """Sums, products and whole powers, some of them of zero; and roots, of which some are rational."""
    pairs = st.tuples(parts, parts)
    return st.one_of(
        pairs.map(lambda p: p[0] + p[1]),
        pairs.map(lambda p: p[0] * p[1]),
        st.tuples(parts, st.integers(-2, 3)).map(lambda p: sp.Pow(*p)),
        parts.map(sp.sqrt),
        parts.map(sp.Abs),
    )


FORMULAS = st.recursive(st.one_of(st.sampled_from([x, y]), SMALL.map(sp.Rational)), combined, max_leaves=6)


@settings(max_examples=60)
@given(FORMULAS, SMALL, SMALL)
def test_a_value_is_that_of_substitution(formula: sp.Expr, first: Fraction, second: Fraction) -> None:
    known = formula.subs(in_sympy({x: first, y: second}))
    assert exact_value(formula, {x: first, y: second}) == (as_fraction(known) if known.is_Rational else None)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (x**y, Fraction(8)),
        (x ** (y / 3), Fraction(2)),
        (sp.sqrt(2 * x), Fraction(2)),
        (sp.sqrt(x), None),
        (sp.sqrt(x) * sp.sqrt(2) ** y, Fraction(4)),
        (1 / (x - 2), None),
        ((x - 2) ** (y - 3), Fraction(1)),
        (x * sp.pi, None),
        (sp.Symbol("z"), None),
        (x - 1 / sp.Symbol("z"), None),
    ],
)
def test_values_at_two_and_three(formula: sp.Expr, value: Fraction | None) -> None:
    assert exact_value(formula, {x: Fraction(2), y: Fraction(3)}) == value


def test_what_is_not_exact_has_no_exact_value() -> None:
    assert exact_value(x + y, {x: Fraction(2), y: 3.0}) is None


def test_powers_of_too_many_digits_are_left_to_others() -> None:
    x, n = sp.symbols("x n")
    base = Fraction(3, 2)
    assert exact_value(x**n, {x: base, n: Fraction(10**4)}) == base**10**4
    assert exact_value(1 + x**n, {x: base, n: Fraction(10**6)}) is None
    assert exact_value(x**n, {x: base, n: Fraction(-(10**6))}) is None


def test_what_has_no_value_has_no_exact_one() -> None:
    """SymPy would compare an argument of 2F1 that is nan."""
    pole = 1 / (x - 1)
    assert (
        exact_value(sp.hyper((sp.Rational(1, 2), pole), (1 + pole,), pole - pole * y), {x: Fraction(1), y: Fraction(1)})
        is None
    )


@settings(max_examples=60)
@given(FORMULAS, SMALL, SMALL)
def test_what_is_known_quickly_is_so(formula: sp.Expr, first: Fraction, second: Fraction) -> None:
    quick = quick_value(formula, {x: first, y: second})
    known = formula.subs(in_sympy({x: first, y: second}))
    if quick is Known.IRRATIONAL:
        assert not known.is_rational
    elif isinstance(quick, Fraction):
        assert quick == as_fraction(known)
    else:
        assert quick is Known.NOTHING
