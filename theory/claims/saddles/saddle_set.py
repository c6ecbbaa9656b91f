"""The saddle set: a coordinate's weights are critical, though its slope is not zero, iff two of them vanish."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.language.statements import ForEach, ForSome, Partial
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.steepest import LOSS, SLOPE, WEIGHT, WIDTH, DiagonalNetwork
from neversaddle.theory.statement.case_proofs import all_or_one, zero_or_not
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Place
from neversaddle.theory.statement.model import SIZES, i, j
from neversaddle.theory.statement.proofs import proves, truth
from neversaddle.theory.statement.steps import Step

a, b = index("a"), index("b")
critical = ForEach(sp.Eq(Partial(LOSS, WEIGHT[i, j]), 0), i, L)
two_vanish = ForSome(ForSome(sp.Eq(WEIGHT[a, j], 0) & sp.Eq(WEIGHT[b, j], 0), b, L, a), a, L)

claim = Claim(
    id="saddle-set",
    name="Set of saddles",
    source="arXiv 2603.02064, Theorem 4.3",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    given=(*SIZES, Place(j, WIDTH), Composed(DiagonalNetwork(L))),
    says=(Holds("one coordinate", sp.Equivalent(critical, sp.Eq(SLOPE[j], 0) | two_vanish)),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dF/dw_ij is c_j times the product of the other weights: not zero where only the i-th of them vanishes."""
    (one,) = claim.says
    none = ForEach(sp.Ne(WEIGHT[i, j], 0), i, L)
    no_other = ForEach(sp.Ne(WEIGHT[i, j], 0), i, L, a)
    by_weights = all_or_one(none, a, truth(), all_or_one(no_other, b, truth(), truth()))
    yield proves(one, zero_or_not(SLOPE[j], by_weights, truth()))
