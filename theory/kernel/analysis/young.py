"""Young's inequality between a product and two powers."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import Inequality

a, b, r = sp.symbols("a b r", real=True)

THEOREM = Theorem(
    id="young",
    says="a b <= |a|^r/r + |b|^s/s for real a, b, where r > 1 and 1/r + 1/s = 1",
    letters=(a, b, r),
    premises=(Inequality("the power", sp.S.One, r, strict=True),),
    conclusion=Inequality("the powers", a * b, sp.Abs(a) ** r / r + sp.Abs(b) ** (r / (r - 1)) * (1 - 1 / r)),
    source="Hardy, Littlewood & Polya, Inequalities, Theorem 9 (of |a|^r and |b|^s)",
)
