"""Where a commutator of two flows moves a function, its value depends on the order in which forces have acted."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Argument
from neversaddle.theory.language.fields import Gradients, Moved
from neversaddle.theory.statement.gradient_flows import NoFunction
from neversaddle.theory.statement.kinds import Inequality

h, z = sp.symbols("h z", real=True)

THEOREM = Argument(
    id="commutator",
    says="if V_i = grad h_i are smooth and the derivative of some h_k along some [V_i, V_j] is not zero at z(0), or "
    "its derivative along some V_l is not, then h(z(t)) is no function of y(t), y_i = int_0^t s_i, however near 0 y "
    "stays, along the solutions of z' = s_1 V_1(z) + ... + s_n V_n(z) with continuous functions s_i of time",
    letters=(h, z),
    premises=(Inequality("a bracket moves a function", sp.S.Zero, Moved(h, Gradients(h, z), z), strict=True),),
    conclusion=NoFunction("no function", h, z),
    source="by hand",
    polynomial=((h, z),),
    because="""Solutions depend continuously on the s_i in the mean (Hale, Ordinary Differential Equations, Section
I.3), so it is enough to look at s_i that jump. Let s_i = 1 for a time a, all others being 0, then s_j = 1 for a time
b; and the same in the other order. Both have y_i = a and y_j = b at the end. Expanded in a and b, the ends part h_k by
a b ([V_i, V_j] h_k)(z(0)) up to sign and terms of third order (Hairer, Lubich and Wanner, Geometric Numerical
Integration, Lemma III.5.1), which for small a, b is not zero where [V_i, V_j] h_k is not. Where that vanishes at z(0)
and its derivative along some V_l does not, let s_l = 1 first, for a short time: then it does not vanish where the
others begin.""",
)
