"""Balance under decoupled decay: the differences of q-th powers shrink by exp(-q int alpha)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.model import ABOVE_ONE, MOVING, SIZES, TWO_WEIGHTS, i, j, r
from neversaddle.theory.statement.proofs import chain_rule, proves, theorem
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step

flow = Steepest(DiagonalNetwork(L), q, alpha)
balance = sp.Abs(WEIGHT[i, j]) ** q - sp.Abs(WEIGHT[r, j]) ** q
shrunk = Initially(balance) * sp.exp(-TimeIntegral(q * alpha))

claim = Claim(
    id="balance-decoupled",
    name="Balance under decoupled decay",
    source="arXiv 2603.02064, Lemma 4.5; repairs balance-as-reported",
    fidelity=Fidelity.FAITHFUL,
    differs="at q = 1 no weight stays at zero: without that it is false, as balance-as-reported shows",
    reported=True,
    given=(
        *SIZES,
        *TWO_WEIGHTS,
        Sign(alpha, "nonnegative", "decay is not growth; the law itself holds for either sign"),
    ),
    says=(
        Along("q > 1, every solution", balance, Order.EQUAL, shrunk, flow, ABOVE_ONE),
        Along("q = 1 too, where no weight stays at zero", balance, Order.EQUAL, shrunk, flow, MOVING),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The gradient part cancels as without decay; the decay part is homogeneous of degree q."""
    for part in claim.says:
        yield proves(part, theorem("linear-equation", chain_rule(), a=-q * alpha))
