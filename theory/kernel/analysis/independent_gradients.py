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
    "with continuous s_i, as long as y has stayed in D, the set of all y for which Z' = y_1 grad h_1(Z) + ... + "
    "y_n grad h_n(Z), Z(0) = z(0), has a solution on [0, 1], and the grad h_i are independent at z(0), then "
    "h(z) = grad P(y) with a C2 function P of a positive definite Hessian on D, which is star-shaped: the Jacobian of "
    "h(W) is the Gram matrix, which is symmetric, and the flow that leads to W(y) takes each grad h_i to itself, so "
    "that they stay independent; and on each open convex C in D with 0 in it grad P has an inverse, the gradient of "
    "the conjugate of P on C, which is C2 with a positive definite Hessian on grad P(C)",
    letters=(h, z),
    premises=(
        OnSurface("on a surface", Gradients(h, z), z),
        Inequality("the gradients are independent", sp.S.Zero, Gram(Gradients(h, z), z), strict=True),
    ),
    conclusion=ConvexGradient("a gradient", h, z),
    source="Lee, Introduction to Smooth Manifolds, Theorems 9.42 and 11.49; Horn and Johnson, Matrix Analysis, "
    "Theorem 7.2.10; Rockafellar, Convex Analysis, Theorem 26.4",
    polynomial=((h, z),),
)
