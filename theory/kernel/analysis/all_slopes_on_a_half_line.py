"""A continuous increasing derivative takes all values iff it is unbounded at both ends."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.shapes import Shape, Trait

s, C = sp.Symbol("s", real=True), sp.Symbol("C")
X, a = (sp.Function(name)(s) for name in ("X", "a"))

THEOREM = Theorem(
    id="all-slopes-on-a-half-line",
    says="S' increases from its limit at 0 to its limit at oo, and takes all values between them",
    letters=(s, X, a, C),
    premises=(Shape("steep at both ends", (Trait.ESSENTIALLY_SMOOTH, Trait.STEEP), s, X, a, C, sp.S.Zero),),
    conclusion=Shape("all slopes", (Trait.ONTO,), s, X, a, C, sp.S.Zero),
    source="Rudin, Principles of Mathematical Analysis, Theorem 4.23 (intermediate values)",
)
