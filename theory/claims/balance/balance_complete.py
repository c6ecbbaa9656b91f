"""Completeness: the gradients of the L - 1 balances are a basis of all that is orthogonal to the field of the flow."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.statements import ForEach, Partial
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import COORDINATE, WEIGHT, WIDTH, DiagonalNetwork
from neversaddle.theory.statement.case_proofs import zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Condition, Every, Place
from neversaddle.theory.statement.model import SIZES, i, j, r
from neversaddle.theory.statement.order_proofs import each_place, equal_shares, equation, relation
from neversaddle.theory.statement.proofs import normal_form, proves, truth
from neversaddle.theory.statement.setting import ANY_EXPONENT
from neversaddle.theory.statement.steps import Step

each, m, a, b = index("l"), index("m"), family("a"), family("b")
#: V_i, the field along which every loss moves the weights of one coordinate.
field = duality_map(q, Partial(COORDINATE[j], WEIGHT[i, j]))
#: The balances of the weights with that at place r, differentiated by weight i.
gradient = Partial(sp.Abs(WEIGHT[each, j]) ** q - sp.Abs(WEIGHT[r, j]) ** q, WEIGHT[i, j])
combined = Total(a[each] * gradient, each, L, r)
orthogonal = sp.Eq(Total(b[i] * field, i, L), 0)
spanned = Total(b[each] / (q * duality_map(q, WEIGHT[each, j])) * gradient, each, L, r)

claim = Claim(
    id="balance-complete",
    name="Completeness of the balances",
    source="derived",
    given=(
        *(*SIZES, ANY_EXPONENT, Place(j, WIDTH), Place(r, L), Composed(DiagonalNetwork(L), 0)),
        Every(sp.Ne(WEIGHT[each, j], 0), each, L, why="where a weight vanishes gradients may be missing or depend"),
    ),
    says=(
        Holds("the field does not vanish", ForEach(sp.Ne(field, 0), i, L)),
        Holds("the gradients are orthogonal to it", ForEach(sp.Eq(Total(gradient * field, i, L), 0), each, L, r)),
        Holds(
            "they are independent: of a combination that is zero all coefficients are",
            ForEach(sp.Equivalent(sp.Eq(combined, 0), sp.Eq(a[i], 0)), i, L, r),
        ),
        Holds("they span what is orthogonal to the field", ForEach(sp.Eq(b[i], spanned), i, L, r)),
        Holds(
            "entry r, too",
            sp.Eq(b[r], spanned.xreplace({i: r})),
            (Condition(orthogonal, why="what is not orthogonal to the field is no combination of the gradients"),),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The gradients have q Phi_q(w_l) at entry l, -q Phi_q(w_r) at entry r, and zeros."""
    *_, independent, spanning, last = claim.says
    for part in claim.says[:2]:
        yield proves(part, truth())
    yield proves(independent, each_place(zero_or_not(a[index("place0")], truth(), truth())))
    yield proves(spanning, truth())
    factor = 1 / duality_map(q, Product(WEIGHT[each, j], each, L, r))
    yield proves(last, relation(equation(orthogonal, factor, equal_shares(normal_form(), normal_form()))))
