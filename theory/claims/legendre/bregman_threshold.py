"""As reported: R is a valid Bregman function only if m <= 1."""

from __future__ import annotations

from collections.abc import Iterator

from neversaddle.theory.language.symbols import L, m, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.clauses import BREGMAN, Domain
from neversaddle.theory.statement.kinds import Clauses
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_ends

claim = Claim(
    id="bregman-threshold",
    name="Threshold for a Bregman function",
    source="arXiv 2603.02064, Lemma 4.13 [reported]",
    uses=("legendre-clauses",),
    given=(ANY_DEPTH, EXPONENT),
    says=(
        Clauses("lambda > 0", BREGMAN, Domain.LEAF, m <= 1, L, q, only_if=True),
        Clauses("lambda = 0 on x >= 0", BREGMAN, Domain.HALF_LINE, m <= 1, L, q, only_if=True),
        Clauses("lambda = 0 on the whole line", BREGMAN, Domain.LINE, m <= 1, L, q, only_if=True),
    ),
    expects=Verdict.REFUTED,
    remark="For m > 1 all five clauses of a Bregman function hold for lambda > 0, and for lambda = 0 on x >= 0; what "
    "fails is that grad R maps onto the dual space. Right with that clause added, or for lambda = 0 on the whole line, "
    "where R is convex only for m < 1: see bregman-threshold-repaired.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """On the whole line R'(0+) = -oo for m >= 1; the other two readings have no proof."""
    *_, line = claim.says
    yield by_ends(line)
