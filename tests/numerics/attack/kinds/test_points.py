"""The attack on properties of points: what is true withstands it from both sides, what is false is caught."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.kinds.point_numbers import fraction_of, member, number, read, values_of
from neversaddle.numerics.attack.kinds.point_samples import point_instances, points_outside
from neversaddle.numerics.attack.kinds.points import BEND, CURVE, holds_nearly, point_agreement, point_fails
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.steepest import COORDINATE, PARTIAL, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.balanced import AWAY, BALANCED, SIZE, y
from neversaddle.theory.statement.hypotheses import Convex, Depth, Hypothesis, Members, Range, Sign
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.points import AtPoints, AtRest, Each, FirstOrder, LeastInBox, Stationary

ONE, TWO = sp.S.One, sp.Integer(2)
p = q / (q - 1)
ABOVE_ONE, DECAY = Range(q, open_low=True), Sign(alpha, "positive")
x, c = COORDINATE[j], SLOPE[j]
flow = Steepest(DiagonalNetwork(L), q, alpha)
sign_flow, alone = replace(flow, q=ONE), Steepest(DiagonalNetwork(ONE), ONE, alpha)


def penalty(factor: sp.Expr, exponent: sp.Expr) -> Stationary:
    return Stationary(factor * sp.Abs(y) ** exponent / exponent, y)


def rest(right: object, along: Steepest, *given: Hypothesis) -> tuple[AtPoints, tuple[Hypothesis, ...]]:
    return AtPoints("-", AtRest(), right, along), (*given, DECAY, *SIZES)  # type: ignore[arg-type]


def points(part: AtPoints, given: tuple[Hypothesis, ...], count: int = 60) -> list[Instance]:
    return list(itertools.islice(point_instances(part, given, sorted(part.symbols(), key=str), "test"), count))


right = penalty(alpha ** (p - 1), p / L)
TRUE = {
    "decoupled": rest(right, flow, ABOVE_ONE, *AWAY),
    "coupled": rest(penalty(alpha, 2 / L), replace(flow, coupled=True), Range(q), *AWAY),
    "everywhere": (
        AtPoints("-", AtRest(), Each(sp.Eq(x * c, -(alpha ** (p - 1)) * sp.Abs(x) ** (p / L)), j), flow),
        (ABOVE_ONE, DECAY, Depth(L, 2), Depth(WIDTH, 1), *BALANCED),
    ),
    "the box": rest(FirstOrder(alpha ** (-L)), sign_flow, *AWAY),
    "the box at depth one": rest(FirstOrder(1 / alpha), alone),
    "a minimum": rest(LeastInBox(1 / alpha), alone, Convex()),
    "at rest where at rest": (AtPoints("-", AtRest(), None, flow, where=AtRest()), (ABOVE_ONE, DECAY, *SIZES, *AWAY)),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_withstands(name: str) -> None:
    part, given = TRUE[name]
    found = points(part, given)
    with mp.workdps(45):
        assert [point_agreement(part, point, 30) for point in found] == [None] * len(found)
        assert not any(point_fails(part, point, 200) for point in found)
        # Both sides are tried: at rest and not.
        sides = {holds_nearly(part.left, part.along, point, 30) for point in found}  # type: ignore[arg-type]
    assert sides == ({True} if part.where else {True, False})
    # Models of several sizes are tried.
    assert len({len(point) for point in found}) > 1


FALSE = {
    "half the penalty": rest(penalty(alpha ** (p - 1) / 2, p / L), flow, ABOVE_ONE, *AWAY),
    "another exponent": rest(penalty(alpha ** (p - 1), 2 / L), flow, ABOVE_ONE, *AWAY),
    "another power of decay": rest(penalty(alpha, p / L), flow, ABOVE_ONE, *AWAY),
    "out of balance": rest(right, flow, ABOVE_ONE, Members(WEIGHT, "nonzero")),
    "at zero": rest(right, flow, ABOVE_ONE, *BALANCED),
    "another box": rest(FirstOrder(2 * alpha ** (-L)), sign_flow, *AWAY),
    "a minimum of any loss": rest(LeastInBox(1 / alpha), alone),
    "everywhere in the box": rest(Each(sp.Le(sp.Abs(x), 1 / alpha), j), alone),
    "slopes of one size": rest(Each(sp.Eq(sp.Abs(c), 1), j), flow, ABOVE_ONE, *AWAY),
    "stationary at rest": (
        AtPoints("-", penalty(alpha, 2 - q * (L - 1) / L), None, flow, where=AtRest()),
        (ABOVE_ONE, DECAY, *SIZES, *AWAY),
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_caught_for_certain(name: str) -> None:
    part, given = FALSE[name]
    found = [point for point in points(part, given, 300) if point_fails(part, point, 200)]
    assert found
    with mp.workdps(45):
        assert point_agreement(part, found[0], 30) == 0


def test_rest_is_found_where_nothing_is_said_of_balance() -> None:
    """Points at rest of several depths, at which the slope of f and the penalty times x is zero."""
    slope = Each(sp.Eq(x * c, -(alpha ** (p - 1)) * sp.Abs(x) ** (p / L)), j)
    part, given = AtPoints("-", slope, None, flow, where=AtRest()), (ABOVE_ONE, DECAY, *SIZES)
    found = points(part, given)
    with mp.workdps(45):
        resting = [point for point in found if holds_nearly(AtRest(), flow, point, 30)]
        assert {1, 2, 3} <= {int(point[L]) for point in resting}
        assert not any(point_fails(part, point, 200) for point in found)
    half = replace(part, left=Each(sp.Eq(2 * x * c, -(alpha ** (p - 1)) * sp.Abs(x) ** (p / L)), j))
    assert any(point_fails(half, point, 200) and point[L] > 1 for point in found)


def test_what_is_not_equal() -> None:
    part = AtPoints("-", Each(sp.Ne(x * c, -alpha * sp.Abs(x)), j), None, alone)
    point = {WIDTH: Fraction(1), alpha: Fraction(2), member(WEIGHT, 1, 1): Fraction(3)}
    assert point_fails(part, {**point, member(SLOPE, 1): Fraction(-2)}, 100)
    for slope in (-3, -1, 2):
        assert not point_fails(part, {**point, member(SLOPE, 1): Fraction(slope)}, 100)


def test_points_are_within_their_hypotheses() -> None:
    part, given = TRUE["decoupled"]
    for point in points(part, given):
        depth, width = int(point[L]), int(point[WIDTH])
        weights = {(i, n): point[member(WEIGHT, i, n)] for i in range(1, depth + 1) for n in range(1, width + 1)}
        assert all(abs(v) == point[member(SIZE, n)] > 0 for (_, n), v in weights.items())


@pytest.mark.parametrize("dropped", [*AWAY, ABOVE_ONE, DECAY])
def test_points_outside_break_one_hypothesis_alone(dropped: Hypothesis) -> None:
    part, given = TRUE["decoupled"]
    found = list(itertools.islice(points_outside(part, given, dropped, sorted(part.symbols(), key=str), "test"), 20))
    assert found
    for point in found:
        even = all(abs(v) == point.get(member(SIZE, int(m.indices[1]))) for m, v in point.items() if m.has(WEIGHT))
        broken = {
            AWAY[0]: not even,
            AWAY[1]: min(v for m, v in point.items() if m.has(SIZE)) <= 0 if dropped == AWAY[1] else False,
            ABOVE_ONE: not 1 < point[q] <= 2,
            DECAY: point[alpha] <= 0,
        }
        assert [h for h, is_broken in broken.items() if is_broken] == [dropped]


def test_a_point_is_read_as_numbers() -> None:
    point = {L: Fraction(2), WIDTH: Fraction(1), alpha: Fraction(1), q: Fraction(2), member(SLOPE, 1): Fraction(5)}
    point |= {member(WEIGHT, 1, 1): Fraction(2), member(WEIGHT, 2, 1): Fraction(-3)}
    here = read(flow, point)
    assert (here.coordinates, here.partials, here.slopes) == ([-6], [[-3], [2]], [5])
    assert here.values[member(PARTIAL, 1, 1)] == -3 and here.values[member(COORDINATE, 1)] == -6


def test_long_numbers_have_names() -> None:
    """SymPy looks for roots of numbers for long; a name says what it stands for."""
    root = fraction_of(sp.sqrt(2))
    name = number(root)
    assert name.is_Symbol and values_of(name + 1) == {name: root} and abs(root**2 - 2) < Fraction(1, 10**100)
    assert number(Fraction(1, 3)) == sp.Rational(1, 3)


def test_a_least_value_is_looked_for_across_the_box() -> None:
    """f = -v^2/2 is stationary at 0 and least at the edges."""
    part, _ = rest(LeastInBox(1 / alpha), alone)
    point = {WIDTH: Fraction(1), alpha: Fraction(1), member(WEIGHT, 1, 1): Fraction(0), member(SLOPE, 1): Fraction(0)}
    bent = {**point, member(CURVE, 1): Fraction(1), BEND: Fraction(-1)}
    assert point_fails(part, bent, 100) and not point_fails(part, {**bent, BEND: Fraction(1)}, 100)


def test_penalties_without_a_value_have_no_meaning() -> None:
    part, given = TRUE["decoupled"]
    (point, *_) = points(part, given)
    with pytest.raises(Undefined):
        point_agreement(part, {**point, q: Fraction(1)}, 30)
    assert not point_fails(part, {**point, q: Fraction(1)}, 100)
