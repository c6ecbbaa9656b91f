"""The saddle set: a coordinate's weights are critical, though its force is not zero, iff two of them vanish."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.flow import FORCE, OTHERS
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, nonzero
from neversaddle.theory.statement.kinds import CriticalPoint
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.steps import Step, by_multilinearity

n = sp.Symbol("n", nonnegative=True, integer=True)

claim = Claim(
    id="saddle-set",
    name="Set of saddles",
    source="arXiv 2603.02064, Theorem 4.3 [reported]",
    given=(
        ANY_DEPTH,
        Depth(n, 0, why="a number of weights"),
        Condition(sp.Le(n, L), why="no more weights vanish than there are"),
        *nonzero(FORCE, why="where f' = 0 every point is critical"),
        *nonzero(OTHERS, why="the product of the weights that do not vanish"),
    ),
    says=(CriticalPoint("n of the L weights vanish", L, n, sp.Ge(n, 2)),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dw_i is the product of the other weights: with one that vanishes it is not zero for that one."""
    (critical,) = claim.says
    yield by_multilinearity(critical)
