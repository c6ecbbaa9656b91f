"""Functions on a surface that their independent gradients span are the gradient of a convex function there."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.fields import Gradients, Gram
from neversaddle.theory.statement.gradient_flows import ConvexGradient, OnSurface
from neversaddle.theory.statement.kinds import Inequality

h, z = sp.symbols("h z", real=True)

THEOREM = Theorem(
    id="independent-gradients",
    says="if z = W(y) with dW/dy_i = grad h_i(W) along every solution of z' = s_1 grad h_1(z) + ... + s_n grad h_n(z) "
    "with continuous s_i, and the grad h_i are independent at z(0), then h(z) = grad P(y) for small y with a C2 "
    "function P of a positive definite Hessian: the Jacobian of h(W) is the Gram matrix, which is symmetric",
    letters=(h, z),
    premises=(
        OnSurface("on a surface", Gradients(h, z), z),
        Inequality("the gradients are independent", sp.S.Zero, Gram(Gradients(h, z), z), strict=True),
    ),
    conclusion=ConvexGradient("a gradient", h, z),
    source="Lee, Introduction to Smooth Manifolds, Theorem 11.49; Horn and Johnson, Matrix Analysis, Theorem 7.2.10",
    polynomial=((h, z),),
)
