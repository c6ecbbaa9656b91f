"""As reported: R is a valid Bregman function only if m <= 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import lam, m
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.potentials import COORDINATES, balanced, unbalanced
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import BREGMAN
from neversaddle.theory.statement.steps import Step

BALANCE = positive(lam, why="lambda = 0 has parts of its own")

claim = Claim(
    id="bregman-threshold",
    name="Threshold for a Bregman function",
    source=(
        "arXiv 2603.02064, Lemma 4.13; read with the definition of a Bregman function in Alvarez, Bolte & "
        "Brahic 2004, Definition 4.1, and of a Legendre function in Bauschke & Borwein 1997, Section 2"
    ),
    uses=("legendre-clauses",),
    given=(ANY_DEPTH, EXPONENT, COORDINATES),
    says=(
        unbalanced("lambda > 0", BREGMAN, m <= 1, only_if=True, given=BALANCE),
        balanced("lambda = 0 on x >= 0", BREGMAN, m <= 1, sp.S.Zero, only_if=True),
        balanced("lambda = 0 on the whole line", BREGMAN, m <= 1, -sp.oo, only_if=True),
    ),
    expects=Verdict.REFUTED,
    fidelity=Fidelity.FAITHFUL,
    differs="what a Bregman function is, is said here: the definition of the source is not at hand",
    reported=True,
    remark="For m > 1 all five traits hold for lambda > 0, and for lambda = 0 on x >= 0; what fails is that grad R "
    "maps onto the dual space. Right with that added, or for lambda = 0 on the whole line, where R is convex only for "
    "m < 1: see bregman-threshold-repaired.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """On the whole line R'(0+) = -oo for m >= 1; the other two readings have no proof."""
    *_, line = claim.says
    yield by_traits(line, m < 1)
