"""What moves at least at a speed arrives by then: on formulas in time, and where a premise is missed."""

from __future__ import annotations

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.path import G_0, G_1, F, G, T, Y, a, b, r, v_0, v_1
from neversaddle.theory.kernel.analysis.sooner import THEOREM
from neversaddle.theory.language.times import TIME
from tests.fuzz.arrivals import GROWTH, LINE, REST, TWO, Case, Letters, there_and_back
from tests.fuzz.arrivals import W as w
from tests.fuzz.necessity import Missed


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 4), st.integers(4, 12))
def test_it_holds(start: int, faster: int) -> None:
    quantity = start * sp.exp(faster * TIME / 4)
    case = Case(THEOREM, quantity, 4.0, {**GROWTH, T: sp.log(2)})
    assert case.missed() == [] and case.concludes()


#: At the speed 1/(1 + t) on the way to 2, from where that is a time of 1 away: slower and slower.
SLOWER, BEHIND = 1 + sp.log(1 + TIME), 2 - 1 / (1 + TIME)
THREE, LATE = sp.Integer(3), sp.Rational(3, 2)
FALSE: dict[str, tuple[sp.Expr, Letters]] = {
    "never below": (sp.Rational(1, 2) + TIME * 0, {**GROWTH, T: sp.log(2)}),
    "its rate": (1 + TIME / 8, {**LINE, r: sp.S.One, T: sp.S.One}),
    "it does not stay at the start": (TIME * 0, REST),
    "at least at that speed": (1 + TIME / 8, {**LINE, T: sp.S.One}),
    # There is no time before the start.
    "the speed is positive": (1 + TIME, {**LINE, F: -sp.S.One, G: -w, G_0: -sp.S.One, G_1: -TWO, T: -sp.S.One}),
    # On the way back it would be slower.
    "the stretch is run through one way": (sp.Rational(23, 6) + TIME, there_and_back(sp.Integer(4))),
    "the time at that speed": (1 + TIME, {**LINE, G: w / 2, G_0: sp.S.Half, G_1: sp.S.One, T: sp.S.Half}),
    "where it begins": (1 + TIME, {**LINE, v_0: LATE, G_0: LATE, T: sp.S.Half}),
    "the time at the beginning": (1 + TIME, {**LINE, G_0: LATE, T: sp.S.Half}),
    "from the start up to the level": (
        3 + 0 * TIME,
        {**LINE, v_0: THREE, a: THREE, G_0: THREE, r: sp.S.One, T: -sp.S.One},
    ),
    "the level is the end": (1 + TIME, {**LINE, v_1: LATE, G_1: LATE, T: sp.S.Half}),
    "the time up to the end": (1 + TIME, {**LINE, G_1: LATE, T: sp.S.Half}),
    "the time": (1 + TIME, {**LINE, T: sp.S.Half}),
    "Y is fixed": (SLOWER, {**LINE, F: 1 / (1 + TIME), Y: 2 + (w - 2) / (1 + TIME), a: BEHIND, T: sp.S.One}),
    "G is fixed": (
        SLOWER,
        {**LINE, F: 1 / (1 + TIME), G: w * (1 + TIME), v_0: BEHIND, a: BEHIND}
        | {G_0: BEHIND * (1 + TIME), G_1: 2 * (1 + TIME), T: sp.S.One},
    ),
    "b is fixed": (
        1 + TIME,
        {**LINE, **dict.fromkeys((v_0, a, G_0), 1 + TIME / 2), **dict.fromkeys((v_1, G_1, b), 2 + TIME / 2)}
        | {T: sp.S.One},
    ),
    # At the speed w, which is 1/10.
    "v is new": (1 + w * TIME, {**LINE, r: w, T: sp.S.One}),
}
MISSED: Missed = {
    name: Case(THEOREM, quantity, 4.0, letters, sp.Rational(1, 10)).looked
    for name, (quantity, letters) in FALSE.items()
}


def test_it_may_begin_where_the_parameter_does() -> None:
    """Y = v^2 at the speed 2 v takes the time v, and t + t^2 is faster."""
    case = Case(THEOREM, TIME + TIME**2, 4.0, REST)
    assert case.missed() == [] and case.concludes()
