"""The power of a sum: on random instances, and where a premise is missed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.sum_of_powers import THEOREM

EIGHTHS = st.integers(0, 40).map(lambda n: n / 8)


def holds(numbers: list[float], power: float) -> bool:
    """(a_1 + ... + a_n)^s <= a_1^s + ... + a_n^s, up to the rounding of sums and powers."""
    return sum(numbers) ** power <= sum(number**power for number in numbers) * (1 + 1e-12)


@given(st.lists(EIGHTHS, max_size=6), st.integers(1, 8).map(lambda n: n / 8))
def test_it_holds(numbers: list[float], power: float) -> None:
    assert holds(numbers, power)


def test_every_premise_is_needed() -> None:
    """Beyond one it is false; a negative power of 0, or a root of a negative number, has no value."""
    positive, at_most_one, not_negative = (premise.text for premise in THEOREM.premises)
    assert (positive, at_most_one) == ("the power is positive", "the power is at most one")
    assert not holds([1.0, 1.0], 2.0)
    with pytest.raises(ZeroDivisionError):
        holds([0.0, 1.0], -1.0)
    assert not_negative == "none is negative" and isinstance((-1.0) ** 0.5, complex)
