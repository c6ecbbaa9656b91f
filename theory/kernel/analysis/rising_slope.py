"""A function is convex where its slope does not fall."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit
from neversaddle.theory.statement.tending import EvenConvex

s, F, slope, bottom, low, u = sp.symbols("s F slope bottom low u", real=True)
INSIDE = (Sign(u, "positive"),)

THEOREM = Theorem(
    id="rising-slope",
    says="an even function that is continuous at 0, with a slope for x > 0 that is never negative and never falls, is "
    "convex; here as a curve x = s(u), F(u), u > 0",
    letters=(s, F, slope, bottom, low, u),
    premises=(
        Inequality("x grows along the curve", sp.S.Zero, sp.Derivative(s, u), strict=True, given=INSIDE),
        Identity("its slope", sp.Derivative(F, u), slope * sp.Derivative(s, u), given=INSIDE),
        Inequality("the slope never falls", sp.S.Zero, sp.Derivative(slope, u), given=INSIDE),
        Inequality("nor is it negative", sp.S.Zero, low),
        Limit("not at first", slope, u, sp.S.Zero, low),
        Limit("the curve begins at x = 0", s, u, sp.S.Zero, sp.S.Zero),
        Limit("with the value there", F, u, sp.S.Zero, bottom),
        Limit("and goes on for ever", 1 / s, u, sp.oo, sp.S.Zero),
    ),
    conclusion=EvenConvex("convex", s, F, bottom, u),
    source="Rockafellar, Convex Analysis, Theorem 24.2",
    smooth=((s, u), (F, u), (slope, u)),
)
