"""As reported: the balance law at every exponent, with and without decay, along every solution."""

from __future__ import annotations

from neversaddle.theory.claims.balance import balance, balance_decoupled
from neversaddle.theory.language.symbols import alpha
from neversaddle.theory.language.times import Initially
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.model import SIZES, TWO_WEIGHTS
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.solutions import Along, Order

gap, shrunk = balance.balance, balance_decoupled.shrunk

claim = Claim(
    id="balance-as-reported",
    name="Balance, as reported",
    source="arXiv 2603.02064, Lemma 4.5",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    given=(*SIZES, *TWO_WEIGHTS, EXPONENT),
    says=(
        Along("without decay", gap, Order.EQUAL, Initially(gap), balance.flow),
        Along(
            "with decoupled decay",
            gap,
            Order.EQUAL,
            shrunk,
            balance_decoupled.flow,
            (Sign(alpha, "nonnegative", "decay is not growth"),),
        ),
    ),
    expects=Verdict.REFUTED,
)
