"""What is spent is bounded by what there is: on random functions, and where a premise is missed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.spending import THEOREM, K, Q, h, low, r
from tests.fuzz.functions_of_time import (
    TIMES,
    Function,
    Letters,
    grown,
    holds,
    is_instance,
    is_missed,
    jump,
    polynomial,
    polynomials,
    squared,
)


def less(f: Function, other: Function, factor: int) -> Function:
    """factor f - other^2."""
    spared = squared(other)
    total, saved = f.total, spared.total
    assert total is not None and saved is not None
    return Function(lambda t: factor * f.value(t) - spared.value(t), total=lambda t: factor * total(t) - saved(t))


@settings(max_examples=25)
@given(polynomials(2), polynomials(1), st.integers(0, 3), st.integers(-3, 3), st.integers(0, 2))
def test_it_holds(root: Function, spared: Function, factor: int, start: int, deeper: int) -> None:
    rate = squared(root, -1)
    quantity = grown(rate, start)
    letters = {
        Q: quantity,
        r: rate,
        h: less(squared(root), spared, factor),
        K: polynomial(factor),
        low: polynomial(quantity.value(TIMES[-1]) - deeper),
    }
    assert is_instance(THEOREM, letters) and holds(THEOREM.conclusion, letters)


ONE, NONE, MINUS = polynomial(1), polynomial(0), polynomial(-1)
FALLING = polynomial(0, -1)
MISSED: list[Letters] = [
    # It jumps up as it falls, and has more to spend than it began with.
    {
        Q: Function(lambda t: 4 * jump().value(t) - t, lambda t: -1, continuous=False),
        r: MINUS,
        h: ONE,
        K: ONE,
        low: MINUS,
    },
    {Q: ONE, r: NONE, h: ONE, K: ONE, low: ONE},
    {Q: FALLING, r: MINUS, h: ONE, K: ONE, low: NONE},
    {Q: polynomial(0, 1), r: ONE, h: ONE, K: MINUS, low: MINUS},
]


@pytest.mark.parametrize("number", range(4))
def test_every_premise_is_needed(number: int) -> None:
    assert is_missed(THEOREM, number, MISSED[number])


def test_what_is_fixed_has_to_be() -> None:
    """A price that falls was higher when most was spent. (A floor may sink, but at no time jump up.)"""
    assert THEOREM.fixed == (K, low)
    price = {Q: FALLING, r: MINUS, h: polynomial(2, -1), K: polynomial(2, -1), low: polynomial(-2)}
    floor = {Q: FALLING, r: MINUS, h: ONE, K: ONE, low: FALLING}
    assert all(holds(premise, price) for premise in THEOREM.premises) and not holds(THEOREM.conclusion, price)
    assert all(holds(premise, floor) for premise in THEOREM.premises) and holds(THEOREM.conclusion, floor)
