"""Asked: is the limit of a steepest flow with q < 2 a Bregman projection, as it is for gradient flow?"""

from __future__ import annotations

from neversaddle.theory.language.symbols import q
from neversaddle.theory.motion.mirror import ROWS, ManyData, MirrorFlow
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Range
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.projection import POTENTIAL, SAME_DATA, divergence

claim = Claim(
    id="bregman-projection-steepest",
    name="Bregman projection of steepest flow",
    source="asked: arXiv 2603.02064, Theorem 3.4, read for q < 2",
    given=(*POTENTIAL, Depth(ROWS, 1), Range(q, open_low=True, open_high=True, why="for q = 2 it is true")),
    says=(LeastAtLimit("from everywhere", divergence, SAME_DATA, MirrorFlow(q, ManyData())),),
    expects=Verdict.REFUTED,
)
