"""Minimisers of even convex functions that tend to a function tend to minimisers of that."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.tending import EvenConvex, MinimisersTend, TendsTo

s, F, bottom, u, N, x, r, at = sp.symbols("s F bottom u N x r at", real=True)

# The limit is even and convex, too: it grows beyond all bounds, or is constant, and then every point is a minimiser.
THEOREM = Theorem(
    id="minimisers",
    says="if even convex functions tend to N at every point, then minimisers of their sums over coordinates, over any "
    "affine set, tend to the minimisers of the sum of N",
    letters=(s, F, bottom, u, N, x, r, at),
    premises=(EvenConvex("convex", s, F, bottom, u), TendsTo("at every point", s, F, bottom, u, N, x, r, at)),
    conclusion=MinimisersTend("minimisers tend", s, F, bottom, u, N, x, r, at),
    source="Rockafellar & Wets, Variational Analysis, Theorems 7.17, 7.32 and 7.33",
)
