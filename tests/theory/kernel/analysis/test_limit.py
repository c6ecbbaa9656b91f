"""Equal continuous functions have equal limits; functions that jump need not, nor functions that differ."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.limit import THEOREM, P, Q

Path = Callable[[float], float]


def tends(path: Path, end: float, left: Path, right: Path) -> bool:
    """Whether left and right have one value at the end of a path."""
    assert abs(path(60.0) - end) < 1e-9
    return abs(left(end) - right(end)) < 1e-9


def always(path: Path, left: Path, right: Path) -> bool:
    """The premise, along a path."""
    return all(abs(left(path(t)) - right(path(t))) < 1e-9 for t in (0.0, 0.5, 1.0, 3.0, 10.0, 30.0))


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(-3, 3))
def test_it_holds(end: float, away: float, shift: float) -> None:
    def path(t: float) -> float:
        return float(end + away * 2.0**-t)

    def left(x: float) -> float:
        return (x + shift) ** 2

    def right(x: float) -> float:
        return x * x + 2 * shift * x + shift * shift

    assert always(path, left, right) and tends(path, end, left, right)


def halving(t: float) -> float:
    return float(2.0**-t)


def jumping(x: float) -> float:
    return float((x > 0) - (x < 0))


@pytest.mark.parametrize(("left", "equal"), [(jumping, True), (lambda x: 2.0, False)])
def test_both_that_it_is_continuous_and_the_premise_are_needed(left: Path, equal: bool) -> None:
    assert THEOREM.in_the_limit == (Q, P) and len(THEOREM.premises) == 1
    assert always(halving, left, lambda x: 1.0) is equal and not tends(halving, 0.0, left, lambda x: 1.0)
