"""Cases cover all that a number may be, and are distinguished at one moment alone."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.cases import (
    as_power,
    at_end,
    by_symmetry,
    either_way,
    positive_or_not,
    zero_or_not,
)
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import LOSS, WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Members, Place, Range, Sign
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Limit, Part
from neversaddle.theory.statement.solutions import Along, Order, Rate
from tests.fuzz.families_truth import A, C, K, World, Y, i, j, worlds

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
@given(worlds(), st.sampled_from([GOAL, Inequality("-", sp.S.Zero, A[i] * Y + sp.Abs(A[i]))]))
def test_zero_or_not_are_all_cases(world: World, goal: Inequality) -> None:
    """No member of a world is zero; where one is, the goal says what it says with 0 written for it."""
    nonzero, zero = zero_or_not(goal, GIVEN, A[i])
    assert holds(nonzero, world) == holds(goal, world)
    assert Sign(A[i], "nonzero") in nonzero.given and Sign(A[i], "zero") in zero.given
    assert isinstance(zero, Inequality) and not zero.left.has(A[i]) and not zero.right.has(A[i])
    assert world.value(zero.right - zero.left) == world.value((goal.right - goal.left).xreplace({A[i]: sp.S.Zero}))


def test_zero_now_is_not_zero_then() -> None:
    _, zero = zero_or_not(Inequality("-", A[i], Initially(A[i])), GIVEN, A[i])
    assert isinstance(zero, Inequality) and (zero.left, zero.right) == (0, Initially(A[i]))


def test_signs_of_members_are_kept() -> None:
    own = (*GIVEN[:4], Members(A, "nonnegative"), Members(C, "positive"))
    nonzero, _ = zero_or_not(GOAL, own, A[i])
    assert Sign(A[i], "positive") in nonzero.given
    with pytest.raises(CannotDecide, match="of one sign already"):
        zero_or_not(GOAL, own, C[j])


NEW = sp.Symbol("z", nonnegative=True)


@settings(max_examples=40)
@given(worlds(), st.fractions(-3, 3, max_denominator=4))
def test_positive_or_not_are_all_cases(world: World, number: Fraction) -> None:
    given_ = (*GIVEN, Condition(Y * A[i] <= 1), Every(C[n] <= Y, n, K))
    positive, other = positive_or_not(GOAL, given_, Y, NEW)
    there = World({**world.numbers, Y: number, NEW: -number}, world.seed)
    part = positive if number > 0 else other
    assert holds(part, there) == holds(GOAL, there)
    relations = [h.relation for h in part.given if isinstance(h, Condition)]
    assert [bool(r.subs({Y: number, NEW: -number})) if not r.has(A) else r.lhs for r in relations] == [
        A[i] * (Y if number > 0 else -NEW)
    ]
    assert Sign(*((Y, "positive") if number > 0 else (NEW, "nonnegative"))) in part.given


@pytest.mark.parametrize(
    "opposite, extra",
    [
        (sp.Symbol("z", real=True), ()),
        (sp.Symbol("y", nonnegative=True), ()),
        (NEW, (Sign(NEW, "nonnegative"), Condition(NEW > 5))),
        (NEW, (Condition(NEW > 5),)),
        (NEW, (Every(C[n] <= NEW, n, K),)),
    ],
)
def test_the_other_name_is_new(opposite: sp.Symbol, extra: tuple[Hypothesis, ...]) -> None:
    with pytest.raises(CannotDecide, match="is no new name"):
        positive_or_not(GOAL, (*GIVEN, *extra), Y, opposite)


def test_a_sign_that_is_known_has_no_cases() -> None:
    with pytest.raises(CannotDecide, match="of one sign already"):
        positive_or_not(GOAL, (*GIVEN[:-1], Sign(Y, "nonnegative")), Y, NEW)


@pytest.mark.parametrize("goal", SOLUTIONS, ids=lambda part: type(part).__name__)
def test_cases_are_of_one_moment(goal: Part) -> None:
    """Along a solution a weight, the loss or the decay may be of one sign first, and of another later."""
    own = (*GIVEN, Sign(LOSS, "real"), Sign(alpha, "real"))
    for symbol in (Y, LOSS, alpha):
        with pytest.raises(CannotDecide, match="one moment"):
            positive_or_not(goal, own, symbol, NEW)
    for member in (A[i], WEIGHT[i, j]):
        with pytest.raises(CannotDecide, match="one moment"):
            zero_or_not(goal, own, member)


RANGE = Range(q)


@pytest.mark.parametrize("end", [sp.S.One, sp.Integer(2)])
def test_an_end_and_what_is_inside_are_all(end: sp.Expr) -> None:
    """Between them the two parts have every value of the parameter once."""
    goal = Equivalence("-", (sp.Eq((2 - q) * Y, 0), sp.Eq(Y, q - 1)))
    there, inside = at_end(goal, (*GIVEN, RANGE, Condition(q * Y <= 1)), q, end)
    assert isinstance(there, Equivalence) and not any(e.has(q) for e in there.conditions)
    assert not any(h.symbol == q for h in there.given if isinstance(h, Range))
    assert Condition(end * Y <= 1) in there.given
    (left,) = (h for h in inside.given if isinstance(h, Range))
    assert (left.open_low, left.open_high) == (end == 1, end == 2) and (left.low, left.high) == (1, 2)
    assert isinstance(inside, Equivalence) and inside.conditions == goal.conditions


@pytest.mark.parametrize(
    ("extra", "end"),
    [
        ((), 2),
        ((RANGE,), sp.Rational(3, 2)),
        ((Range(q, open_low=True),), 1),
        ((Range(q, open_high=True),), 2),
        ((RANGE, Range(q, high=sp.Rational(3, 2))), 1),
    ],
)
def test_there_has_to_be_an_end(extra: tuple[Hypothesis, ...], end: sp.Expr | int) -> None:
    with pytest.raises(CannotDecide, match="does not run to an end"):
        at_end(GOAL, (*GIVEN, *extra), q, sp.sympify(end))


X, Z, B = sp.Symbol("x", real=True), sp.Symbol("x", positive=True), sp.Symbol("b", positive=True)
REAL: tuple[Hypothesis, ...] = (Sign(X, "real"), Sign(Y, "real"))
EVEN = [sp.Abs(X) ** sp.Rational(3, 2), X * sp.sign(X), sp.cosh(X), Y * X**2 + 1, sp.S.One]
ODD = [X, sp.sign(X), sp.Abs(X) * X, sp.sinh(X) * (1 + X**2), sp.asinh(X * Y), sp.S.Zero]
NEITHER = [X + 1, sp.exp(X), sp.Abs(X + 1), X + X**2]


@pytest.mark.parametrize("side", EVEN + ODD, ids=str)
def test_by_symmetry(side: sp.Expr) -> None:
    """Where both sides are even, or both odd, what is left is x > 0 and x = 0."""
    positive, zero = by_symmetry(Identity("-", 2 * side, 3 * side), REAL, X)
    assert isinstance(positive, Identity) and isinstance(zero, Identity)
    assert (positive.left, zero.left) == (2 * side.xreplace({X: Z}), 2 * side.xreplace({X: sp.S.Zero}))
    assert set(positive.given) == {Sign(Z, "positive"), Sign(Y, "real")} and zero.given == (Sign(Y, "real"),)
    if side in EVEN:
        assert len(by_symmetry(Inequality("-", side, 2 * side), REAL, X)) == 2


POLE = 1 / X**2
NOT_SYMMETRIC: list[tuple[Part, tuple[Hypothesis, ...]]] = [
    *((Identity("-", side, side), REAL) for side in NEITHER),
    # One even and one odd; odd sides are not ordered alike on both sides; nor is equality somewhere.
    (Identity("-", X, sp.Abs(X)), REAL),
    (Inequality("-", X, 2 * X), REAL),
    (Inequality("-", sp.S.Zero, X**2, tight=sp.Eq(X, 0)), REAL),
    # More is known of x than that it is real, or less.
    (Identity("-", X, X), (*REAL, Condition(X > -1))),
    (Identity("-", X, X), (Sign(X, "nonnegative"),)),
    (Identity("-", Z, Z), (Sign(Z, "positive"),)),
    (Identity("-", Z, Z), (Sign(Z, "real"),)),
    (Identity("-", X, X), (Sign(Y, "real"),)),
    # Not defined at 0, or for some other value.
    (Identity("-", POLE, POLE), REAL),
    (Identity("-", X**2 * sp.log(Y), X**2 * sp.log(Y)), REAL),
    (Identity("-", X * 0**Y, X), REAL),
    # Not of numbers.
    (Identity("-", Total(C[n] * X**2, n, K), X**2), (*REAL, *GIVEN)),
    (Identity("-", Initially(X), X), REAL),
    (Identity("-", sp.Integral(Y, (Y, 0, X)), X), REAL),
    *((part, REAL) for part in SOLUTIONS),
]


@pytest.mark.parametrize(("goal", "given_"), NOT_SYMMETRIC, ids=str)
def test_what_is_not_symmetric(goal: Part, given_: tuple[Hypothesis, ...]) -> None:
    symbol = Z if isinstance(goal, Identity) and goal.left == Z else X
    with pytest.raises(CannotDecide):
        by_symmetry(goal, given_, symbol)


POSITIVE: tuple[Hypothesis, ...] = (Sign(Z, "positive"), Sign(Y, "real"))


@settings(max_examples=20)
@given(st.fractions(Fraction(1, 4), 4), st.sampled_from([2, -1, sp.Rational(1, 3)]))
def test_a_positive_number_is_a_power(number: Fraction, exponent: sp.Expr) -> None:
    goal = Inequality("-", Z**2 + Y, sp.log(1 + Z**3))
    (part,) = as_power(goal, POSITIVE, Z, B, sp.sympify(exponent))
    assert isinstance(part, Inequality) and set(part.given) == {Sign(B, "positive"), Sign(Y, "real")}
    base = sp.Rational(number.numerator, number.denominator)
    there, here = part.right.subs(B, base), goal.right.subs(Z, base**exponent)
    assert abs(sp.N(there - here, 20)) < sp.Float("1e-15")


NO_POWER: list[tuple[Part, tuple[Hypothesis, ...], sp.Symbol, sp.Expr]] = [
    (Identity("-", Z, Z), POSITIVE, B, sp.S.Zero),
    (Identity("-", Z, Z), POSITIVE, B, q - 1),
    (Identity("-", Z, Z), POSITIVE, B, B),
    (Identity("-", Z, Z), POSITIVE, B, Z),
    (Identity("-", Z, B), POSITIVE, B, sp.Integer(2)),
    (Identity("-", Z, Z), (*POSITIVE, Sign(B, "positive")), B, sp.Integer(2)),
    (Identity("-", Z, Z), (*POSITIVE, Condition(Z < 1)), B, sp.Integer(2)),
    (Identity("-", X, X), REAL, B, sp.Integer(2)),
    (Identity("-", Z, Z), POSITIVE, sp.Symbol("b", real=True), sp.Integer(2)),
    (Identity("-", Z, Z), POSITIVE, sp.Symbol("b", positive=True, integer=True), sp.Integer(2)),
    (SOLUTIONS[0], POSITIVE, B, sp.Integer(2)),
]


@pytest.mark.parametrize(("goal", "given_", "base", "exponent"), NO_POWER, ids=str)
def test_what_is_no_power(goal: Part, given_: tuple[Hypothesis, ...], base: sp.Symbol, exponent: sp.Expr) -> None:
    with pytest.raises(CannotDecide):
        as_power(goal, (*given_, Range(q)), X if given_ == REAL else Z, base, exponent)


@settings(max_examples=40)
@given(worlds())
def test_one_of_two_numbers_is_at_most_the_other(world: World) -> None:
    one, other = A[i] * Y, Total(A[m] ** 2, m, L)
    cases = either_way(GOAL, GIVEN, one, other)
    orders = [part.given[-1] for part in cases]
    assert [part.given[:-1] for part in cases] == [GIVEN, GIVEN]
    assert all((part.left, part.right) == (GOAL.left, GOAL.right) for part in cases if isinstance(part, Inequality))
    gap = world.value(one - other)
    assert orders == [Condition(sp.Le(*pair, evaluate=False)) for pair in ((one, other), (other, one))]
    assert gap <= 0 or gap >= 0


@pytest.mark.parametrize("part", SOLUTIONS, ids=lambda part: type(part).__name__)
def test_along_a_flow_the_order_may_change(part: Part) -> None:
    with pytest.raises(CannotDecide):
        either_way(part, GIVEN, A[i], Y)


def test_what_has_no_value_is_in_no_order() -> None:
    with pytest.raises(CannotDecide):
        either_way(GOAL, GIVEN, 1 / A[i], Y)
