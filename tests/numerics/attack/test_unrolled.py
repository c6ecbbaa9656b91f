"""Written out, sums and products over families have the values that their definition gives them."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.language.families import Over, Product, Total, index
from neversaddle.theory.language.symbols import L
from tests.fuzz.families_truth import A, B, K, World, Y, expressions, i, j, worlds

m, n = index("m"), index("n")


@settings(max_examples=60)
@given(expressions(), worlds())
def test_values_are_kept(e: sp.Expr, world: World) -> None:
    written = unrolled(e, {s: Fraction(v) for s, v in world.numbers.items() if s != Y})
    assert not written.atoms(Over) and not written.free_symbols & {L, K, i, j}
    assert world.value(written) == world.value(e)


@given(st.integers(0, 6), st.integers(1, 6))
def test_how_many_there_are(size: int, place: int) -> None:
    instance = {L: Fraction(size), i: Fraction(place)}
    inside = place <= size
    assert unrolled(Total(1, m, L), instance) == size
    assert unrolled(Total(1, m, L, i), instance) == size - inside
    assert unrolled(Product(2, m, L, i), instance) == 2 ** (size - inside)


def test_over_no_place() -> None:
    nothing = {L: Fraction(1), i: Fraction(1)}
    assert unrolled(Total(A[m], m, L, i), nothing) == 0 and unrolled(Product(A[m], m, L, i), nothing) == 1


def test_sums_in_sums() -> None:
    e = Total(Product(B[m, n], m, L), n, K)
    assert unrolled(e, {L: Fraction(2), K: Fraction(2)}) == B[1, 1] * B[2, 1] + B[1, 2] * B[2, 2]


@pytest.mark.parametrize("size", [Fraction(1, 2), Fraction(-1)])
def test_sizes_that_are_none(size: Fraction) -> None:
    with pytest.raises(Undefined, match="no whole number"):
        unrolled(Total(A[m], m, L), {L: size})
    with pytest.raises(Undefined, match="no whole number"):
        unrolled(Total(A[m], m, L), {})
