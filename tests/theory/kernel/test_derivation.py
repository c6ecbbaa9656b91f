"""Derivations of formulas over families against differences of numbers, at every size that is tried."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings

from neversaddle.theory.kernel.derivation import derivation
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.symbols import L
from tests.fuzz.families_truth import A, B, C, K, World, Y, i, j, r, worlds

m, n, place = index("m"), index("n"), index("place")
X = Product(A[m], m, L)
FORMULAS = [
    A[i],
    Y * A[i] ** 3 - A[r],
    sp.Abs(A[i]) * A[i],
    sp.sign(A[i]) * A[r],
    X,
    sp.Abs(X),
    Total(A[m] ** 2, m, L, i),
    Product(A[m] * B[m, j], m, L, r),
    Total(C[n] * Product(B[m, n], m, L), n, K),
    Total(A[m] * Product(A[n], n, L, m), m, L) ** 2,
    1 / Total(A[m] ** 2, m, L),
]


#: A little time, and what it may change in a slope: no second derivative of the formulas comes to 10^20.
TIME = Fraction(1, 10**60)
LITTLE = 10**20 * TIME


class Moved(World):
    """The same world after a little time: each member has moved by as much as its square says."""

    def member(self, name: str, places: tuple[int, ...]) -> Fraction:
        """Where a member of that velocity is."""
        now = super().member(name, places)
        return now + now**2 * TIME


@pytest.mark.parametrize("e", FORMULAS, ids=str)
@settings(max_examples=15)
@given(worlds())
def test_it_is_the_limit_of_differences(e: sp.Expr, world: World) -> None:
    slope = world.value(derivation(e, lambda member: member**2))
    later = Moved(world.numbers, world.seed, world.positive)
    assert abs((later.value(e) - world.value(e)) / TIME - slope) <= LITTLE


def test_no_bound_index_is_called_like_what_letters_become() -> None:
    """Each member of the sum moves like one at a place that has the name of its index."""
    e = Total(A[place], place, L)
    assert derivation(e, lambda member: C[place] * member, C[place]) == Total(C[place] * A[m], m, L)
