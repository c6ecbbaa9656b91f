"""A differentiable function of all real numbers whose derivative increases strictly."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.shapes import Shape, Trait

s, C = sp.Symbol("s", real=True), sp.Symbol("C")
X, a = (sp.Function(name)(s) for name in ("X", "a"))
TRAITS = (
    Trait.STRICTLY_CONVEX,
    Trait.ESSENTIALLY_SMOOTH,
    Trait.CLOSED_DOMAIN,
    Trait.CONSISTENT,
    Trait.CONJUGATE,
    Trait.SEPARATING,
)

THEOREM = Theorem(
    id="convex-on-the-line",
    says="differentiable on the line with S'' > 0 off 0: strictly convex and C1, and each tangent touches it once",
    letters=(s, X, a, C),
    premises=(Shape("it exists", (), s, X, a, C, -sp.oo),),
    conclusion=Shape("as any", TRAITS, s, X, a, C, -sp.oo),
    source="Rockafellar, Convex Analysis, Theorems 23.5, 25.1, 25.5 and 26.3",
)
