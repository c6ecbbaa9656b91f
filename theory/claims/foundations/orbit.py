"""Orbit theorem: every loss moves the weights of a coordinate along one curve, that of V_q = Phi_q(grad g_j)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, PARTIAL, WEIGHT, WIDTH, SeparableModel, Steepest
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.curves import Carried
from neversaddle.theory.statement.hypotheses import Place
from neversaddle.theory.statement.model import ABOVE_ONE, SIZES, STEADY, i, j
from neversaddle.theory.statement.proofs import chain_rule, proves, theorem
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import Step

flow = Steepest(SeparableModel(L), q)
field = duality_map(q, PARTIAL[i, j])
curve = (WEIGHT[i, j], i, L, field, -DRIVE[j], flow)
inverse_metric = Total(sp.Abs(PARTIAL[i, j]) ** q, i, L)

claim = Claim(
    id="orbit",
    name="Orbit",
    source="derived: Phi_q is multiplicative",
    given=(*SIZES, Place(j, WIDTH)),
    says=(
        Carried("q > 1, every solution", *curve, ABOVE_ONE),
        Carried("q = 1 too, where no dx_j/dw_ij stays at zero", *curve, STEADY),
        Rate("its coordinate", COORDINATE[j], -DRIVE[j] * inverse_metric, flow, (EXPONENT,)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Phi_q(c_j G_ij) = s_j Phi_q(G_ij), and the clock of the curve is changed."""
    *carried, coordinate = claim.says
    for part in carried:
        yield proves(part, theorem("change-of-clock", chain_rule()))
    yield proves(coordinate, chain_rule())
