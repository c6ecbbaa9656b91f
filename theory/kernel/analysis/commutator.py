"""Where a commutator of two flows moves a function, its value depends on the order in which forces have acted."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.fields import Gradients, Moved
from neversaddle.theory.statement.gradient_flows import NoFunction
from neversaddle.theory.statement.kinds import Inequality

h, z = sp.symbols("h z", real=True)

THEOREM = Theorem(
    id="commutator",
    says="if V_i = grad h_i are smooth and the derivative of some h_k along some [V_i, V_j] is not zero at z(0), or "
    "its derivative along some V_l is not, then h(z(t)) is no function of y(t), y_i = int_0^t s_i, however near 0 y "
    "stays, along the solutions of z' = s_1 V_1(z) + ... + s_n V_n(z) with continuous functions s_i of time: for small "
    "a, b the moves exp(a V_i), then exp(b V_j), and the other order, part h_k by a b [V_i, V_j] h_k and higher orders",
    letters=(h, z),
    premises=(Inequality("a bracket moves a function", sp.S.Zero, Moved(h, Gradients(h, z), z), strict=True),),
    conclusion=NoFunction("no function", h, z),
    source="Lee, Introduction to Smooth Manifolds, Theorems 9.12 and 9.38; Hale, Ordinary Differential Equations, "
    "Section I.3",
    polynomial=((h, z),),
)
