"""A derivative that falls towards the end of its interval falls without bound iff its slope cannot be integrated."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.shapes import Shape, Trait

s, C = sp.Symbol("s", real=True), sp.Symbol("C")
X, a = (sp.Function(name)(s) for name in ("X", "a"))

THEOREM = Theorem(
    id="slope-at-the-boundary",
    says="S' -> -oo at 0 iff int a dX, which is S'(x) - S'(z), is infinite at 0",
    letters=(s, X, a, C),
    premises=(ImproperIntegral("up to zero", a * sp.Derivative(X, s), s, None, sp.Not(C), sp.S.Zero, sp.S.One),),
    conclusion=Shape("steep at the boundary", (Trait.ESSENTIALLY_SMOOTH,), s, X, a, C, sp.S.Zero),
    source="Rudin, Principles of Mathematical Analysis, Theorems 6.19 and 6.21; Rockafellar, Section 26",
)
