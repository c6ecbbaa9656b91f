"""A function that is constant along the curves of a field does not change in its direction."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.statement.hypotheses import Kept
from neversaddle.theory.statement.kinds import Identity

b, z, V, n = sp.Function("b"), sp.Function("z"), sp.Function("V"), index("n")
size = sp.Symbol("size", positive=True, integer=True)

THEOREM = Theorem(
    id="kept-function",
    says="if F is C1 near z, V is continuous near z, and F is at first constant along every solution of dz/dt = V(z) "
    "from there, then sum_n V_n dF/dz_n = 0 there",
    letters=(b, z, V, n, size),
    premises=(),
    conclusion=Identity("no change", Total(b(n) * V(n), n, size), sp.S.Zero),
    source="Hale, Ordinary Differential Equations, Theorem I.1.1 (Peano), and the chain rule",
    assumes=(Kept(b(n), z(n), V(n), n, size),),
    near=((V, z, n, size),),
)
