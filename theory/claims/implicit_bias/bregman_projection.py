"""Bregman projection: gradient flow on f(Zx) tends to the point nearest to its start among all with the same Zx."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import Total
from neversaddle.theory.motion.mirror import POTENTIALS, RIVAL, ROWS, ManyData, MirrorFlow
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Every
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.order_proofs import exchange, shares
from neversaddle.theory.statement.projection import (
    POTENTIAL,
    SAME_DATA,
    divergence,
    j,
    least_from_rest,
    mirror_start,
    tends_to_projection,
)
from neversaddle.theory.statement.proofs import equalities, proves
from neversaddle.theory.statement.steps import Step

flow = MirrorFlow(sp.Integer(2), ManyData())
FROM_REST = Every(
    sp.Eq(POTENTIALS.slope(j, mirror_start), 0, evaluate=False), j, WIDTH, why="elsewhere the tangents count, too"
)
potential = Total(POTENTIALS.value(j, RIVAL[j]), j, WIDTH)

claim = Claim(
    id="bregman-projection",
    name="Bregman projection",
    source="arXiv 2603.02064, Theorem 3.4; Li et al. 2022, Theorem 3.9",
    fidelity=Fidelity.SPECIAL,
    differs=(
        "the potential is a sum of functions of one coordinate each, as that of every separable model is; limits on "
        "the boundary of its domain are left out"
    ),
    reported=True,
    given=(*POTENTIAL, Depth(ROWS, 1)),
    says=(
        LeastAtLimit("from everywhere", divergence, SAME_DATA, flow),
        LeastAtLimit("from where R is least", potential, SAME_DATA, flow, given=(FROM_REST,)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """sum_j R_j'(x_j) (v_j - x_j(oo)) changes at the rate -sum_l g_l sum_j Z_lj (v_j - x_j(oo)) = 0."""
    everywhere, from_rest = claim.says
    at_rest = exchange(shares(equalities()))
    yield proves(everywhere, tends_to_projection(at_rest))
    yield proves(from_rest, least_from_rest())
