"""Factorization: the least sum of |w_i|^s over weights with product x is L |x|^(s/L), at equal moduli."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.statements import Same
from neversaddle.theory.language.symbols import L
from neversaddle.theory.statement.case_proofs import equal
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Place, positive, real
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.order_proofs import least, middle, relation
from neversaddle.theory.statement.proofs import coefficients, proves, theorem, truth
from neversaddle.theory.statement.steps import Step

w, i, r = family("w"), index("i"), index("r")
x, s = sp.Symbol("x", real=True), sp.Symbol("s", positive=True)
product, size = Product(w[i], i, L), sp.Abs(w[i]) ** s
#: All weights have one modulus, and one of them, at place r, the sign of x.
point = sp.Abs(x) ** (1 / L) * (1 - Same(i, r) + Same(i, r) * sp.sign(x))

claim = Claim(
    id="factorization-norm",
    name="Norm of factorizations",
    source="standard (Kolb et al.; Ziyin & Wang, s = 2)",
    fidelity=Fidelity.FAITHFUL,
    given=(
        Depth(L, 1),
        Place(r, L),
        *positive(s, why="a power that grows with the size of a weight"),
        *real(x),
    ),
    says=(Least("any number of weights", Total(size, i, L), w, sp.Eq(product, x), L * sp.Abs(x) ** (s / L), i, point),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The arithmetic mean of the |w_i|^s is at least their geometric mean, |x|^(s/L)."""
    (total,) = claim.says
    means = theorem("arithmetic-geometric", coefficients(), n=L, a=(i, size))
    bound = middle(L * Product(size, i, L) ** (1 / L), coefficients(), means)
    yield proves(total, least(truth(), truth(), relation(equal(x, bound))))
