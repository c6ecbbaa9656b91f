"""What moves at a speed at which infinity is a finite time away is there at that time."""

from __future__ import annotations

import math

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.explosion import THEOREM
from neversaddle.theory.kernel.analysis.path import G_1, F, G, T, Y, r, v, v_0, y
from neversaddle.theory.language.times import TIME
from tests.fuzz.arrivals import Case
from tests.fuzz.necessity import Missed

w, z = sp.Symbol("w", positive=True), sp.Symbol("z", real=True)
#: The cube root of y - 1, of either sign.
root = sp.sign(y - 1) * sp.Abs(y - 1) ** sp.Rational(1, 3)


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
#: 1 + (w-1)^3, whose speed is zero at 1, where it may stay for ever.
RESTING = {**ONE, F: 3 * sp.Abs(y - 1) ** sp.Rational(2, 3) * (1 + root) ** 2, Y: 1 + (w - 1) ** 3}
#: Of the other sign at z < 0, where nothing is asked of it.
BROKEN = {**ONE, v: z, F: 2 * y**2, Y: z**2, G: sp.sign(z) - 1 / (2 * z**2), v_0: -sp.S.One}
#: A path that is drawn together, and its solution; one that is run through ever more slowly.
shrinks, grows = sp.exp(-TIME / 2), sp.exp(3 * TIME / 2)
DRAWN = {**ONE, F: shrinks * (1 + (y - 1) / shrinks) ** 2, Y: 1 + shrinks * (w - 1)}
SLOWER = {**ONE, F: y**2 / (1 + TIME), G: -(1 + TIME) / w, v_0: 1 + TIME}
FALSE: dict[str, tuple[sp.Expr, float, dict[sp.Symbol, sp.Expr]]] = {
    "never below": (sp.Rational(1, 2) + 0 * TIME, 9.0, ONE),
    "it begins no further": (1 / (sp.S.Half - TIME), 0.5, ONE),
    "its rate": (1 + TIME, 9.0, {**ONE, r: (1 + TIME) ** 2}),
    "at that speed": (1 + TIME, 9.0, ONE),
    "the parameter begins above zero": (1 / (1 - 2 * TIME), 0.5, {**BROKEN, G_1: sp.S.One, T: sp.Rational(5, 2)}),
    "the speed is positive": (1 + 0 * TIME, math.inf, RESTING),
    "the time at that speed": (1 / (1 - TIME), 1.0, {**ONE, G: -2 / w, T: sp.Integer(2)}),
    # Below zero the way that is up is finite, and takes for ever.
    "the stretch is above zero": (-1 / (1 + TIME), math.inf, {**ONE, Y: -w, G: 1 / w, T: -sp.S.One}),
    "the stretch has no end": (
        sp.S.Half + TIME,
        math.inf,
        {**ONE, F: sp.S.One, Y: w / (1 + w), G: w / (1 + w), G_1: sp.S.One, T: sp.S.Half},
    ),
    "the time to infinity": (1 / (1 - TIME), 1.0, {**ONE, G_1: sp.S.One, T: sp.Integer(2)}),
    "the time": (1 / (1 - TIME), 1.0, {**ONE, T: sp.Integer(2)}),
    "Y is fixed": (1 + shrinks * 2 * (grows - 1) / (4 - grows), math.log(4) / 1.5, DRAWN),
    "G is fixed": (1 / (1 - sp.log(1 + TIME)), math.e - 1, SLOWER),
    # At the speed y times w, which is 1.
    "v is new": (sp.exp(TIME), math.inf, {**ONE, F: w * y}),
}
MISSED: Missed = {name: Case(THEOREM, *case).looked for name, case in FALSE.items()}
