"""A second derivative on one side of 0 is that of an even differentiable function iff it can be integrated up to 0."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.shapes import Shape

s, C = sp.Symbol("s", real=True), sp.Symbol("C")
X, a = (sp.Function(name)(s) for name in ("X", "a"))

THEOREM = Theorem(
    id="even-function",
    says="S'' = a(s) > 0 at x = X(s) is that of an even S with S'(0) = 0 iff int a dX is finite at 0",
    letters=(s, X, a, C),
    premises=(ImproperIntegral("up to zero", a * sp.Derivative(X, s), s, None, C, sp.S.Zero, sp.S.One),),
    conclusion=Shape("it exists", (), s, X, a, C, -sp.oo),
    source="Rudin, Principles of Mathematical Analysis, Theorems 5.12, 6.19 and 6.21",
)
