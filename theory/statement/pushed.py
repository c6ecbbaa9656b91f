"""A coordinate of a network that is pushed outwards: its hypotheses, and what holds along all its solutions."""

from __future__ import annotations

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
n, l = index("n"), index("l")
e = sp.Symbol("e", nonnegative=True)


def outwards(depth: sp.Expr, start: sp.Expr, negative: Proof, then: Proof) -> Proof:
    """x_j is never below its positive start where c_j < 0, and so positive; `negative` shows Phi_q(c_j) sum |G|^q <= 0."""
    rate = duality_map(q, c) * Total(sp.Abs(PARTIAL[n, j]) ** q, n, depth)
    never_falls = otherwise(
        any_model(theorem("falling", chain_rule(), negative, r=rate)),
        equal(Initially(x), assumption()),
        left=-x,
        order=Order.AT_MOST,
        right=-Initially(x),
    )
    positive = at_each_moment(sp.S.Zero, x, excess(x, e, coefficients()), then, strict=True)
    return throughout(start, Order.AT_MOST, x, never_falls, positive)
