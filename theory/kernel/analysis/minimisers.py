"""Minimisers of convex functions that tend to a function with bounded level sets tend to its minimisers."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Inequality, Limit
from neversaddle.theory.statement.tending import EvenConvex, MinimisersTend, TendsTo

s, F, bottom, u, N, x, r, at = sp.symbols("s F bottom u N x r at", real=True)
THERE = (Sign(x, "positive"),)

THEOREM = Theorem(
    id="minimisers",
    says="if convex functions tend at every point to an N >= 0 that grows beyond all bounds, then minimisers of sums "
    "of them over coordinates, over any affine set, tend to minimisers of the sum of N",
    letters=(s, F, bottom, u, N, x, r, at),
    premises=(
        EvenConvex("convex", s, F, bottom, u),
        TendsTo("at every point", s, F, bottom, u, N, x, r, at),
        Inequality("the limit is not negative", sp.S.Zero, N, given=THERE),
        Limit("and grows beyond all bounds", 1 / N, x, sp.oo, sp.S.Zero),
    ),
    conclusion=MinimisersTend("minimisers tend", s, F, bottom, u, N, x, r, at),
    source="Rockafellar & Wets, Variational Analysis, Theorems 7.17, 7.32 and 7.33",
)
