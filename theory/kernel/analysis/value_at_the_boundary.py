"""Whether a convex function is finite at the end of its interval."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.shapes import Shape, Trait

s, C = sp.Symbol("s", real=True), sp.Symbol("C")
X, a = (sp.Function(name)(s) for name in ("X", "a"))

THEOREM = Theorem(
    id="value-at-the-boundary",
    says="S(0+) is finite iff int X a dX is, at 0, as S(z) - S(x) - S'(x)(z - x) = int_z^x (X - z) a dX",
    letters=(s, X, a, C),
    premises=(ImproperIntegral("up to zero", X * a * sp.Derivative(X, s), s, None, C, sp.S.Zero, sp.S.One),),
    conclusion=Shape("finite at the boundary", (Trait.CLOSED_DOMAIN,), s, X, a, C, sp.S.Zero),
    source="Apostol, Calculus I, Theorem 7.6 (Taylor with remainder); Rudin, Real and Complex Analysis, Theorem 1.26",
)
