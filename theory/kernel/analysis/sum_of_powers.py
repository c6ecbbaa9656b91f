"""A power up to one of a sum is at most the sum of the powers."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.statement.hypotheses import Place
from neversaddle.theory.statement.kinds import Inequality

a, i = sp.Function("a"), index("i")
s, n = sp.Symbol("s", real=True), sp.Symbol("n", positive=True, integer=True)

THEOREM = Theorem(
    id="sum-of-powers",
    says="(a_1 + ... + a_n)^s <= a_1^s + ... + a_n^s for numbers a_i >= 0 and 0 < s <= 1",
    letters=(a, s, n, i),
    premises=(
        Inequality("the power is positive", sp.S.Zero, s, strict=True),
        Inequality("the power is at most one", s, sp.S.One),
        Inequality("none is negative", sp.S.Zero, a(i), given=(Place(i, n),)),
    ),
    conclusion=Inequality("the sums", Total(a(i), i, n) ** s, Total(a(i) ** s, i, n)),
    source="Hardy, Littlewood & Polya, Inequalities, Theorem 19",
    places=(i,),
)
