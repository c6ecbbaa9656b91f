"""Balanced weights: the inverse metric is a power of |x|, with the metric exponent m = q(L-1)/L."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.claims.mirror_geometry.metric_general import metric
from neversaddle.theory.definitions.leaf import InverseMetric, size
from neversaddle.theory.language.families import index
from neversaddle.theory.language.symbols import L, kappa, m, q, u
from neversaddle.theory.motion.steepest import COORDINATE, WEIGHT, WIDTH, DiagonalNetwork
from neversaddle.theory.statement.case_proofs import alike
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Depth, Every, Place, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.model import j, r
from neversaddle.theory.statement.order_proofs import relation
from neversaddle.theory.statement.proofs import normal_form, proves
from neversaddle.theory.statement.setting import ANY_DEPTH, ANY_EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form

each = index("l")

claim = Claim(
    id="metric-exponent",
    name="Metric exponent",
    source="arXiv 2603.02064, Lemma 4.13; constants derived",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    uses=("metric-general",),
    given=(ANY_DEPTH, *positive(q, why="a power of what may vanish")),
    says=(
        Holds(
            "weights of one modulus",
            sp.Eq(1 / metric(L), sp.Abs(COORDINATE[j]) ** (-m) / L),
            (
                *(Depth(WIDTH, 1), Place(j, WIDTH), Place(r, L), Composed(DiagonalNetwork(L), 0)),
                Every(
                    sp.Eq(sp.Abs(WEIGHT[each, j]), sp.Abs(WEIGHT[r, j])), each, L, why="lambda = 0: all are balanced"
                ),
                Every(
                    sp.Ne(WEIGHT[each, j], 0),
                    each,
                    L,
                    why="where all weights vanish R'' is infinite",
                ),
            ),
        ),
        Identity(
            "R'' on the balanced leaf",
            1 / InverseMetric(L, q, sp.S.Zero, u),
            size(L, q, sp.S.Zero, u) ** (-m) / L,
            (ANY_EXPONENT, *positive(u, why="at u = 0 the metric vanishes")),
        ),
        Identity("the stability number", kappa, L * (1 - m), (ANY_EXPONENT,)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """|x| is the L-th power of the modulus w of all weights, and the inverse metric is L w^(q(L-1))."""
    general, leaf, number = claim.says
    yield proves(general, relation(alike(normal_form())))
    yield by_normal_form(leaf)
    yield by_normal_form(number)
