"""Equal continuous functions have equal limits; functions that jump need not, nor functions that differ."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.limit import THEOREM
from tests.fuzz.necessity import Looked, Missed, found

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


def constant(x: float) -> float:
    return 1.0


def looked(left: Path, right: Path, jumps: str = "") -> Looked:
    """What is missed along 2^-t, and whether both sides have one limit."""
    missed = found(THEOREM, [always(halving, left, right)], True).missed
    return Looked((*missed, *([f"{jumps} is continuous"] if jumps else [])), tends(halving, 0.0, left, right))


MISSED: Missed = {
    "at all times": lambda: looked(lambda x: 2.0, constant),
    "Q is continuous": lambda: looked(jumping, constant, "Q"),
    "P is continuous": lambda: looked(constant, jumping, "P"),
}
