"""The power of a sum: on random instances, and where a premise is missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.sum_of_powers import THEOREM
from tests.fuzz.necessity import Looked, Missed, found

EIGHTHS = st.integers(0, 40).map(lambda n: n / 8)


def holds(numbers: list[float], power: float) -> bool:
    """(a_1 + ... + a_n)^s <= a_1^s + ... + a_n^s, up to the rounding of sums and powers."""
    return sum(numbers) ** power <= sum(number**power for number in numbers) * (1 + 1e-12)


@given(st.lists(EIGHTHS, max_size=6), st.integers(1, 8).map(lambda n: n / 8))
def test_it_holds(numbers: list[float], power: float) -> None:
    assert holds(numbers, power)


def looked(numbers: list[float], power: float) -> Looked:
    """The premises, and the conclusion, which is false where a side has no value."""
    held = [power > 0, power <= 1, all(number >= 0 for number in numbers)]
    try:
        powers = [number**power for number in (sum(numbers), *numbers)]
    except ZeroDivisionError:
        return found(THEOREM, held, False)
    return found(THEOREM, held, not any(isinstance(e, complex) for e in powers) and holds(numbers, power))


MISSED: Missed = {
    "the power is positive": lambda: looked([0.0, 1.0], -1.0),
    "the power is at most one": lambda: looked([1.0, 1.0], 2.0),
    "none is negative": lambda: looked([-1.0, 4.0], 0.5),
}
