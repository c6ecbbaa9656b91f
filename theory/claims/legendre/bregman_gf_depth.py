"""As reported: for gradient flow only depth two gives a valid Bregman function, for sign flow every depth does."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, lam
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.potentials import COORDINATES, unbalanced
from neversaddle.theory.statement.setting import DEPTH
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import BREGMAN
from neversaddle.theory.statement.steps import Step

claim = Claim(
    id="bregman-gf-depth",
    name="Depths with a Bregman function",
    source="arXiv 2603.02064, Corollary 4.14; read with the definitions named in bregman-threshold",
    uses=("legendre-clauses",),
    given=(DEPTH, *positive(lam, why="for lambda = 0 see bregman-threshold"), COORDINATES),
    says=(
        unbalanced("q = 2: only L = 2", BREGMAN, L <= 2, sp.Integer(2), only_if=True),
        unbalanced("q = 1: every L", BREGMAN, sp.true, sp.S.One),
    ),
    expects=Verdict.REFUTED,
    fidelity=Fidelity.FAITHFUL,
    differs="what a Bregman function is, is said here: the definition of the source is not at hand",
    reported=True,
    remark="The part on q = 1 is right. At q = 2 and L >= 3 all five traits of a Bregman function hold; "
    "what fails is that grad R maps onto the dual space. Right with that added: see bregman-gf-depth-repaired.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """At q = 1 the metric exponent is (L-1)/L < 1; the part on q = 2 has no proof."""
    _, sign_flow = claim.says
    yield by_traits(sign_flow)
