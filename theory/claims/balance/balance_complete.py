"""Completeness: what a flow keeps has a gradient in the span of those of the L - 1 balances, which are independent."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.language.statements import ForEach, Partial
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Every, Hypothesis, Kept, Place
from neversaddle.theory.statement.model import MOVING, SIZES, TWO_WEIGHTS, i, j, r
from neversaddle.theory.statement.order_proofs import each_place, equal_shares, equation, here_and_elsewhere, relation
from neversaddle.theory.statement.proofs import chain_rule, normal_form, proves, theorem, truth
from neversaddle.theory.statement.setting import ANY_EXPONENT
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step

each, m, a, b = index("l"), index("m"), family("a"), family("b")
#: V_i, the field along which every loss moves the weights of one coordinate.
field = duality_map(q, Partial(COORDINATE[j], WEIGHT[i, j]))
#: The balances of the weights with that at place r, differentiated by weight i.
gradient = Partial(sp.Abs(WEIGHT[each, j]) ** q - sp.Abs(WEIGHT[r, j]) ** q, WEIGHT[i, j])
combined = Total(a[each] * gradient, each, L, r)
#: The same, written out: the velocity of w_i in the flow of the loss -x_j.
velocity = duality_map(q, Product(WEIGHT[each, j], each, L, i))
unmoved = sp.Eq(Total(b[i] * velocity, i, L), 0)
spanned = Total(b[each] / (q * duality_map(q, WEIGHT[each, j])) * gradient, each, L, r)

flow = Steepest(DiagonalNetwork(L), q)
balance = sp.Abs(WEIGHT[i, j]) ** q - sp.Abs(WEIGHT[r, j]) ** q
SETTING: tuple[Hypothesis, ...] = (
    *(*SIZES, ANY_EXPONENT, Place(j, WIDTH), Place(r, L), Composed(DiagonalNetwork(L), 0)),
    Every(sp.Ne(WEIGHT[each, j], 0), each, L, why="where a weight vanishes gradients may be missing or depend"),
)

claim = Claim(
    id="balance-complete",
    name="Completeness of the balances",
    source="derived",
    says=(
        Holds("the field does not vanish", ForEach(sp.Ne(field, 0), i, L), SETTING),
        Holds(
            "the gradients are orthogonal to it", ForEach(sp.Eq(Total(gradient * field, i, L), 0), each, L, r), SETTING
        ),
        Holds(
            "they are independent: of a combination that is zero all coefficients are",
            ForEach(sp.Equivalent(sp.Eq(combined, 0), sp.Eq(a[i], 0)), i, L, r),
            SETTING,
        ),
        Holds(
            "the gradient of whatever the flow of f = -x_j keeps is a combination of them",
            ForEach(sp.Eq(b[i], spanned), i, L),
            (
                *SETTING,
                Kept(b[i], WEIGHT[i, j], velocity, i, L, why="of other functions the gradient may be any"),
            ),
        ),
        Along(
            "the balances are constant", balance, Order.EQUAL, Initially(balance), flow, (*SIZES, *TWO_WEIGHTS, *MOVING)
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The gradients have q Phi_q(w_l) at entry l, -q Phi_q(w_r) at entry r, and zeros."""
    *parts, independent, spanning, constant = claim.says
    for part in parts:
        yield proves(part, truth())
    yield proves(independent, each_place(zero_or_not(a[index("place0")], truth(), truth())))
    factor = 1 / duality_map(q, Product(WEIGHT[each, j], each, L, r))
    letters = {"b": (i, b[i]), "z": (i, WEIGHT[i, j]), "V": (i, velocity), "n": i, "size": L}
    kept = theorem("kept-function", **letters)
    at_r = equation(unmoved, factor, kept, equal_shares(normal_form(), normal_form()))
    yield proves(spanning, here_and_elsewhere(r, relation(at_r), truth()))
    yield proves(constant, theorem("zero-derivative", chain_rule()))
