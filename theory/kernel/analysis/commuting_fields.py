"""What is moved by several fields that commute is where the integrals of the forces say, in whatever order they act."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.fields import Brackets
from neversaddle.theory.statement.gradient_flows import OnSurface
from neversaddle.theory.statement.kinds import Identity

V, z = sp.symbols("V z", real=True)

THEOREM = Theorem(
    id="commuting-fields",
    says="if V_1, ..., V_n are smooth and [V_i, V_j] = 0 everywhere, then for some eps > 0 and smooth W with "
    "W(0) = z(0) and dW/dy_i = V_i(W) for |y| < eps, z(t) = W(y(t)), y_i = int_0^t s_i, as long as |y| < eps, along "
    "every solution of z' = s_1 V_1(z) + ... + s_n V_n(z) with continuous s_i",
    letters=(V, z),
    premises=(Identity("all brackets vanish", Brackets(V, z), sp.S.Zero),),
    conclusion=OnSurface("on a surface", V, z),
    source="Lee, Introduction to Smooth Manifolds, Theorem 9.44; Hale, Ordinary Differential Equations, Section I.3",
    polynomial=((V, z),),
)
