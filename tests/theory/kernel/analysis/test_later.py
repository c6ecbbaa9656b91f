"""What moves at most at a speed is not there before: on formulas in time, and where a premise is missed."""

from __future__ import annotations

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.later import THEOREM
from neversaddle.theory.kernel.analysis.path import G_0, G_1, F, G, T, Y, a, b, r, v_0, v_1
from neversaddle.theory.language.times import TIME
from tests.fuzz.arrivals import GROWTH, LINE, REST, TWO, Case, Letters, there_and_back
from tests.fuzz.arrivals import W as w
from tests.fuzz.necessity import Looked, Missed


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 4), st.integers(-4, 4))
def test_it_holds(start: int, slower: int) -> None:
    quantity = sp.Rational(start, 4) * sp.exp(slower * TIME / 4)
    case = Case(THEOREM, quantity, 4.0, {**GROWTH, T: sp.log(2)})
    assert case.missed() == [] and case.concludes()


#: At the speed 1 + t on the way to 2 or 4, from where that is a time of 1 away: closer and closer to zero.
FASTER = sp.Min(20 * TIME - sp.Rational(1, 4), sp.Rational(2, 3) + TIME + TIME**2 / 2)
#: One ahead of a start that stays for a while, and then goes back by one; what rises to where it was is met sooner.
STAYING = 1 + sp.Max(0, sp.Min(1, sp.Rational(3, 2) - 4 * TIME))
MET = 1 + sp.Min(32 * TIME / 3, sp.Rational(29, 32) + TIME)
THREE, FOUR = sp.Integer(3), sp.Integer(4)
FALSE: dict[str, tuple[sp.Expr, Letters]] = {
    "it begins no further": (sp.Rational(7, 4) + TIME, {**LINE, T: sp.S.One}),
    "its rate": (1 + 2 * TIME, {**LINE, r: sp.S.One, T: sp.S.One}),
    "at most at that speed": (1 + 2 * TIME, {**LINE, T: sp.S.One}),
    # Downwards, at a speed that is negative: the quantity is beyond the level from the start.
    "the speed is positive": (
        3 + 0 * TIME,
        {**LINE, F: -sp.S.One, G: -w, v_0: THREE, a: THREE, G_0: -THREE, G_1: -TWO, T: sp.S.One},
    ),
    # On the way back it would be faster.
    "the stretch is run through one way": (sp.Rational(23, 6) + TIME, there_and_back(-sp.Rational(9, 10))),
    "the time at that speed": (1 + TIME, {**LINE, G: 2 * w, G_0: TWO, G_1: FOUR, T: TWO}),
    "where it begins": (1 + TIME, {**LINE, v_0: sp.S.Half, G_0: sp.S.Half, T: sp.Rational(3, 2)}),
    "the time at the beginning": (1 + TIME, {**LINE, G_0: sp.S.Zero, T: TWO}),
    "the level is the end": (1 + TIME, {**LINE, v_1: THREE, G_1: THREE, T: TWO}),
    "the time up to the end": (1 + TIME, {**LINE, G_1: THREE, T: TWO}),
    "the time": (1 + TIME, {**LINE, T: TWO}),
    "Y is fixed": (FASTER, {**LINE, F: 1 + TIME, Y: 2 + (w - 2) * (1 + TIME), a: 1 - TIME, T: sp.S.One}),
    "G is fixed": (
        FASTER + 2,
        {**LINE, F: 1 + TIME, G: w / (1 + TIME), v_0: 3 - TIME, a: 3 - TIME, v_1: FOUR, b: FOUR}
        | {G_0: (3 - TIME) / (1 + TIME), G_1: 4 / (1 + TIME), T: sp.S.One},
    ),
    "b is fixed": (
        MET,
        {**LINE, **dict.fromkeys((v_0, a, G_0), STAYING), **dict.fromkeys((v_1, G_1, b), 1 + STAYING), T: sp.S.One},
    ),
    # At the speed w, which is 4.
    "v is new": (1 + w * TIME, {**LINE, r: w, F: TWO, G: w / 2, G_0: sp.S.Half, G_1: sp.S.One, T: sp.S.Half}),
}
#: While they exist solutions are where they are to be.
UNTIL = {"Y is fixed": 1.2, "G is fixed": 1.2}
MISSED: Missed = {
    name: Case(THEOREM, quantity, UNTIL.get(name, 4.0), letters, FOUR).looked
    for name, (quantity, letters) in FALSE.items()
}


def test_a_level_behind_the_start_is_not_reached_before() -> None:
    """The time is negative then: nothing is said."""
    letters = {**LINE, v_0: THREE, a: THREE, G_0: THREE, T: -sp.S.One}
    assert Case(THEOREM, 3 + 0 * TIME, 4.0, letters).looked() == Looked((), True)


def test_it_may_begin_where_the_parameter_does() -> None:
    """Y = v^2 at the speed 2 v takes the time v: from rest t^2 is just as fast, and t^2/4 slower."""
    for quantity in (TIME**2, TIME**2 / 4, 0 * TIME):
        case = Case(THEOREM, quantity, 4.0, REST)
        assert case.missed() == [] and case.concludes()
