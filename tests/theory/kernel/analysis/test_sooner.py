"""What moves at least at a speed arrives by then: on formulas in time, and where a premise is missed."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.path import G_0, G_1, F, G, T, Y, a, b, r, v, v_0, v_1, y
from neversaddle.theory.kernel.analysis.sooner import THEOREM
from neversaddle.theory.language.times import TIME
from tests.fuzz.arrivals import Case

w = sp.Symbol("w", positive=True)
#: From 1 to 2 at the speed y, or at the speed 1.
ENDS = {v_0: sp.S.One, v_1: sp.Integer(2), a: sp.S.One, b: sp.Integer(2)}
GROWTH = {**ENDS, y: y, v: w, F: y, Y: w, G: sp.log(w), G_0: sp.S.Zero, G_1: sp.log(2)}
LINE = {**GROWTH, F: sp.S.One, G: w, G_0: sp.S.One, G_1: sp.Integer(2)}
#: From rest at 0 to 1 at the speed 2 sqrt(y), told in the parameter.
REST = {v_0: sp.S.Zero, v_1: sp.S.One, a: sp.S.Zero, b: sp.S.One, y: y, v: w, Y: w**2, F: 2 * w, G: w, G_0: sp.S.Zero}
REST = {**REST, G_1: sp.S.One, T: sp.S.One}


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 4), st.integers(4, 12))
def test_it_holds(start: int, faster: int) -> None:
    quantity = start * sp.exp(faster * TIME / 4)
    case = Case(THEOREM, quantity, 4.0, {**GROWTH, T: sp.log(2)})
    assert case.missed() == [] and case.concludes()


FALSE = {
    "never below": (sp.Rational(1, 2) + TIME * 0, {**GROWTH, T: sp.log(2)}),
    "its rate": (1 + TIME / 8, {**LINE, r: sp.S.One, T: sp.S.One}),
    "at least at that speed": (1 + TIME / 8, {**LINE, T: sp.S.One}),
    "it does not stay at the start": (TIME * 0, REST),
    "the time at that speed": (1 + TIME, {**LINE, G: w / 2, G_0: sp.S.Half, G_1: sp.S.One, T: sp.S.Half}),
    "where it begins": (1 + TIME, {**LINE, v_0: sp.Rational(3, 2), G_0: sp.Rational(3, 2), T: sp.S.Half}),
    "the time at the beginning": (1 + TIME, {**LINE, G_0: sp.Rational(3, 2), T: sp.S.Half}),
    "the level is the end": (1 + TIME, {**LINE, v_1: sp.Rational(3, 2), G_1: sp.Rational(3, 2), T: sp.S.Half}),
    "the time up to the end": (1 + TIME, {**LINE, G_1: sp.Rational(3, 2), T: sp.S.Half}),
    "the time": (1 + TIME, {**LINE, T: sp.S.Half}),
}


@pytest.mark.parametrize("name", FALSE)
def test_every_premise_is_needed(name: str) -> None:
    quantity, letters = FALSE[name]
    case = Case(THEOREM, quantity, 4.0, letters)
    assert case.missed() == [name] and not case.concludes()


def test_it_may_begin_where_the_parameter_does() -> None:
    """Y = v^2 at the speed 2 v takes the time v, and t + t^2 is faster."""
    case = Case(THEOREM, TIME + TIME**2, 4.0, REST)
    assert case.missed() == [] and case.concludes()


def test_a_speed_is_positive_all_along() -> None:
    """At the speed 0 below 3/2 nothing arrives."""
    letters = {**LINE, F: sp.S.Zero, T: sp.S.One}
    case = Case(THEOREM, 1 + 0 * TIME, 4.0, letters)
    assert "the speed is positive" in case.missed() and not case.concludes()
