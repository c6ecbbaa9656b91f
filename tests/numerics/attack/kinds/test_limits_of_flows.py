"""The attack on limits of solutions: flows come to where they are said to, or are caught."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.limits_of_flows import limit_has_property, rest_without
from neversaddle.theory.language.symbols import alpha
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Convex, Depth, Sign
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.points import AtLimits, AtRest, Each, FirstOrder, LeastInBox

alone = Steepest(DiagonalNetwork(sp.S.One), sp.S.One, alpha, steady=True)
smooth = replace(alone, q=sp.Integer(2))
GIVEN = (Depth(WIDTH, 1), Sign(alpha, "positive"), Convex())
x, c = COORDINATE[j], SLOPE[j]


def holds(limit: object, flow: Steepest, number: int) -> bool:
    return limit_has_property(AtLimits("-", limit, flow), GIVEN, f"test/{number}")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limit", "flow"),
    [
        (FirstOrder(1 / alpha), alone),
        (LeastInBox(1 / alpha), alone),
        (AtRest(), alone),
        (AtRest(), smooth),
        (Each(sp.Eq(c, -alpha * x), j), smooth),
        (AtRest(), replace(smooth, model=DiagonalNetwork(sp.Integer(2)))),
    ],
)
@pytest.mark.parametrize("number", range(3))
def test_limits_are_what_they_are_said_to_be(limit: object, flow: Steepest, number: int) -> None:
    assert holds(limit, flow, number)


@pytest.mark.parametrize(
    ("limit", "flow"),
    [
        (FirstOrder(2 / alpha), alone),
        (LeastInBox(1 / (2 * alpha)), alone),
        (Each(sp.Eq(c, 0), j), smooth),
        (Each(sp.Eq(c, -2 * alpha * x), j), smooth),
    ],
)
def test_other_limits_are_caught(limit: object, flow: Steepest) -> None:
    assert not all(holds(limit, flow, number) for number in range(8))


def test_without_decay_flows_need_not_come_to_rest() -> None:
    with pytest.raises(ValueError, match="no flow came to rest"):
        limit_has_property(AtLimits("-", AtRest(), replace(alone, decay=sp.S.Zero)), (Depth(WIDTH, 1),), "test/0")


@pytest.mark.parametrize(
    ("limit", "flow", "holds"),
    [
        (FirstOrder(1 / alpha), alone, True),
        (AtRest(), smooth, True),
        (Each(sp.Eq(c, -alpha * x), j), smooth, True),
        (FirstOrder(1 / (2 * alpha)), alone, False),
        (Each(sp.Eq(c, 0), j), smooth, False),
        (Each(sp.Eq(c, -2 * alpha * x), j), smooth, False),
    ],
)
def test_a_point_of_rest_without_the_property_refutes(limit: object, flow: Steepest, holds: bool) -> None:
    """The solution that stays there is one that converges."""
    part = AtLimits("-", limit, flow)  # type: ignore[arg-type]
    found = rest_without(part, GIVEN, "test")
    assert (found is None) is holds
