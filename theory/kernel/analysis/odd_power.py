"""An odd power sign(a) |a|^n is strictly increasing, and so has each value once."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import Equivalence, Inequality

a, b, n = sp.symbols("a b n", real=True)

THEOREM = Theorem(
    id="odd-power",
    says="for n > 0, sign(a) |a|^n = sign(b) |b|^n iff a = b",
    letters=(a, b, n),
    premises=(Inequality("the power", sp.S.Zero, n, strict=True),),
    conclusion=Equivalence("once", (sp.Eq(sp.sign(a) * sp.Abs(a) ** n, sp.sign(b) * sp.Abs(b) ** n), sp.Eq(a, b))),
    source="Rudin, Principles of Mathematical Analysis, Theorem 5.11",
)
