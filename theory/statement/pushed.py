"""A coordinate of a network that is pushed outwards: its hypotheses, and what holds along all its solutions."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, OTHER, PARTIAL, SLOPE, WEIGHT
from neversaddle.theory.statement.hypotheses import Place
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.proofs import (
    any_model,
    assumption,
    at_each_moment,
    chain_rule,
    coefficients,
    equal,
    excess,
    normal_form,
    otherwise,
    theorem,
    throughout,
)
from neversaddle.theory.statement.solutions import Order
from neversaddle.theory.statement.steps import Proof

x, c = COORDINATE[j], SLOPE[j]
#: A letter for a place in a sum, and in what is said of all weights.
l = index("l")
e = sp.Symbol("e", nonnegative=True)


def rises(depth: sp.Expr, least: sp.Expr, negative: Proof, follows: Proof) -> Proof:
    """`least` <= x_j at all times, which `follows` from x_j(0) <= x_j; `negative` shows that c_j <= 0."""
    rate = duality_map(q, c) * Total(sp.Abs(PARTIAL[l, j]) ** q, l, depth)
    falling = any_model(theorem("falling", chain_rule(), negative, r=rate))
    return otherwise(falling, follows, left=-x, order=Order.AT_MOST, right=-Initially(x))


def outwards(depth: sp.Expr, begun: Callable[[Proof], Proof], negative: Proof, then: Proof) -> Proof:
    """What follows where x_j is known to be positive at all times; `begun` puts in what it is at first."""
    positive = at_each_moment(sp.S.Zero, x, excess(x, e, begun(coefficients())), then, strict=True)
    return throughout(Initially(x), Order.AT_MOST, x, rises(depth, Initially(x), negative, assumption()), positive)
