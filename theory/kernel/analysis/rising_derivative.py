"""A function is strictly convex where its derivative rises."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Identity, Inequality

F, D, z = sp.symbols("F D z", real=True)
LINE = (Sign(z, "real"),)

THEOREM = Theorem(
    id="rising-derivative",
    says="a function on the line is strictly convex if its derivative D rises, as it does where D' > 0",
    letters=(F, D, z),
    premises=(
        Identity("its derivative", sp.Derivative(F, z), D, given=LINE),
        Inequality("which rises", sp.S.Zero, sp.Derivative(D, z), strict=True, given=LINE),
    ),
    conclusion=StrictlyConvex("strictly convex", F, D, z, given=LINE),
    source="Hiriart-Urruty & Lemarechal, Fundamentals of Convex Analysis, Theorem B.4.1.4",
)
