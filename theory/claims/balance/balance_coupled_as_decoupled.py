"""Asked: does the law of decoupled decay hold for coupled decay at every q?"""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.steepest import WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.model import ABOVE_ONE, SIZES, TWO_WEIGHTS, i, j, r
from neversaddle.theory.statement.solutions import Rate

flow = Steepest(DiagonalNetwork(L), q, alpha, coupled=True)
balance = sp.Abs(WEIGHT[i, j]) ** q - sp.Abs(WEIGHT[r, j]) ** q

claim = Claim(
    id="balance-coupled-as-decoupled",
    name="Coupled decay taken for decoupled decay",
    source="question of this ledger: arXiv 2603.02064, Lemma 4.5, read for coupled decay",
    given=(*SIZES, *TWO_WEIGHTS, *ABOVE_ONE, Sign(alpha, "nonnegative", "decay is not growth")),
    says=(Rate("d/dt of the difference is -q alpha times it", balance, -q * alpha * balance, flow),),
    expects=Verdict.REFUTED,
)
