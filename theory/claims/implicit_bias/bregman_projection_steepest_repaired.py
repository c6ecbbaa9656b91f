"""Repaired: for q < 2, too, where there is one datum with entries of one size, which may be taken to be 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total
from neversaddle.theory.language.symbols import q
from neversaddle.theory.motion.mirror import DATUM, SINGLE, MirrorFlow, OneDatum
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Every, Range
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.order_proofs import middle, shares
from neversaddle.theory.statement.projection import (
    POTENTIAL,
    SAME_DATUM,
    away,
    divergence,
    j,
    tends_to_projection,
)
from neversaddle.theory.statement.proofs import equalities, proves
from neversaddle.theory.statement.steps import Step

claim = Claim(
    id="bregman-projection-steepest-repaired",
    name="Bregman projection of steepest flow with one datum of equal moduli",
    source="derived",
    given=(
        *POTENTIAL,
        Range(q, open_low=True, why="at exponent 1 the flow jumps"),
        Every(
            sp.Eq(sp.Abs(DATUM[j]), 1, evaluate=False),
            j,
            WIDTH,
            why="Phi_q changes the proportions of other entries",
        ),
    ),
    says=(LeastAtLimit("from everywhere", divergence, SAME_DATUM, MirrorFlow(q, OneDatum())),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Phi_q(z_j g) = Phi_q(g) z_j: R_j'(x_j) moves along z, as for q = 2."""
    (part,) = claim.says
    seen = -duality_map(q, SINGLE) * Total(DATUM[j] * away, j, WIDTH)
    yield proves(part, tends_to_projection(middle(seen, shares(equalities()), equalities())))
