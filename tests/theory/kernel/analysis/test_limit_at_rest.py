"""Limits of solutions are at rest: on flows with known solutions, and not where the flow changes or is not closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.limit_at_rest import THEOREM
from neversaddle.theory.kernel.analysis.theorem import filled
from neversaddle.theory.statement.points import AnyProperty, AtLimits, AtPoints, AtRest, FirstOrder
from neversaddle.theory.statement.solutions import AnyFlow
from tests.fuzz.necessity import Looked, Missed, found

LATE = mpf(60)


def sign_flow(slope: mpf, decay: mpf, start: mpf, time: mpf) -> mpf:
    """x' = -sign(slope) - decay x."""
    goal = -mp.sign(slope) / decay
    return goal + (start - goal) * mp.exp(-decay * time)


@given(st.integers(-3, 3).filter(bool), st.integers(1, 3), st.integers(-4, 4))
def test_it_holds(slope: int, decay: int, start: int) -> None:
    limit = sign_flow(mpf(slope), mpf(decay), mpf(start), LATE)
    assert abs(-mp.sign(slope) - decay * limit) < mpf(10) ** -12


@given(st.integers(-4, 4))
def test_it_holds_where_it_slides(start: int) -> None:
    """x' in -Sign(x) comes to 0 and stays; -1, 0 and 1 are all in -Sign(0), and 0 is."""
    x = mp.sign(start) * max(mpf(0), abs(start) - LATE)
    assert x == 0 and -1 <= 0 <= 1


@pytest.mark.parametrize("start", [-1, 0, 2])
def test_the_flow_may_not_change_with_time(start: int) -> None:
    """x' = 1/(1 + t)^2 ends one beyond its start, where at no time it was at rest."""
    x = start + 1 - 1 / (1 + LATE**3)
    assert abs(x - (start + 1)) < mpf(10) ** -5 and 1 / (1 + LATE) ** 2 > 0


def test_the_right_side_has_to_be_closed() -> None:
    """x' = -x but at 0, where x' = 1: e^-t tends to 0, where nothing is at rest."""

    def velocity(x: mpf) -> mpf:
        return -x if x else mpf(1)

    assert mp.exp(-LATE) < mpf(10) ** -20 and velocity(mpf(0)) == 1
    assert "semicontinuous" in THEOREM.says


def of_decay(at: int) -> Looked:
    """x' = -x is at rest at 0, and e^-t tends to 0: what is missed where another place is said to be that of rest."""
    limit, rest = mp.exp(-LATE), -mpf(at)
    return found(THEOREM, [rest == 0], bool(abs(limit - at) < mpf(10) ** -20))


MISSED: Missed = {"points at rest": lambda: of_decay(1)}


def test_what_decays_comes_to_rest() -> None:
    assert of_decay(0) == Looked((), True)


def test_it_says_of_limits_what_is_said_of_rest() -> None:
    (premise,) = filled(THEOREM.premises, {AnyProperty(): FirstOrder(mp.mpf(1))})
    assert premise == AtPoints(premise.text, AtRest(), FirstOrder(mp.mpf(1)), AnyFlow())
    conclusion = filled(THEOREM.conclusion, {AnyProperty(): FirstOrder(mp.mpf(1))})
    assert conclusion == AtLimits(conclusion.text, FirstOrder(mp.mpf(1)), AnyFlow())
