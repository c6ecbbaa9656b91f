"""Balanced weights, but for one of a size of its own: |x| and the inverse metric by the sizes of the two."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.claims.mirror_geometry.metric_general import metric
from neversaddle.theory.definitions.leaf import InverseMetric, size
from neversaddle.theory.language.families import index
from neversaddle.theory.language.symbols import L, lam, q, u
from neversaddle.theory.motion.steepest import COORDINATE, WEIGHT, WIDTH, DiagonalNetwork
from neversaddle.theory.statement.case_proofs import alike
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Depth, Every, Hypothesis, Place, Sign, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.model import j, r
from neversaddle.theory.statement.order_proofs import equal_shares, relation
from neversaddle.theory.statement.proofs import normal_form, proves
from neversaddle.theory.statement.setting import ANY_DEPTH, ANY_EXPONENT, LEAF
from neversaddle.theory.statement.steps import Step, by_normal_form

n, each = index("n"), index("l")
first, other = (sp.Abs(WEIGHT[place, j]) ** q for place in (r, n))
BALANCED: tuple[Hypothesis, ...] = (
    *(Depth(WIDTH, 1), ANY_DEPTH, Place(j, WIDTH), Place(r, L), Place(n, L, apart=(r,))),
    Every(
        sp.Eq(sp.Abs(WEIGHT[each, j]), sp.Abs(WEIGHT[n, j])), each, L, but=(r,), why="all weights but one are balanced"
    ),
    Composed(DiagonalNetwork(L), 0),
    *positive(q, why="a power of what may vanish"),
)

claim = Claim(
    id="metric-balanced",
    name="Metric of balanced weights",
    source="derived from metric-general",
    uses=("metric-general",),
    says=(
        Holds("|x|^q", sp.Eq(sp.Abs(COORDINATE[j]) ** q, first * other ** (L - 1)), BALANCED),
        Holds(
            "the inverse metric",
            sp.Eq(metric(L), other ** (L - 1) + (L - 1) * first * other ** (L - 2)),
            (*BALANCED, Sign(WEIGHT[n, j], "nonzero", "where balanced weights vanish 0^(L-2) is 1 at L = 2 alone")),
        ),
        Identity(
            "the same in u and lambda",
            InverseMetric(L, q, lam, u),
            (u + lam) ** (L - 1) + (L - 1) * u * (u + lam) ** (L - 2),
            (ANY_DEPTH, ANY_EXPONENT, *LEAF),
        ),
        Identity(
            "the same as |x|^q sum_i 1/u_i",
            InverseMetric(L, q, lam, u),
            size(L, q, lam, u) ** q * (1 / u + (L - 1) / (u + lam)),
            (ANY_DEPTH, ANY_EXPONENT, *LEAF),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Products of equal sizes are powers; one share of the sum lacks the first weight, L - 1 have it."""
    product, inverse, *in_sizes = claim.says
    yield proves(product, relation(alike(normal_form())))
    yield proves(inverse, relation(equal_shares(alike(normal_form()), normal_form())))
    for part in in_sizes:
        yield by_normal_form(part)
