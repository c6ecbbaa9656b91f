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
    says="if V_1, ..., V_n are smooth and [V_i, V_j] = 0 everywhere, then the set D of all y for which "
    "Z' = y_1 V_1(Z) + ... + y_n V_n(Z), Z(0) = z(0), has a solution on [0, 1] is open, W(y) = Z(1) is smooth on D "
    "with dW/dy_i = V_i(W), as the derivative of Z(s) by y_i solves the variational equation, which s V_i(Z(s)) does, "
    "too; and z(t) = W(y(t)), y_i = int_0^t s_i, as long as y has stayed in D, along every solution of "
    "z' = s_1 V_1(z) + ... + s_n V_n(z) with continuous s_i",
    letters=(V, z),
    premises=(Identity("all brackets vanish", Brackets(V, z), sp.S.Zero),),
    conclusion=OnSurface("on a surface", V, z),
    source="Lee, Introduction to Smooth Manifolds, Theorems 9.42 and 9.44; Hartman, Ordinary Differential Equations, "
    "Theorem V.3.1; Hale, Ordinary Differential Equations, Section I.3",
    polynomial=((V, z),),
)
