"""Sums and products share by share: what is left to show is enough, and what it may be used on."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.shares import share_by_share
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Depth, Every, Hypothesis, Members, Place, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit, Part
from neversaddle.theory.statement.solutions import Along, Order, Rate
from tests.fuzz.families_truth import A, C, K, World, Y, expressions, i, j, worlds

m, n = index("m"), index("n")
GIVEN: tuple[Hypothesis, ...] = (
    Depth(L, 1),
    Depth(K, 1),
    Place(i, L),
    Place(j, K),
    Members(A, "real"),
    Members(C, "real"),
    Sign(Y, "real"),
)
FLOW = Steepest(DiagonalNetwork(L), q, alpha)
SOLUTIONS: list[Part] = [
    Rate("-", A[i], sp.S.Zero, FLOW),
    Along("-", A[i], Order.EQUAL, Initially(A[i]), FLOW),
    Limit("-", A[i] / Y, Y, sp.oo, sp.S.Zero),
]


def holds(part: Part, world: World) -> bool:
    assert isinstance(part, Inequality)
    left, right = world.value(part.left), world.value(part.right)
    return left < right if part.strict else left <= right


@settings(max_examples=40)
@given(expressions(1), expressions(1), worlds())
def test_ordered_shares_make_ordered_sums(left: sp.Expr, right: sp.Expr, world: World) -> None:
    letter = index("n9")
    sides = [Total(e.xreplace({j: letter}) + C[letter] ** 2, letter, K) for e in (left, right)]
    goal = Inequality("-", *sides)
    try:
        (part,) = share_by_share(goal, GIVEN)
    except CannotDecide:
        # What is the same in all shares has left the sum.
        return
    place = next(h.symbol for h in part.given if isinstance(h, Place) and h not in GIVEN)
    numbers = dict(world.numbers)
    every = [World({**numbers, place: at}, world.seed) for at in range(1, int(numbers[K]) + 1)]
    if all(holds(part, there) for there in every):
        assert holds(goal, world)


def test_the_place_of_a_share_is_new() -> None:
    one, other = index("place0"), index("place1")
    taken = (*GIVEN, Place(one, K), Every(C[other] > 0, other, K))
    (part,) = share_by_share(Inequality("-", Total(C[n], n, K), Total(C[n] ** 2, n, K)), taken)
    place = index("place2")
    assert (part.left, part.right) == (C[place], C[place] ** 2) and Place(place, K) in part.given


@pytest.mark.parametrize(
    "goal",
    [
        Inequality("-", Total(C[n], n, K), Total(C[n], n, K), strict=True),
        Inequality("-", Total(C[n], n, K), Total(C[n], n, K), tight=sp.Eq(Y, 0)),
        Inequality("-", Total(C[n], n, K, j), Total(C[n], n, K)),
        Inequality("-", Total(C[n], n, K) + 1, Total(C[n], n, K)),
        Inequality("-", Total(C[n], n, K) ** 2, Total(C[n], n, K)),
        Inequality("-", Total(C[n], n, K), Total(A[m], m, L)),
        Inequality("-", Product(C[n], n, K), Product(C[n], n, K), strict=True),
        Inequality("-", Product(C[n], n, K, j), Product(C[n], n, K)),
        Identity("-", Total(C[n], n, K) ** 2, Total(C[n], n, K)),
        *SOLUTIONS,
    ],
    ids=str,
)
def test_what_is_not_ordered_by_shares(goal: Part) -> None:
    with pytest.raises(CannotDecide):
        share_by_share(goal, GIVEN)


def test_products_are_ordered_where_no_factor_is_negative() -> None:
    sign, order = share_by_share(Inequality("-", Product(C[n], n, K), Product(C[n] ** 2, n, K)), GIVEN)
    assert isinstance(sign, Inequality) and isinstance(order, Inequality)
    assert sign.left == 0 and sign.right == order.left and order.right == order.left**2
