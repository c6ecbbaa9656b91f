"""A closed convex function on x >= 0 with a positive second derivative inside."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.shapes import Shape, Trait

s = sp.Symbol("s", real=True)
X, a = (sp.Function(name)(s) for name in ("X", "a"))
TRAITS = (Trait.STRICTLY_CONVEX, Trait.CONSISTENT, Trait.CONJUGATE, Trait.SEPARATING)

THEOREM = Theorem(
    id="convex-on-a-half-line",
    says="closed on x >= 0 with S'' > 0 inside: strictly convex, and D(x, z) -> 0 as z -> x, at a finite S(0), too",
    letters=(s, X, a),
    premises=(),
    conclusion=Shape("as any", TRAITS, s, X, a, sp.true, sp.S.Zero),
    source="Rockafellar, Convex Analysis, Theorems 23.5, 24.1 and 26.3; Bauschke & Borwein 1997, Section 3",
)
