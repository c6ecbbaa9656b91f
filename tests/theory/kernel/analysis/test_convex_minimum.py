"""A convex function is least in a box where it does not fall into it; another need not be."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.convex_minimum import THEOREM, radius
from neversaddle.theory.kernel.analysis.theorem import filled
from neversaddle.theory.statement.hypotheses import Convex
from neversaddle.theory.statement.points import AnyProperty, AtPoints, AtRest, FirstOrder, LeastInBox
from neversaddle.theory.statement.solutions import AnyFlow
from tests.fuzz.necessity import Looked, Missed, found

Point = tuple[Fraction, Fraction]
EDGE = Fraction(2)
STEPS = [EDGE * Fraction(n, 4) for n in range(-4, 5)]
SMALL = st.fractions(-3, 3, max_denominator=2)


def loss(curve: Point, slope: Point, bend: int) -> Callable[[Point], Fraction]:
    """slope x + bend (curve x)^2/2."""
    return lambda x: (
        sum(s * v for s, v in zip(slope, x, strict=True)) + bend * (curve[0] * x[0] + curve[1] * x[1]) ** 2 / 2
    )


def first_order(curve: Point, slope: Point, bend: int, x: Point) -> bool:
    along = curve[0] * x[0] + curve[1] * x[1]
    gradient = [s + bend * a * along for s, a in zip(slope, curve, strict=True)]
    return all(g * (v - at) >= 0 for g, at in zip(gradient, x, strict=True) for v in (-EDGE, EDGE))


@settings(max_examples=60)
@given(st.tuples(SMALL, SMALL), st.tuples(SMALL, SMALL))
def test_it_holds(curve: Point, slope: Point) -> None:
    """On a grid of the box: least among all its points only where it does not fall, and there least of all."""
    grid = list(itertools.product(STEPS, repeat=2))
    value = loss(curve, slope, 1)
    least = min(map(value, grid))
    for x in grid:
        if first_order(curve, slope, 1, x):
            assert value(x) == least
        elif value(x) == least:
            # Beside the grid it is less: a little way along a coordinate that falls.
            near = (
                value((x[0] + dx, x[1] + dy))
                for dx, dy in itertools.product((Fraction(-1, 99), Fraction(0), Fraction(1, 99)), repeat=2)
                if max(abs(x[0] + dx), abs(x[1] + dy)) <= EDGE
            )
            assert min(near) < least


def looked(bend: int, chosen: Point) -> Looked:
    """What is missed where x = `chosen` is said of the points at which bend x_1^2/2 is least, on the grid."""
    curve, flat = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(0))
    grid = list(itertools.product(STEPS, repeat=2))
    value = loss(curve, flat, bend)
    least = min(map(value, grid))
    lowest = {x for x in grid if value(x) == least}
    missed = found(THEOREM, [first_order(curve, flat, bend, chosen)], True).missed
    return Looked((*missed, *([str(Convex())] if bend < 0 else [])), chosen in lowest)


#: At (1, 0) the slope of x^2/2 is 1; and -x^2/2 does not fall at 0, to first order.
MISSED: Missed = {
    "no slope into the box": lambda: looked(1, (Fraction(1), Fraction(0))),
    "f convex": lambda: looked(-1, (Fraction(0), Fraction(0))),
}


def test_zero_is_a_minimiser() -> None:
    assert THEOREM.assumes == (Convex(),)
    assert looked(1, (Fraction(0), Fraction(0))) == Looked((), True)


def test_it_speaks_of_the_same_points_and_box() -> None:
    letters = {radius: radius**2, AnyProperty(): AtRest()}
    (premise,) = filled(THEOREM.premises, letters)
    assert premise == AtPoints(premise.text, AtRest(), FirstOrder(radius**2), AnyFlow())
    conclusion = filled(THEOREM.conclusion, letters)
    assert conclusion == AtPoints(conclusion.text, AtRest(), LeastInBox(radius**2), AnyFlow())
