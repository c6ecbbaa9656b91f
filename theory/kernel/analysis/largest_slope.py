"""How large a derivative becomes that grows from 0."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.shapes import Shape, Trait

s, v, C = sp.Symbol("s", real=True), sp.Symbol("v", real=True), sp.Symbol("C")
X, a = (sp.Function(name)(s) for name in ("X", "a"))

THEOREM = Theorem(
    id="largest-slope",
    says="S even: the supremum of |S'|, which grows from S'(0) = 0 at both sides, is int a dX over (0, oo); where that "
    "is infinite at 0 there is no such S",
    letters=(s, X, a, v, C),
    premises=(ImproperIntegral("in all", a * sp.Derivative(X, s), s, v, C, sp.S.Zero, sp.oo),),
    conclusion=Shape("the largest slope", (Trait.SLOPES,), s, X, a, C, -sp.oo, value=v),
    source="Rudin, Principles of Mathematical Analysis, Theorems 3.14, 6.19 and 6.21",
)
