"""Balance: along any steepest flow the q-th powers of a coordinate's weights keep their differences."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.model import ABOVE_ONE, MOVING, SIZES, TWO_WEIGHTS, i, j, r
from neversaddle.theory.statement.proofs import chain_rule, proves, theorem
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step

flow = Steepest(DiagonalNetwork(L), q)
balance = sp.Abs(WEIGHT[i, j]) ** q - sp.Abs(WEIGHT[r, j]) ** q

claim = Claim(
    id="balance",
    name="Balance",
    source="arXiv 2603.02064, Lemma 4.5 without decay; repairs balance-as-reported",
    fidelity=Fidelity.FAITHFUL,
    differs="at q = 1 no weight stays at zero: without that it is false, as balance-as-reported shows",
    reported=True,
    given=(*SIZES, *TWO_WEIGHTS),
    says=(
        Along("q > 1, every solution", balance, Order.EQUAL, Initially(balance), flow, ABOVE_ONE),
        Along("q = 1 too, where no weight stays at zero", balance, Order.EQUAL, Initially(balance), flow, MOVING),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Both powers change at the rate -q s_j Phi_q(x_j)."""
    for part in claim.says:
        yield proves(part, theorem("zero-derivative", chain_rule()))
