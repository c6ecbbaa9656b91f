"""Asked: is the limit of a steepest flow with q < 2 a Bregman projection, as it is for gradient flow?"""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range, nonzero
from neversaddle.theory.statement.kinds import Projection
from neversaddle.theory.statement.setting import ANY_DEPTH, BALANCE

z = sp.symbols("z_1 z_2", real=True, nonzero=True)

claim = Claim(
    id="bregman-projection-steepest",
    name="Bregman projection of steepest flow",
    source="asked: arXiv 2603.02064, Theorem 3.4, read for q < 2",
    uses=("mirror-flow",),
    given=(
        ANY_DEPTH,
        *BALANCE,
        Range(q, open_high=True, why="for q = 2 it is true (bregman-projection)"),
        *nonzero(*z, why="a coordinate that no datum sees does not move"),
    ),
    says=(Projection("one datum z = (z_1, z_2)", L, q, lam, z),),
    expects=Verdict.REFUTED,
    remark="The flow keeps y on the ray of Phi_q(z), the projection is on that of z; see "
    "bregman-projection-steepest-repaired, and docs/tour.md for the distance between the two as a function of q.",
)
