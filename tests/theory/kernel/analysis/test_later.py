"""What moves at most at a speed is not there before: on formulas in time, and where a premise is missed."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.later import THEOREM
from neversaddle.theory.kernel.analysis.path import G_0, G_1, F, G, T, Y, a, b, r, v, v_0, v_1, y
from neversaddle.theory.language.times import TIME
from tests.fuzz.arrivals import Case

w = sp.Symbol("w", positive=True)
ENDS = {v_0: sp.S.One, v_1: sp.Integer(2), a: sp.S.One, b: sp.Integer(2)}
GROWTH = {**ENDS, y: y, v: w, F: y, Y: w, G: sp.log(w), G_0: sp.S.Zero, G_1: sp.log(2)}
LINE = {**GROWTH, F: sp.S.One, G: w, G_0: sp.S.One, G_1: sp.Integer(2)}
#: From rest at 0 to 1 at the speed 2 sqrt(y), told in the parameter.
REST = {v_0: sp.S.Zero, v_1: sp.S.One, a: sp.S.Zero, b: sp.S.One, y: y, v: w, Y: w**2, F: 2 * w, G: w, G_0: sp.S.Zero}
REST = {**REST, G_1: sp.S.One, T: sp.S.One}


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 4), st.integers(-4, 4))
def test_it_holds(start: int, slower: int) -> None:
    quantity = sp.Rational(start, 4) * sp.exp(slower * TIME / 4)
    case = Case(THEOREM, quantity, 4.0, {**GROWTH, T: sp.log(2)})
    assert case.missed() == [] and case.concludes()


FALSE = {
    "it begins no further": (sp.Rational(7, 4) + TIME, {**LINE, T: sp.S.One}),
    "its rate": (1 + 2 * TIME, {**LINE, r: sp.S.One, T: sp.S.One}),
    "at most at that speed": (1 + 2 * TIME, {**LINE, T: sp.S.One}),
    "the time at that speed": (1 + TIME, {**LINE, G: 2 * w, G_0: sp.Integer(2), G_1: sp.Integer(4), T: sp.Integer(2)}),
    "where it begins": (1 + TIME, {**LINE, v_0: sp.S.Half, G_0: sp.S.Half, T: sp.Rational(3, 2)}),
    "the time at the beginning": (1 + TIME, {**LINE, G_0: sp.S.Zero, T: sp.Integer(2)}),
    "the level is the end": (1 + TIME, {**LINE, v_1: sp.Integer(3), G_1: sp.Integer(3), T: sp.Integer(2)}),
    "the time up to the end": (1 + TIME, {**LINE, G_1: sp.Integer(3), T: sp.Integer(2)}),
    "the time": (1 + TIME, {**LINE, T: sp.Integer(2)}),
}


@pytest.mark.parametrize("name", FALSE)
def test_every_premise_is_needed(name: str) -> None:
    quantity, letters = FALSE[name]
    case = Case(THEOREM, quantity, 4.0, letters)
    assert case.missed() == [name] and not case.concludes()


def test_it_may_begin_where_the_parameter_does() -> None:
    """Y = v^2 at the speed 2 v takes the time v: from rest t^2 is just as fast, and t^2/4 slower."""
    for quantity in (TIME**2, TIME**2 / 4, 0 * TIME):
        case = Case(THEOREM, quantity, 4.0, REST)
        assert case.missed() == [] and case.concludes()
