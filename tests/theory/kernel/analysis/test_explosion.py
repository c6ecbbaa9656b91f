"""What moves at a speed at which infinity is a finite time away is there at that time."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.explosion import THEOREM
from neversaddle.theory.kernel.analysis.path import G_1, F, G, T, Y, r, v, v_0, y
from neversaddle.theory.language.times import TIME
from tests.fuzz.arrivals import Case

w = sp.Symbol("w", positive=True)


def square(start: sp.Expr, **changed: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """At the speed y^2 infinity is the time 1/y away."""
    return {y: y, v: w, F: y**2, Y: w, G: -1 / w, v_0: start, G_1: sp.S.Zero, T: 1 / start}


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 6))
def test_it_holds(inverse: int) -> None:
    start = sp.Rational(1, inverse)
    case = Case(THEOREM, 1 / (inverse - TIME), float(inverse), square(start))
    assert case.missed() == [] and case.concludes()


ONE = square(sp.S.One)
FALSE = {
    "never below": (sp.Rational(1, 2) + 0 * TIME, 9.0, ONE),
    "it begins no further": (1 / (sp.S.Half - TIME), 0.5, ONE),
    "its rate": (1 + TIME, 9.0, {**ONE, r: (1 + TIME) ** 2}),
    "at that speed": (1 + TIME, 9.0, ONE),
    "the time at that speed": (1 / (1 - TIME), 1.0, {**ONE, G: -2 / w, T: sp.Integer(2)}),
    "the time to infinity": (1 / (1 - TIME), 1.0, {**ONE, G_1: sp.S.One, T: sp.Integer(2)}),
    "the time": (1 / (1 - TIME), 1.0, {**ONE, T: sp.Integer(2)}),
}


@pytest.mark.parametrize("name", FALSE)
def test_every_premise_is_needed(name: str) -> None:
    quantity, ends, letters = FALSE[name]
    case = Case(THEOREM, quantity, ends, letters)
    assert case.missed() == [name] and not case.concludes()
