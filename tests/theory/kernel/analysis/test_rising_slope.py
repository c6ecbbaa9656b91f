"""Even functions with a slope that does not fall are convex: random ones, and others that miss one premise."""

from __future__ import annotations

import itertools
from functools import partial

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.rising_slope import THEOREM, F, bottom, low, s, slope, u
from neversaddle.theory.kernel.analysis.theorem import filled
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit
from tests.fuzz.necessity import Looked, Missed, found

V = sp.Symbol("u", positive=True)
#: Places on a curve, from near its start to far along it.
PLACES = [sp.Rational(2) ** n for n in range(-12, 13)]
CLOSE = 1e-2


def number(e: sp.Expr, at: sp.Rational) -> float:
    return float(e.subs({u: at, V: at}))


def holds(premise: Identity | Inequality | Limit, letters: dict[sp.Symbol, sp.Expr]) -> bool:
    """A premise, tried at places along the curve."""
    there = filled(premise, letters)
    if isinstance(there, Limit):
        end = sp.Rational(1, 2**40) if there.at == 0 else sp.Integer(2) ** 40
        return abs(number(there.expression, end) - float(there.value)) < CLOSE
    left, right = (sp.sympify(side).xreplace({u: V}).doit() for side in (there.left, there.right))
    gaps = [number(right - left, place) for place in PLACES]
    if isinstance(there, Identity):
        return all(abs(gap) < 1e-9 * (1 + abs(number(left, p))) for gap, p in zip(gaps, PLACES, strict=True))
    return all(gap > 0 if there.strict else gap >= -1e-12 for gap in gaps)


def is_convex(letters: dict[sp.Symbol, sp.Expr]) -> bool:
    """Whether the curve is the graph of a function on the line, which is convex: chords rise from left to right."""
    half = [(number(letters[s], place), number(letters[F], place)) for place in PLACES]
    if half[0][0] > CLOSE or half[-1][0] < 50 or any(one[0] >= other[0] for one, other in itertools.pairwise(half)):
        return False
    points = [(-x, y) for x, y in reversed(half)] + [(0.0, float(letters[bottom]))] + half
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(points)]
    return all(one <= other + 1e-9 * (1 + abs(other)) for one, other in itertools.pairwise(slopes))


def curve(size: sp.Expr, value: sp.Expr, rate: sp.Expr, begin: int = 0, first: int = 0) -> dict[sp.Symbol, sp.Expr]:
    return {s: size, F: value, slope: rate, bottom: sp.Integer(begin), low: sp.Integer(first), u: V}


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 3), st.integers(0, 2), st.integers(0, 2), st.integers(-2, 2))
def test_it_holds(power: int, linear: int, square: int, begin: int) -> None:
    x = V**power
    letters = curve(x, begin + linear * x + square * x**2, linear + 2 * square * x, begin, linear)
    assert all(holds(premise, letters) for premise in THEOREM.premises) and is_convex(letters)


x = V
CASES = [
    # There and back, with another value each time.
    curve(V**3 - 3 * V**2 + V * sp.Rational(5, 2), V**4 * 3 / 4 - 2 * V**3 + V**2 * sp.Rational(5, 4), V),
    curve(x, sp.sqrt(x), sp.Integer(1) * 0 + x),
    curve(x, x / (1 + x), 1 / (1 + x) ** 2, 0, 1),
    curve(x, x**2 - 2 * x, 2 * x - 2, 0, -2),
    curve(x, x**2 - 2 * x, 2 * x - 2),
    curve(1 + x, (1 + x) ** 2, 2 * (1 + x), 1, 2),
    curve(x, x**2 + 1, 2 * x),
    curve(x / (1 + x), x / (1 + x), sp.Integer(1), 0, 1),
]


def looked(letters: dict[sp.Symbol, sp.Expr]) -> Looked:
    """What is missed, jumps and kinks among it, and whether the function is convex."""
    missed = found(THEOREM, [holds(premise, letters) for premise in THEOREM.premises], True).missed
    rough = [f"{letter} is smooth" for letter, _ in THEOREM.smooth if letters[letter].has(sp.Piecewise)]
    return Looked((*missed, *rough), is_convex(letters))


def from_one_on(before: sp.Expr, after: sp.Expr) -> sp.Expr:
    return sp.Piecewise((before, V < 1), (after, True))


#: x jumps, with the slope 1 to both sides; or F does.
ROUGH = (
    curve(from_one_on(x, x + 1), x, sp.S.One, 0, 1),
    curve(x, from_one_on(x, x - sp.S.Half), sp.S.One, 0, 1),
)
CONDITIONS = [*(premise.text for premise in THEOREM.premises), "s is smooth", "F is smooth"]
MISSED: Missed = {name: partial(looked, case) for name, case in zip(CONDITIONS, (*CASES, *ROUGH), strict=True)}
