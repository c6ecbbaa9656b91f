"""A continuous odd derivative takes all values iff it grows without bound."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.shapes import Shape, Trait

s, C = sp.Symbol("s", real=True), sp.Symbol("C")
X, a = (sp.Function(name)(s) for name in ("X", "a"))

THEOREM = Theorem(
    id="all-slopes-on-the-line",
    says="S even: S' is odd, and takes all values between -S'(x) and S'(x)",
    letters=(s, X, a, C),
    premises=(Shape("steep at infinity", (Trait.STEEP,), s, X, a, C, -sp.oo),),
    conclusion=Shape("all slopes", (Trait.ONTO,), s, X, a, C, -sp.oo),
    source="Rudin, Principles of Mathematical Analysis, Theorem 4.23 (intermediate values)",
)
