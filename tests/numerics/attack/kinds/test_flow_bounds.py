"""Bounds along concrete flows: certain where balls decide, never where they touch, and tried by numbers apart."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.checks import certain, check, violated
from neversaddle.numerics.attack.kinds import flow_bounds
from neversaddle.numerics.attack.kinds.flow_bounds import (
    bound_agreement,
    certainly_bounded,
    certainly_outside,
    obstacle,
)
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.geometry.reparametrization import DeepDiagonal, reparametrization
from neversaddle.theory.motion.problem import FlowProblem, coordinate, weight
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.kinds import FlowBound

R = sp.Rational
x = coordinate(1)
w_1, w_2 = weight(1, 1), weight(2, 1)
#: x = exp(2 t)/4, since w' = w.
growing = FlowProblem(DeepDiagonal(2), sp.S(2), -x, ((R(1, 2),), (R(1, 2),)))
#: x = (3/10 + t)(2/10 + t) up to t = 0.75...
signs = FlowProblem(DeepDiagonal(2), sp.S(1), (x - 1) ** 2 / 2, ((R(3, 10),), (R(1, 5),)))
#: The balance of |w|^(3/2) is 7/8.
curved = FlowProblem(DeepDiagonal(2), R(3, 2), -x, ((R(1, 4),), (R(1),)))
BALANCE = sp.Abs(w_2) ** R(3, 2) - sp.Abs(w_1) ** R(3, 2)
END = sp.exp(2) / 4


def bound(
    problem: FlowProblem, quantity: sp.Expr, low: object, high: object, at: object = 1, **more: bool
) -> FlowBound:
    ends = (None if e is None else sp.sympify(e) for e in (low, high))
    return FlowBound("b", problem, quantity, sp.sympify(at), *ends, **more)


TRUE = {
    "two sides": bound(growing, x, R("1.847"), R("1.848")),
    "from below": bound(growing, x, R("1.847"), None),
    "from above, a number that is no fraction": bound(growing, x, None, END + R(1, 10**20)),
    "the loss": bound(growing, LOSS, -END - R(1, 10**9), -END + R(1, 10**9)),
    "a weight": bound(growing, w_1**2, END - R(1, 10**9), END + R(1, 10**9)),
    "sign flow": bound(signs, x, R("0.5599999999"), R("0.5600000001"), "1/2"),
    "conserved": bound(curved, BALANCE, R(7, 8) - R(1, 10**25), R(7, 8) + R(1, 10**25), "1/4", throughout=True),
    "moving, at all times": bound(growing, x, R(1, 8), END + R(1, 4), throughout=True),
}
FALSE = {
    "two sides": bound(growing, x, R("1.848"), R("1.849")),
    "from below": bound(growing, x, R("1.848"), None),
    "by very little": bound(growing, x, END + R(1, 10**20), None),
    "the order of the bounds": bound(growing, x, R("1.848"), R("1.847")),
    "sign flow": bound(signs, x, 0, R("0.5599999999"), "1/2"),
    "not conserved": bound(curved, BALANCE + w_1, R(9, 8), R(9, 8) + R(1, 100), "1/4", throughout=True),
    "at the end, not at all times": bound(growing, x, R("1.847"), None, throughout=True),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_bound_is_certain(name: str) -> None:
    part = TRUE[name]
    assert certainly_bounded(part) is not None and certain(part, {})
    assert not certainly_outside(part) and not violated(part, {}, 64)
    assert bound_agreement(part, 15) == check(part, {}, 15) == 15


@pytest.mark.parametrize("name", FALSE)
def test_a_false_bound_is_refuted(name: str) -> None:
    part = FALSE[name]
    assert certainly_bounded(part) is None
    assert certainly_outside(part) and violated(part, {}, 64)
    assert bound_agreement(part, 25) == 0


def test_a_bound_too_sharp_to_decide_is_left_open() -> None:
    part = bound(growing, x, None, END)
    assert certainly_bounded(part) is None and not certainly_outside(part)
    assert "touch a bound" in obstacle(part)
    assert bound_agreement(part, 20) == 20


def test_where_the_flow_has_a_corner_nothing_is_certain() -> None:
    part = bound(signs, x, R("0.9"), R("1.1"))
    assert certainly_bounded(part) is None and not certainly_outside(part)
    assert "component 1 of grad f may vanish" in obstacle(part)
    # The flow slides at x = 1, which its numbers know.
    assert bound_agreement(part, 15) == 15
    assert bound_agreement(bound(signs, x, R("1.1"), None), 15) == 0


def test_a_flow_that_ends_before_has_no_such_value() -> None:
    blown = FlowProblem(DeepDiagonal(3), sp.S(2), -(x**3), ((sp.S(1),),) * 3)
    part = bound(blown, x, 0, None)
    with pytest.raises(Undefined, match=r"ends at t = 0.0476"):
        bound_agreement(part, 15)
    assert certainly_bounded(part) is None and not certainly_outside(part)


def test_numbers_and_balls_do_not_use_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> object:
        raise AssertionError("the other channel was asked")

    part = bound(growing, x, R("1.8471"), R("1.8484"))
    with monkeypatch.context() as patch:
        patch.setattr(flow_bounds, "smooth_stretch", never)
        assert bound_agreement(part, 12) == 12
    monkeypatch.setattr(flow_bounds, "weight_flow", never)
    assert certainly_bounded(part) is not None


@given(st.fractions(Fraction(1, 4), 2, max_denominator=9), st.integers(2, 30), st.sampled_from([1, -1]))
@settings(max_examples=20)
def test_a_closed_solution_decides_as_the_balls_do(start: Fraction, digits: int, side: int) -> None:
    """w' = w from w: x = w^2 exp(2t) at t = 1/2, moved by 10^-digits to either side."""
    w = R(start.numerator, start.denominator)
    problem = FlowProblem(DeepDiagonal(2), sp.S(2), -x, ((w,), (w,)))
    part = bound(problem, x, w**2 * sp.E + side * R(1, 10**digits), None, "1/2")
    assert (certainly_bounded(part) is not None) == (side < 0)
    assert certainly_outside(part) == (side > 0)


@pytest.mark.parametrize("coupled", [False, True])
def test_decay_and_other_models(coupled: bool) -> None:
    """q = 2: both kinds of decay are the same, u' = (2 - 1/2) u and v' = -(2 + 1/2) v."""
    model = reparametrization("u**2 - v**2", "u,v")
    problem = FlowProblem(model, sp.S(2), -x, ((sp.S(1),), (sp.S(1),)), R(1, 2), coupled)
    value = sp.exp(3) - sp.exp(-5)
    assert certainly_bounded(bound(problem, x, value - R(1, 10**12), value + R(1, 10**12))) is not None
    assert bound_agreement(bound(problem, x, value - R(1, 10**12), value + R(1, 10**12)), 15) == 15
