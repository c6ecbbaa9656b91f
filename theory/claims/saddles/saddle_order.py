"""The order of a saddle: with two vanishing weights it is strict, with three or more a coordinate's rows vanish."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.statements import ForEach, Partial, Same
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.steepest import CURVATURE, LOSS, SLOPE, WEIGHT, WIDTH, DiagonalNetwork
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Every, Hypothesis, Place, Sign
from neversaddle.theory.statement.model import SIZES, i, j, r
from neversaddle.theory.statement.proofs import proves, truth
from neversaddle.theory.statement.steps import Step

a, b, d, each, m, n = map(index, "abdlmn")
OTHER_WEIGHT, OTHER_COORDINATE = (Place(i, L), Place(r, L, apart=(i,))), Place(n, WIDTH, apart=(j,))
#: Weights a and b of coordinate j vanish, and no other does; and, not as well, a third.
TWO: tuple[Hypothesis, ...] = (
    *(Place(a, L), Place(b, L, apart=(a,))),
    *(Sign(WEIGHT[a, j], "zero"), Sign(WEIGHT[b, j], "zero")),
)
NO_MORE = Every(sp.Ne(WEIGHT[each, j], 0), each, L, but=(a, b), why="a third zero makes the eigenvalues zero")
THIRD = (Place(d, L, apart=(a, b)), Sign(WEIGHT[d, j], "zero"))
others = Product(WEIGHT[each, j], each, L, a, b)


def hessian(i: sp.Symbol, j: sp.Symbol, r: sp.Symbol, n: sp.Symbol) -> sp.Expr:
    """d^2f/dw_ij dw_rn."""
    return Partial(Partial(LOSS, WEIGHT[i, j]), WEIGHT[r, n])


def all_but(j: sp.Symbol, *left_out: sp.Symbol) -> sp.Expr:
    """The product of a coordinate's weights but for some."""
    return Product(WEIGHT[each, j], each, L, *left_out)


def eigenvector(sign: int) -> sp.Basic:
    """Hess F v = +-c_j P v, entry by entry, for v = e_aj +- e_bj."""

    def entry(i: sp.Symbol, n: sp.Symbol) -> sp.Expr:
        return Same(n, j) * (Same(i, a) + sign * Same(i, b))

    row = Total(Total(hessian(i, n, each, m) * entry(each, m), each, L), m, WIDTH)
    return ForEach(ForEach(sp.Eq(row, sign * SLOPE[j] * others * entry(i, n)), i, L), n, WIDTH)


bent = CURVATURE[j, j] * all_but(j, i)
flat = ForEach(ForEach(sp.Eq(hessian(i, j, r, n), 0), r, L), n, WIDTH)
claim = Claim(
    id="saddle-order",
    name="Order of saddles",
    source="derived",
    given=(*SIZES, Place(j, WIDTH), Composed(DiagonalNetwork(L), 2)),
    says=(
        Holds(
            "the Hessian, two weights of one coordinate",
            sp.Eq(hessian(i, j, r, j), bent * all_but(j, r) + SLOPE[j] * all_but(j, i, r)),
            OTHER_WEIGHT,
        ),
        Holds("one weight", sp.Eq(hessian(i, j, i, j), bent * all_but(j, i)), OTHER_WEIGHT[:1]),
        Holds(
            "weights of two coordinates",
            ForEach(sp.Eq(hessian(i, j, r, n), CURVATURE[j, n] * all_but(j, i) * all_but(n, r)), r, L),
            (*OTHER_WEIGHT[:1], OTHER_COORDINATE),
        ),
        Holds("two vanish: an eigenvector of the eigenvalue c_j prod w_lj", eigenvector(1), TWO),
        Holds("and one of the opposite eigenvalue", eigenvector(-1), TWO),
        Holds("all other rows of the coordinate are zero", flat, (*TWO, Place(i, L, apart=(a, b)))),
        Holds(
            "the two eigenvalues are not zero, so that one is negative: the saddle is strict",
            sp.Ne(SLOPE[j] * others, 0),
            (*TWO, NO_MORE, Sign(SLOPE[j], "nonzero", "where the slope is zero the coordinate's rows vanish")),
        ),
        Holds("three vanish: all rows of the coordinate are zero", ForEach(flat, i, L), (*TWO, *THIRD)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Every first derivative dx_j/dw_ij is zero, so of the chain rule c_j d^2x_j/dw_ij dw_rj is left."""
    for part in claim.says:
        yield proves(part, truth())
