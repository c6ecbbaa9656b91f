"""Limits of solutions are as all points at rest are, of which there may be many; and not as some of these are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.limit_where_at_rest import THEOREM
from neversaddle.theory.kernel.analysis.theorem import filled
from neversaddle.theory.statement.points import AnyProperty, AtLimits, AtPoints, AtRest, FirstOrder
from neversaddle.theory.statement.solutions import AnyFlow
from tests.fuzz.necessity import Looked, Missed, found

LATE = mpf(60)


def limit(start: mpf) -> mpf:
    """Where x' = x - x^3 ends: at 0, 1 or -1, its points of rest."""
    grown = start * mp.exp(LATE)
    return grown / mp.sqrt(1 + grown**2 - start**2)


@given(st.integers(-40, 40))
def test_it_holds(tenths: int) -> None:
    with mp.workdps(40):
        end = limit(mpf(tenths) / 10)
        assert abs(end - end**3) < mpf(10) ** -20 and abs(end - mp.sign(tenths)) < mpf(10) ** -20


def of_some(place: int) -> Looked:
    """That all points of rest are at one place, which is so of one of three."""
    with mp.workdps(40):
        everywhere = all(rest == place for rest in (-1, 0, 1))
        return found(THEOREM, [everywhere], bool(abs(limit(mpf(1) / 2) - place) < mpf(10) ** -20))


MISSED: Missed = {"all points at rest": lambda: of_some(0)}


def test_it_says_of_limits_what_is_said_of_rest() -> None:
    (premise,) = filled(THEOREM.premises, {AnyProperty(): FirstOrder(mp.mpf(1))})
    assert premise == AtPoints(premise.text, FirstOrder(mp.mpf(1)), None, AnyFlow(), where=AtRest())
    conclusion = filled(THEOREM.conclusion, {AnyProperty(): FirstOrder(mp.mpf(1))})
    assert conclusion == AtLimits(conclusion.text, FirstOrder(mp.mpf(1)), AnyFlow())
