"""A strictly convex function lies above its tangents."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.kinds import Inequality

F, D = sp.Function("F"), sp.Function("D")
a, b, z = sp.symbols("a b z", real=True)

THEOREM = Theorem(
    id="tangent",
    says="a strictly convex differentiable function lies above its tangent at a, and meets it at a alone",
    letters=(F, D, a, b, z),
    points=(z,),
    premises=(StrictlyConvex("it is strictly convex", F(z), D(z), z),),
    conclusion=Inequality("above the tangent", sp.S.Zero, F(b) - F(a) - D(a) * b + D(a) * a, tight=sp.Eq(b - a, 0)),
    source="Rockafellar, Convex Analysis, Theorem 25.1",
)
