"""Strictly convex functions above their tangents: random ones, and one that is not convex."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.tangent import THEOREM, D, F, a, b
from neversaddle.theory.kernel.analysis.theorem import filled
from tests.fuzz.necessity import Looked, Missed, found

Z = sp.Symbol("z", real=True)
POINTS = st.fractions(-3, 3, max_denominator=6)


def gap(function: sp.Expr, slope: sp.Expr, first: sp.Rational, second: sp.Rational) -> sp.Expr:
    """What the theorem says is not negative."""
    letters = {F: sp.Lambda(Z, function), D: sp.Lambda(Z, slope), a: first, b: second}
    return filled(THEOREM.conclusion.right, letters)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(0, 3), st.integers(-3, 3), POINTS, POINTS)
def test_it_holds(square: int, fourth: int, linear: int, first: sp.Rational, second: sp.Rational) -> None:
    function = square * Z**2 + fourth * Z**4 + linear * Z
    first, second = sp.Rational(first), sp.Rational(second)
    value = gap(function, sp.diff(function, Z), first, second)
    assert value > 0 if first != second else value == 0


def looked(function: sp.Expr, slope: sp.Expr) -> Looked:
    """Whether it is strictly convex with that slope, and whether it is above its tangents, on a few places."""
    places = [sp.Integer(p) for p in range(-3, 4)]
    values = [function.subs(Z, p) for p in places]
    bent = all(low + high > 2 * middle for low, middle, high in zip(values, values[1:], values[2:], strict=False))
    gaps = [gap(function, slope, p, q) for p in places for q in places if p != q]
    return found(THEOREM, [bent and sp.diff(function, Z) == slope], min(gaps) > 0)


@pytest.mark.parametrize(
    ("function", "slope"),
    [(Z**3, 3 * Z**2), (-(Z**2), -2 * Z), (sp.Integer(0), sp.Integer(0)), (Z**2, sp.Integer(0)), (Z**2, 3 * Z)],
)
def test_of_others_it_does_not_hold(function: sp.Expr, slope: sp.Expr) -> None:
    """Not convex, not strictly so, or with another slope."""
    assert looked(function, slope) == Looked(("it is strictly convex",), False)


MISSED: Missed = {"it is strictly convex": lambda: looked(-(Z**2), -2 * Z)}
