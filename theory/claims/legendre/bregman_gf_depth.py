"""As reported: for gradient flow only depth two gives a valid Bregman function, for sign flow every depth does."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.clauses import BREGMAN, Domain
from neversaddle.theory.statement.kinds import Clauses
from neversaddle.theory.statement.setting import DEPTH
from neversaddle.theory.statement.steps import Step, by_ends

claim = Claim(
    id="bregman-gf-depth",
    name="Depths with a Bregman function",
    source="arXiv 2603.02064, Corollary 4.14 [reported]",
    uses=("legendre-clauses",),
    given=(DEPTH,),
    says=(
        Clauses("q = 2, lambda > 0: only L = 2", BREGMAN, Domain.LEAF, L <= 2, L, sp.Integer(2), only_if=True),
        Clauses("q = 1, lambda > 0: every L", BREGMAN, Domain.LEAF, sp.true, L, sp.S.One),
    ),
    expects=Verdict.REFUTED,
    remark="The part on q = 1 is right. At q = 2 and L >= 3 all five clauses of a Bregman function hold; what fails is "
    "that grad R maps onto the dual space. Right with that clause added: see bregman-gf-depth-repaired.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """At q = 1 the metric exponent is (L-1)/L < 1; the part on q = 2 has no proof."""
    _, sign_flow = claim.says
    yield by_ends(sign_flow)
