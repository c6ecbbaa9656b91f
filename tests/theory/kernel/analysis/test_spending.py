"""What is spent is bounded by what there is: on random functions, and where a premise is missed."""

from __future__ import annotations

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
    jump,
    looked,
    polynomial,
    polynomials,
    spike,
    squared,
)
from tests.fuzz.necessity import Missed


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


def jumping() -> Letters:
    """It jumps up as it falls, and has more to spend than it began with."""
    quantity = Function(lambda t: 4 * jump().value(t) - t, lambda t: -1, continuous=False)
    return {Q: quantity, r: MINUS, h: ONE, K: ONE, low: MINUS}


#: A price that falls was higher when most was spent; and a floor may sink, but at no moment be above what is left.
PRICE: Letters = {Q: FALLING, r: MINUS, h: polynomial(2, -1), K: polynomial(2, -1), low: polynomial(-2)}
FLOOR: Letters = {Q: FALLING, r: MINUS, h: ONE, K: ONE, low: spike(-2, 9)}
MISSED: Missed = {
    "its rate": lambda: looked(THEOREM, jumping()),
    "what is spent": lambda: looked(THEOREM, {Q: ONE, r: NONE, h: ONE, K: ONE, low: ONE}),
    "the floor": lambda: looked(THEOREM, {Q: FALLING, r: MINUS, h: ONE, K: ONE, low: NONE}),
    "the factor": lambda: looked(THEOREM, {Q: polynomial(0, 1), r: ONE, h: ONE, K: MINUS, low: MINUS}),
    "K is fixed": lambda: looked(THEOREM, PRICE),
    "low is fixed": lambda: looked(THEOREM, FLOOR),
}
