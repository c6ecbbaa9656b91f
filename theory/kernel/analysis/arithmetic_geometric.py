"""The arithmetic mean of numbers that are not negative is at least their geometric mean."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.statement.hypotheses import Place
from neversaddle.theory.statement.kinds import Inequality

a, i = sp.Function("a"), index("i")
n = sp.Symbol("n", positive=True, integer=True)

THEOREM = Theorem(
    id="arithmetic-geometric",
    says="n (a_1 ... a_n)^(1/n) <= a_1 + ... + a_n for n >= 1 numbers a_i >= 0",
    letters=(a, n, i),
    premises=(Inequality("none is negative", sp.S.Zero, a(i), given=(Place(i, n),)),),
    conclusion=Inequality("the means", n * Product(a(i), i, n) ** (1 / n), Total(a(i), i, n)),
    source="Hardy, Littlewood & Polya, Inequalities, Theorem 9",
    places=(i,),
    whole=(n,),
)
