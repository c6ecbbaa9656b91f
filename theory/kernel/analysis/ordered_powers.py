"""Powers of numbers that are not negative are ordered as these are."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import Equivalence, Inequality

a, b, n = sp.symbols("a b n", real=True)

THEOREM = Theorem(
    id="ordered-powers",
    says="for a, b >= 0 and n > 0, a^n <= b^n iff a <= b",
    letters=(a, b, n),
    premises=(
        Inequality("the power", sp.S.Zero, n, strict=True),
        Inequality("the first", sp.S.Zero, a),
        Inequality("the second", sp.S.Zero, b),
    ),
    conclusion=Equivalence("ordered", (sp.Le(a**n, b**n), sp.Le(a, b))),
    source="Rudin, Principles of Mathematical Analysis, Theorem 5.11",
)
