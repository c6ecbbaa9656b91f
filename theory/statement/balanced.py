"""Points of networks whose weights have one modulus in each coordinate, and the letters in which they are looked at."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.families import family, index
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.steepest import WEIGHT, WIDTH
from neversaddle.theory.statement.hypotheses import Every, EveryPair, Hypothesis, Members
from neversaddle.theory.statement.model import i, j, r
from neversaddle.theory.statement.solution_proofs import place_by_place
from neversaddle.theory.statement.steps import Proof

#: The modulus of the weights of a coordinate.
SIZE = family("r")
_EQUAL = EveryPair(sp.Eq(sp.Abs(WEIGHT[i, j]), SIZE[j]), i, L, j, WIDTH, why="away from balance the penalty is another")
#: Balanced weights, and those of which none is zero.
BALANCED: tuple[Hypothesis, ...] = (_EQUAL, Members(SIZE, "nonnegative", why="it is a modulus"))
AWAY: tuple[Hypothesis, ...] = (
    _EQUAL,
    Members(SIZE, "positive", why="where all weights of a coordinate are zero they rest, whatever the force"),
)
#: A coordinate, in penalties.
y = sp.Symbol("y", real=True)
#: In proofs: any weight of any coordinate, and numbers with the signs of it and of the product of the others.
row, column = index("row"), index("column")
sigma, tau = sp.symbols("sigma tau", real=True)


def at_weight(*premises: Proof) -> Proof:
    """Properties of points, relation for relation, at the weight so called."""
    return place_by_place(row, column, *premises)


def equal_sizes(depth: sp.Expr) -> tuple[Hypothesis, ...]:
    """All weights of a coordinate j have the modulus of one of them, i."""
    equal = sp.Eq(sp.Abs(WEIGHT[r, j]), sp.Abs(WEIGHT[i, j]))
    return (Every(equal, r, depth, why="away from balance the metric is another"),)
