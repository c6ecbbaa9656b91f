"""A derivative that grows does so without bound iff its slope cannot be integrated."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.shapes import Shape, Trait

s, low, C = sp.Symbol("s", real=True), sp.Symbol("low", extended_real=True), sp.Symbol("C")
X, a = (sp.Function(name)(s) for name in ("X", "a"))

THEOREM = Theorem(
    id="slope-at-infinity",
    says="S' -> oo at oo iff int a dX, which is S'(z) - S'(x), is infinite at oo",
    letters=(s, X, a, low, C),
    premises=(
        Shape("differentiable", (Trait.STRICTLY_CONVEX,), s, X, a, sp.true, low),
        ImproperIntegral("to infinity", a * sp.Derivative(X, s), s, None, sp.Not(C), sp.S.One, sp.oo),
    ),
    conclusion=Shape("steep at infinity", (Trait.STEEP,), s, X, a, C, low),
    source="Rudin, Principles of Mathematical Analysis, Theorems 6.19 and 6.21",
)
