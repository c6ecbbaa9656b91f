"""The inverse metric of a deep diagonal network: the elementary symmetric polynomial e_(L-1) of the |w_i|^q."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import Product, Total
from neversaddle.theory.language.statements import Partial
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Place, positive
from neversaddle.theory.statement.model import SIZES, i, j, r
from neversaddle.theory.statement.proofs import chain_rule, proves, truth
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import Step

network = DiagonalNetwork(L)
flow = Steepest(network, q)


def metric(depth: sp.Expr) -> sp.Expr:
    """sum_i |dx_j/dw_ij|^q, the inverse metric."""
    return Total(sp.Abs(Partial(COORDINATE[j], WEIGHT[i, j])) ** q, i, depth)


#: e_(L-1) of the |w_i|^q: of every L - 1 of them the product.
symmetric = Total(Product(sp.Abs(WEIGHT[r, j]) ** q, r, L, i), i, L)

claim = Claim(
    id="metric-general",
    name="Metric in general",
    source="arXiv 2603.02064; derived for every L",
    fidelity=Fidelity.FAITHFUL,
    differs="the source has depth two alone",
    reported=True,
    given=(*SIZES, Place(j, WIDTH)),
    says=(
        Holds(
            "the sum of the |dx/dw|^q",
            sp.Eq(metric(L), symmetric),
            (Composed(network, 0), *positive(q, why="a power of what may vanish")),
        ),
        Rate("it is the inverse metric", COORDINATE[j], -DRIVE[j] * symmetric, flow, (EXPONENT,)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dw_i is the product of the other weights, and powers of products are products of powers."""
    equal, moved = claim.says
    yield proves(equal, truth())
    yield proves(moved, chain_rule())
