"""As read beyond q = 2: the margin is the one of the horizon function of R, which grows as |x|^(2-m)."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.symbols import L, kappa, m, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Range
from neversaddle.theory.statement.kinds import MarginDirection
from neversaddle.theory.statement.setting import DEPTH

claim = Claim(
    id="margin-horizon",
    name="Margin of the horizon function",
    source="Pesme et al. 2024 (mirror flow at q = 2) read beyond q = 2",
    given=(
        DEPTH,
        Range(q, open_high=True, why="q = 2 is the case of the source"),
        Condition(sp.StrictGreaterThan(kappa, 0), why="m < 1, where R grows as |x|^(2-m)"),
    ),
    says=(MarginDirection("m < 1", L, q, 2 - m),),
    expects=Verdict.REFUTED,
    remark="The flow d grad R(x) = -Phi_q(grad f) dt keeps grad R on a ray of Phi_q(grad f), not of grad f: the "
    "condition is |g_j|^(q-1) ~ |x_j|^(1-m), which gives p/L. See margin-horizon-repaired.",
)
