"""True statements that were refuted by what breaks their own hypotheses: a witness has to be within all of them."""

from __future__ import annotations

import itertools

import pytest
import sympy as sp

from neversaddle.numerics.attack.attack import SAMPLES, Outcome, attack
from neversaddle.theory.language.families import Product, index
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion import iteration
from neversaddle.theory.motion.steepest import (
    COORDINATE,
    DRIVE,
    PARTIAL,
    SLOPE,
    WEIGHT,
    WIDTH,
    DiagonalNetwork,
    SeparableModel,
    Steepest,
)
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Convex,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
    positive,
    real,
)
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.points import AtLimits, AtPoints, Each, Stationary
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.solutions import Along, Order, Rate

i, j, m, n, r = map(index, "ijmnr")
w, x, c, G, s = WEIGHT, COORDINATE, SLOPE, PARTIAL, DRIVE
ZERO, TWO = sp.S.Zero, sp.Integer(2)
a, eta = sp.symbols("a eta", positive=True)
y = sp.Symbol("y", real=True)
SIZES: tuple[Hypothesis, ...] = (Depth(L, 1), Depth(WIDTH, 1))
WHERE = (*SIZES, Place(i, L), Place(j, WIDTH))
PAIR = (Depth(L, 2), Depth(WIDTH, 1), Place(i, L), Place(r, L, apart=(i,)), Place(j, WIDTH))
network, separable = Steepest(DiagonalNetwork(L), TWO), Steepest(SeparableModel(L), TWO)
any_q = Steepest(DiagonalNetwork(L), q)
balance = sp.Abs(w[i, j]) ** q - sp.Abs(w[r, j]) ** q
kept = Along("-", balance, Order.EQUAL, Initially(balance), any_q)
FROM_ONE = (*PAIR, Range(q))


def at_least_zero(e: sp.Expr, *given: Hypothesis, along: Steepest = network) -> tuple[Part, tuple[Hypothesis, ...]]:
    """0 <= e along solutions."""
    return Along("-", ZERO, Order.AT_MOST, e, along), (*WHERE, *given)


def rate(quantity: sp.Expr, change: sp.Expr, *given: Hypothesis) -> tuple[Part, tuple[Hypothesis, ...]]:
    """A law of motion."""
    return Rate("-", quantity, change, network), (*WHERE, *given)


def no_less(e: sp.Expr, *given: Hypothesis) -> tuple[Part, tuple[Hypothesis, ...]]:
    """0 <= e, a condition on members."""
    return Holds("-", sp.Le(0, e, evaluate=False)), (*WHERE, *given)


def points(e: sp.Expr, *given: Hypothesis) -> tuple[Part, tuple[Hypothesis, ...]]:
    """0 <= e at every place of every point."""
    return AtPoints("-", Each(sp.Le(0, e, evaluate=False), n), None, network), (*SIZES, *given)


state = sp.symbols("w_i w_j", real=True)
moves = sp.symbols("v_i v_j", real=True)
others = sp.Symbol("P", real=True)
step = iteration.WEIGHT - eta * iteration.SLOPE - iteration.WEIGHT**2
pulled = iteration.Iteration("pulled", step, state, moves, others, L)
#: It moves under a negative slope alone.
one_sided = iteration.Iteration(
    "one-sided", iteration.WEIGHT - sp.Abs(iteration.SLOPE) + iteration.SLOPE, state, moves, others, L
)
fractional = sp.Rational(201, 200)
TRUE: dict[str, tuple[Part, tuple[Hypothesis, ...]]] = {
    "no coordinate is ever zero": (kept, (*FROM_ONE, Members(x, "nonzero"))),
    "no weight of the coordinate is": (kept, (*FROM_ONE, Every(sp.Ne(w[n, j], 0), n, L))),
    "neither of the two is": (kept, (*FROM_ONE, *(Sign(w[k, j], "nonzero") for k in (i, r)))),
    "no slope of a coordinate is": (kept, (*FROM_ONE, Members(G, "nonzero"))),
    "the slopes of a network": (
        Along("-", G[i, j], Order.EQUAL, Product(w[r, j], r, L, i), any_q),
        (*WHERE, Range(q)),
    ),
    "the time that has passed": (
        Along("-", TimeIntegral(TIME), Order.EQUAL, TIME**2 / 2, any_q),
        (*SIZES, Range(q)),
    ),
    "weights above zero": at_least_zero(w[i, j], Members(w, "positive")),
    "one weight above zero": at_least_zero(w[i, j], Sign(w[i, j], "positive")),
    "a family that is pushed": at_least_zero(TimeIntegral(c[j]), Members(c, "positive")),
    "rate: coordinates above zero": rate(w[i, j] ** 2, -2 * c[j] * sp.Abs(x[j]), Members(x, "positive")),
    "rate: one slope above zero": rate(w[i, j] ** 2, -2 * sp.Abs(c[j]) * x[j], Sign(c[j], "positive")),
    "rate: one drive above zero": rate(w[i, j] ** 2, -2 * sp.Abs(c[j]) * x[j], Members(s, "positive")),
    "rate: one weight above zero": rate(w[i, j] ** 3, -3 * sp.Abs(w[i, j]) * c[j] * x[j], Sign(w[i, j], "positive")),
    "rate: weights that do not move": rate(w[i, j] ** 2, ZERO, Every(sp.Eq(sp.Abs(w[r, j]), 1), r, L)),
    "points: coordinates above zero": points(x[n], Members(x, "positive")),
    "points: all of them by a relation": points(x[n], Every(sp.Gt(x[m], 0), m, WIDTH)),
    "conditions: coordinates of a network": no_less(x[j], Members(x, "positive"), Composed(DiagonalNetwork(L))),
    "conditions: every pair": no_less(w[i, j], EveryPair(sp.Gt(w[n, m], 0), n, L, m, WIDTH)),
    "limits: coordinates above zero": (
        AtLimits(
            "-",
            Each(sp.Le(0, x[n], evaluate=False), n),
            Steepest(DiagonalNetwork(TWO), TWO, a, steady=True),
        ),
        (Depth(WIDTH, 1), *positive(a), Members(x, "positive")),
    ),
    "limits at q = 1: rest with a zero weight is none": (
        AtLimits(
            "-",
            Each(sp.Eq(w[1, n] ** 2, w[2, n] ** 2), n),
            Steepest(DiagonalNetwork(TWO, sp.S.One), sp.S.One, a, steady=True),
        ),
        (*positive(a), Convex()),
    ),
    "a penalty that is nearly a kink": (
        AtPoints(
            "-",
            Stationary(sp.Abs(y) ** fractional, y),
            Each(sp.Eq(c[n] + fractional * sp.sign(x[n]) * sp.Abs(x[n]) ** (fractional - 1), 0), n),
            Steepest(DiagonalNetwork(TWO), TWO),
        ),
        (Depth(WIDTH, 1),),
    ),
    "steps from weights of a positive sum": (
        Remains("-", (state[0] ** 2 - state[1] ** 2,), pulled),
        (
            *(Depth(L, 2), *positive(eta), *real(*state, others, iteration.FORCE)),
            Condition(state[0] + state[1] > 0),
        ),
    ),
    "steps under forces of one sign": (
        Remains("-", (state[0] - 1, state[1] - 1), one_sided),
        (
            *(Depth(L, 2), *real(*state, others, iteration.FORCE)),
            *(Condition(iteration.FORCE > 0), Condition(others > 0)),
        ),
    ),
}


def attacked(part: Part, given: tuple[Hypothesis, ...]) -> Outcome | None:
    """What the attack finds, looking as hard as it does at what is not proved; None where no flow is within."""
    claim = Claim("tried", "Tried", "-", (part,), Verdict.SUPPORTED, given)
    try:
        return attack(claim, part, 15, 0, flows=False, samples=SAMPLES + 4, shrink=False)
    except ValueError as obstacle:
        assert "no smooth flow" in str(obstacle) or "no flow" in str(obstacle), obstacle
        return None


@pytest.mark.parametrize("name", TRUE)
def test_nothing_refutes_what_is_true_under_its_hypotheses(name: str) -> None:
    found = attacked(*TRUE[name])
    assert found is None or found.witness is None, found


#: The same without the hypothesis that makes them true.
FALSE = (
    "no coordinate is ever zero",
    "weights above zero",
    "rate: coordinates above zero",
    "rate: one weight above zero",
    "rate: weights that do not move",
    "points: coordinates above zero",
    "conditions: every pair",
    "steps from weights of a positive sum",
)


@pytest.mark.parametrize("name", FALSE)
def test_without_them_it_is_refuted(name: str) -> None:
    part, given = TRUE[name]
    found = attacked(part, given[:-1])
    assert found is not None and found.witness is not None


def test_relations_of_moving_things_may_be_equations() -> None:
    """What is not an order is no bound on the flow, and crashes nothing."""
    for h in (Condition(sp.Ne(w[i, j], 5)), Condition(sp.Eq(w[i, j], 1)), Condition(sp.Ne(Initially(w[i, j]), 7))):
        part, given = at_least_zero(w[i, j] ** 2, h)
        found = attacked(part, given)
        assert found is None or found.witness is None
    assert len(set(itertools.chain(TRUE, FALSE))) == len(TRUE)
