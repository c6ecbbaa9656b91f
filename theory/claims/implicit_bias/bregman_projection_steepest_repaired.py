"""Repaired: for q < 2, too, where there is one datum with entries of one size."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total
from neversaddle.theory.language.symbols import q
from neversaddle.theory.motion.mirror import DATUM, SINGLE, MirrorFlow, OneDatum
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Every, positive
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.model import ABOVE_ONE
from neversaddle.theory.statement.projection import (
    POTENTIAL,
    SAME_DATUM,
    away,
    divergence,
    j,
    place,
    tends_to_projection,
)
from neversaddle.theory.statement.proofs import equalities, middle, normal_form, proves, shares, zero_or_not
from neversaddle.theory.statement.steps import Step

a = sp.Symbol("a", positive=True)

claim = Claim(
    id="bregman-projection-steepest-repaired",
    name="Bregman projection of steepest flow, repaired",
    source="derived",
    given=(
        *POTENTIAL,
        *ABOVE_ONE,
        *positive(a),
        Every(sp.Eq(sp.Abs(DATUM[j]), a), j, WIDTH, why="Phi_q takes entries of different sizes in other proportions"),
    ),
    says=(Least("from everywhere", divergence, SAME_DATUM, MirrorFlow(q, OneDatum())),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Phi_q(z_j g) = a^(q-2) Phi_q(g) z_j: R_j'(x_j) moves along z, as for q = 2."""
    (part,) = claim.says
    seen = -(a ** (q - 2)) * duality_map(q, SINGLE) * Total(DATUM[j] * away, j, WIDTH)
    along_z = shares(zero_or_not(DATUM[place], equalities(), normal_form()))
    yield proves(part, tends_to_projection(middle(seen, along_z, equalities())))
