"""What is said in another way is the same: chains, equal expressions and equal rates."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.rewriting import (
    another_force,
    another_rate,
    equal_argument,
    rearranged,
    replaced,
    through_middle,
)
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import PULL, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Members, Place, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit, Part
from neversaddle.theory.statement.solutions import Along, Order, Rate
from tests.fuzz.families_truth import A, B, C, K, World, Y, expressions, i, j, r, worlds

m, n = index("m"), index("n")
GIVEN: tuple[Hypothesis, ...] = (
    Depth(L, 1),
    Depth(K, 1),
    Place(i, L),
    Place(r, L, apart=(i,)),
    Place(j, K),
    Members(A, "real"),
    Members(B, "real"),
    Members(C, "real"),
    Sign(Y, "real"),
)
GOAL = Inequality("-", Y * A[i], A[i] ** 2 + Total(A[m] ** 2, m, L, i))
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
@given(expressions(2), expressions(2), worlds(), st.booleans())
def test_turned_around_it_is_the_same(left: sp.Expr, right: sp.Expr, world: World, strict: bool) -> None:
    goal = Inequality("-", left, right, strict)
    part, same = rearranged(goal, GIVEN, -right, -left)
    assert holds(part, world) == holds(goal, world)
    assert isinstance(same, Identity) and world.value(same.left) == world.value(same.right)


@settings(max_examples=40)
@given(expressions(2), expressions(2), expressions(2), worlds())
def test_two_links_make_a_chain(left: sp.Expr, between: sp.Expr, right: sp.Expr, world: World) -> None:
    goal = Inequality("-", left, right)
    links = through_middle(goal, GIVEN, between)
    assert len(links) == 2
    if all(holds(link, world) for link in links):
        assert holds(goal, world)


def test_only_inequalities_are_turned_or_linked() -> None:
    for goal in (*SOLUTIONS, Identity("-", Y, Y)):
        with pytest.raises(CannotDecide):
            rearranged(goal, GIVEN, Y, Y)
    for goal in (*SOLUTIONS, Inequality("-", Y, Y, strict=True), Inequality("-", Y, Y, tight=sp.Eq(Y, 0))):
        with pytest.raises(CannotDecide):
            through_middle(goal, GIVEN, Y)


def test_another_rate_is_the_same_at_almost_every_time() -> None:
    goal = Rate("-", WEIGHT[i, j], FLOW.velocity(i, j) + 0 * Y, FLOW)
    changes, same = another_rate(goal, GIVEN, FLOW.velocity(i, j))
    assert isinstance(changes, Rate) and changes.rate == FLOW.velocity(i, j) and changes.quantity == goal.quantity
    assert isinstance(same, Identity) and (same.left, same.right) == (goal.rate, changes.rate)
    for other in (SOLUTIONS[1], SOLUTIONS[2], GOAL):
        with pytest.raises(CannotDecide):
            another_rate(other, GIVEN, sp.S.Zero)


PULLED = Steepest(DiagonalNetwork(L), q, alpha, coupled=True)
AT = (*GIVEN, Depth(WIDTH, 1), Place(n, WIDTH))


def test_another_force_is_the_flows_own() -> None:
    force = (SLOPE[n] + Y) * WEIGHT[i, n]
    changes, same = another_force(Rate("-", WEIGHT[i, n], -PULL[i, n], PULLED, force=force), AT)
    assert isinstance(changes, Rate) and changes.force is None and changes.rate == -PULL[i, n]
    assert isinstance(same, Identity) and {same.left, same.right} == {PULLED.force(i, n), force}


@pytest.mark.parametrize(
    "goal",
    [
        Rate("-", WEIGHT[i, n], -PULL[i, n], PULLED),
        Rate("-", WEIGHT[i, n], sp.S.Zero, PULLED, force=Y),
        Rate("-", WEIGHT[i, n] + WEIGHT[r, n], -PULL[i, n] - PULL[r, n], PULLED, force=Y),
        Rate("-", Total(WEIGHT[m, n], m, L), -Total(PULL[m, n], m, L), PULLED, force=Y),
        Rate("-", WEIGHT[i, n], Total(PULL[m, n], m, L) - PULL[i, n], PULLED, force=Y),
        *SOLUTIONS,
        GOAL,
    ],
    ids=["none", "of no weight", "of two", "of all", "of one and all", "still", "along", "limit", "order"],
)
def test_a_force_is_that_of_one_weight(goal: Part) -> None:
    with pytest.raises(CannotDecide):
        another_force(goal, AT)


def test_a_rate_speaks_of_weights_that_exist() -> None:
    goal = Rate("-", WEIGHT[i, j], WEIGHT[j, i], FLOW)
    with pytest.raises(CannotDecide, match="not shown to exist"):
        another_rate(goal, GIVEN, FLOW.velocity(i, j))


def test_equal_arguments_are_exchanged_alone() -> None:
    f = sp.Abs(Y + 1) ** 3
    (part,) = equal_argument(Identity("-", f, sp.Abs(A[i]) ** 3), GIVEN, Y + 1, A[i])
    assert isinstance(part, Identity) and (part.left, part.right) == (Y + 1, A[i])
    with pytest.raises(CannotDecide, match="do not differ by"):
        equal_argument(Identity("-", f, sp.Abs(A[i]) ** 2), GIVEN, Y + 1, A[i])
    with pytest.raises(CannotDecide):
        # Neither side has a value where the arguments are zero.
        equal_argument(Identity("-", 1 / sp.Abs(Y), 1 / sp.Abs(A[i])), GIVEN, Y, A[i])


X, Z, B = sp.Symbol("x", real=True), sp.Symbol("x", positive=True), sp.Symbol("b", positive=True)
POSITIVE: tuple[Hypothesis, ...] = (Sign(Z, "positive"), Sign(Y, "real"))


def test_equals_are_put_in() -> None:
    goal = Inequality("-", sp.log(Z) ** 2, Z, strict=True)
    equal, there = replaced(goal, POSITIVE, sp.log(Z), Y * 2)
    assert equal == Identity("equal", sp.log(Z), 2 * Y, given=POSITIVE)
    assert there == Inequality("put in", 4 * Y**2, Z, strict=True, given=POSITIVE)


@pytest.mark.parametrize(
    "goal",
    [
        # With Y + 1 for sin(Y) the factor log(Y) would be gone where it has no value.
        Identity("-", sp.log(Y) * (sp.sin(Y) - Y - 1), sp.S.Zero),
        Identity("-", sp.Derivative(sp.sin(Y), Y), sp.cos(Y)),
        Identity("-", sp.Integral(sp.sin(Y), (Y, 0, Z)), Z),
        Identity("-", Initially(sp.sin(Y)), Z),
        *SOLUTIONS,
    ],
    ids=str,
)
def test_equals_are_not_put_in_where_other_values_count(goal: Part) -> None:
    with pytest.raises(CannotDecide):
        replaced(goal, POSITIVE, sp.sin(Y), Y + 1)


@settings(max_examples=20)
@given(expressions(2), expressions(2), expressions(2), worlds())
def test_two_equalities_make_a_chain(left: sp.Expr, between: sp.Expr, right: sp.Expr, world: World) -> None:
    links = through_middle(Identity("-", left, right), GIVEN, between)
    values = [(world.value(link.left), world.value(link.right)) for link in links if isinstance(link, Identity)]
    assert len(values) == 2 and values[0][1] == values[1][0]
    assert (values[0][0], values[1][1]) == (world.value(left), world.value(right))
