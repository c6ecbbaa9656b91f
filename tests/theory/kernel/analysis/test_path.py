"""The premises that theorems on arrivals share: each of them says what it is called, on formulas in the parameter."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.path import (
    BEGIN,
    END,
    ENDING,
    FIXED,
    G_0,
    G_1,
    LETTERS,
    STRETCH,
    F,
    G,
    Q,
    T,
    Y,
    a,
    b,
    v,
    v_0,
    v_1,
    y,
)
from neversaddle.theory.kernel.analysis.theorem import Theorem, filled
from tests.fuzz.arrivals import Case

w = sp.Symbol("w", positive=True)
PREMISES = (*STRETCH, *BEGIN, *END)
THEOREM = Theorem("-", "-", (*LETTERS, *ENDING), PREMISES, END[0], "-")


def path(speed: sp.Expr, curve: sp.Expr, time: sp.Expr, first: sp.Expr, last: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """A stretch, its end, and the time between."""
    ends = {v_0: first, v_1: last, G_1: time.subs(w, last), b: curve.subs(w, last)}
    ends |= {G_0: time.subs(w, first), a: curve.subs(w, first)}
    return {**ends, y: y, v: w, F: speed, Y: curve, G: time, T: time.subs(w, last) - time.subs(w, first)}


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))
def test_paths_are_paths(scale: int, power: int, first: int, more: int) -> None:
    """Y = v^power at the speed scale y takes power log(v)/scale, whatever the ends are."""
    ends = sp.Integer(first), sp.Integer(first + more)
    letters = path(scale * y, w**power, power * sp.log(w) / scale, *ends)
    assert Case(THEOREM, ends[0] ** power, 1.0, letters).missed() == []


LINE = path(sp.S.One, w, w, sp.S.One, sp.Integer(2))
MISSED = {
    "the speed is positive": path(-sp.S.One, w, -w, sp.S.One, sp.Integer(2)),
    "the stretch is run through one way": path(sp.S.One, (w - 1) ** 3, (w - 1) ** 3, sp.S.One, sp.Integer(2)),
    "the time at that speed": {**LINE, G: 2 * w, G_0: sp.Integer(2), G_1: sp.Integer(4), T: sp.Integer(2)},
    "where it begins": {**LINE, a: sp.S.Zero},
    "the time at the beginning": {**LINE, G_0: sp.S.Zero, T: sp.Integer(2)},
    "the level is the end": {**LINE, v_1: sp.Integer(3), G_1: sp.Integer(3), T: sp.Integer(2)},
    "the time up to the end": {**LINE, G_1: sp.Integer(3), T: sp.Integer(2)},
    "the time": {**LINE, T: sp.Integer(2)},
}


@pytest.mark.parametrize("name", MISSED)
def test_each_premise_is_missed_alone(name: str) -> None:
    assert Case(THEOREM, LINE[v_0], 1.0, MISSED[name]).missed() == [name]
    assert {part.text for part in PREMISES} == set(MISSED)


def test_what_is_fixed_are_letters() -> None:
    assert set(FIXED) <= set(LETTERS) and filled(Q, {Q: Y}) == Y
