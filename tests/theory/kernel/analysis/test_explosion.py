"""What moves at least at a speed at which infinity is a finite time away is there by that time."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.explosion import THEOREM
from neversaddle.theory.kernel.analysis.path import G_0, G_1, F, G, T, Y, a, r, v, v_0, y
from neversaddle.theory.language.times import TIME
from tests.fuzz.arrivals import Case, there_and_back
from tests.fuzz.necessity import Missed

w = sp.Symbol("w", positive=True)


def square(start: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """At the speed y^2 infinity is the time 1/y away."""
    own = {y: y, v: w, F: y**2, Y: w, G: -1 / w}
    return {**own, v_0: start, a: start, G_0: -1 / start, G_1: sp.S.Zero, T: 1 / start}


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 6))
def test_it_holds(inverse: int) -> None:
    start = sp.Rational(1, inverse)
    case = Case(THEOREM, 1 / (inverse - TIME), float(inverse), square(start))
    assert case.missed() == [] and case.concludes()


def test_it_may_begin_where_the_parameter_does() -> None:
    """Y = v at the speed 1 + v^2 takes the time atan v, also from 0."""
    ends = {v_0: sp.S.Zero, a: sp.S.Zero, G_0: sp.S.Zero, G_1: sp.pi / 2, T: sp.pi / 2}
    case = Case(THEOREM, sp.tan(TIME), math.pi / 2, {y: y, v: w, F: 1 + y**2, Y: w, G: sp.atan(w), **ends})
    assert case.missed() == [] and case.concludes()


def test_what_is_faster_may_end_sooner() -> None:
    case = Case(THEOREM, 1 / (1 - 2 * TIME), 0.5, square(sp.S.One))
    assert case.missed() == [] and case.concludes()


ONE = square(sp.S.One)
#: At 0 and at rest: 1/speed is finite on the way up, told in the parameter.
RESTING = {y: y, v: w, F: 2 * w * (1 + w**2), Y: w**2, G: sp.atan(w), v_0: sp.S.Zero, a: sp.S.Zero, G_0: sp.S.Zero}
RESTING |= {G_1: sp.pi / 2, T: sp.pi / 2}
BACK = there_and_back(sp.S.One)
#: The same way at the speed y^2, but between 2 and 3, where it turns back, slower.
lost = BACK[G] - BACK[Y]
TURNING = {**ONE, F: 1 / (1 / BACK[Y] ** 2 + 1 / BACK[F] - 1), Y: BACK[Y], G: lost - 1 / BACK[Y], a: BACK[a]}
TURNING |= {G_0: TURNING[G].subs(w, 1), G_1: sp.limit(lost, w, sp.oo)}
TURNING |= {T: TURNING[G_1] - TURNING[G_0]}
#: A path that is drawn out, on which it comes nowhere; one that is run through ever more slowly.
drawn = sp.exp(4 * TIME)
DRAWN = {**ONE, F: drawn * (1 + (y - 1) / drawn) ** 2, Y: 1 + drawn * w, G: -1 / (1 + w), v_0: sp.S.Zero}
SLOWER = {**ONE, F: y**2 / (1 + TIME), G: -(1 + TIME) / w, v_0: 1 + TIME, a: 1 + TIME}
#: The least solution from 1, and half the time that it takes.
LEAST, EARLY, NEVER = 1 / (1 - TIME), sp.S.Half, math.inf
FALSE: dict[str, tuple[Any, ...]] = {
    "never below": (sp.Rational(1, 2) + 0 * TIME, NEVER, ONE),
    "its rate": (1 + TIME, NEVER, {**ONE, r: (1 + TIME) ** 2}),
    "it does not stay at the start": (0 * TIME, NEVER, RESTING),
    "at least at that speed": (1 + TIME, NEVER, ONE),
    # There is no time before the start.
    "the speed is positive": (1 + TIME, NEVER, {**ONE, F: -(y**2), G: 1 / w, G_0: sp.S.One, T: -sp.S.One}),
    "the stretch is run through one way": (1 / (1 / BACK[a] - TIME), 6 / 23, TURNING),
    "the time at that speed": (LEAST, 1.0, {**ONE, G: -1 / (2 * w), G_0: -EARLY, T: EARLY}),
    "where it begins": (LEAST, 1.0, {**ONE, v_0: sp.Integer(2), G_0: -EARLY, T: EARLY}),
    "the time at the beginning": (LEAST, 1.0, {**ONE, G_0: -EARLY, T: EARLY}),
    # Below zero the way that is up is finite, and takes for ever.
    "the stretch is above zero": (
        -1 / (1 + TIME),
        NEVER,
        {**ONE, Y: -w, G: 1 / w, a: -sp.S.One, G_0: sp.S.One, T: -sp.S.One},
    ),
    "the stretch has no end": (
        EARLY + TIME,
        NEVER,
        {**ONE, F: sp.S.One, Y: w / (1 + w), G: w / (1 + w), a: EARLY, G_0: EARLY, G_1: sp.S.One, T: EARLY},
    ),
    "the time to infinity": (LEAST, 1.0, {**ONE, G_1: -EARLY, T: EARLY}),
    "the time": (LEAST, 1.0, {**ONE, T: EARLY}),
    "Y is fixed": (1 + drawn * TIME / (1 + TIME), 1.5, DRAWN),
    "G is fixed": (1 / (1 - sp.log(1 + TIME)), math.e - 1, SLOWER),
    # At the speed w, which is 1/10.
    "v is new": (1 + TIME / 10, NEVER, {**ONE, r: w, F: w, Y: sp.sqrt(w), G: -1 / sp.sqrt(w)}, sp.Rational(1, 10)),
}
MISSED: Missed = {name: Case(THEOREM, *case).looked for name, case in FALSE.items()}
