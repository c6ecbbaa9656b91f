"""exp(-int b) int s exp(int b) solves y' = s - b y from zero: on random polynomials."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.variation_of_constants import THEOREM, b, s
from tests.fuzz.curves_of_fields import EQUAL, moved
from tests.fuzz.functions_of_time import looked, polynomial, reciprocal
from tests.fuzz.necessity import Looked, Missed

SMALL = st.lists(st.integers(-3, 3), min_size=1, max_size=3)


def at(coefficients: list[int], t: mpf) -> mpf:
    return mp.fsum(c * t**n for n, c in enumerate(coefficients)) / 4


def total(coefficients: list[int], t: mpf) -> mpf:
    return mp.fsum(c * t ** (n + 1) / (n + 1) for n, c in enumerate(coefficients)) / 4


@settings(max_examples=15, deadline=None)
@given(SMALL, SMALL)
def test_it_holds(force: list[int], damping: list[int]) -> None:
    """Against the equation integrated by itself: y' = s(t) V(y) - b(t) y with the field V = 1."""
    with mp.workdps(30):
        solution = mp.exp(-total(damping, mpf(1))) * mp.quad(lambda t: at(force, t) * mp.exp(total(damping, t)), [0, 1])
        flown = moved(lambda y: mpf(1), lambda t: at(force, t), 0, mpf(1), lambda t: at(damping, t))
        assert abs(solution - flown) < EQUAL


ONE = polynomial(1)
#: Of 1/t there is no integral from 0.
MISSED: Missed = {
    "s is bounded": lambda: looked(THEOREM, {s: reciprocal(), b: ONE}),
    "b is bounded": lambda: looked(THEOREM, {s: ONE, b: reciprocal()}),
}


def test_it_holds_of_constants_as_it_is_written() -> None:
    assert looked(THEOREM, {s: ONE, b: polynomial(2)}) == Looked((), True)
