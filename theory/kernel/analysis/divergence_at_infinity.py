"""Whether the height of a convex function above its tangents grows without bound as the tangents move away."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.shapes import Shape, Trait

s, low, C = sp.Symbol("s", real=True), sp.Symbol("low", extended_real=True), sp.Symbol("C")
X, a = (sp.Function(name)(s) for name in ("X", "a"))

THEOREM = Theorem(
    id="divergence-at-infinity",
    says="D(x, z), which is int_x^z (X - x) a dX, grows with z > x, and without bound iff int X a dX is infinite at oo",
    letters=(s, X, a, low, C),
    premises=(
        Shape("strictly convex", (Trait.STRICTLY_CONVEX,), s, X, a, sp.true, low),
        ImproperIntegral("to infinity", X * a * sp.Derivative(X, s), s, None, sp.Not(C), sp.S.One, sp.oo),
    ),
    conclusion=Shape("bounded right sublevel sets", (Trait.BOUNDED_SUBLEVELS,), s, X, a, C, low),
    source="Apostol, Calculus I, Theorem 7.6 (Taylor with remainder); Rudin, Real and Complex Analysis, Theorem 1.26",
)
