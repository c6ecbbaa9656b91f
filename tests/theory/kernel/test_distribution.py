"""Multiplied out, sums and products over families have the values that they had."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings

from neversaddle.theory.kernel.distribution import distributed
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.symbols import L, q
from tests.fuzz.families_truth import A, B, K, World, Y, expressions, i, j, worlds

m, n = index("m"), index("n")


@settings(max_examples=120)
@given(expressions(), worlds())
def test_values_are_kept(e: sp.Expr, world: World) -> None:
    assert world.value(distributed(e)) == world.value(e)


@settings(max_examples=60)
@given(expressions(), expressions(2), worlds())
def test_values_of_what_is_made_of_several_are_kept(e: sp.Expr, other: sp.Expr, world: World) -> None:
    whole = e * (other - Y) ** 2
    assert world.value(distributed(whole)) == world.value(whole)


P = Product(A[m], m, L)


@pytest.mark.parametrize(
    "written, out",
    [
        (Product(Y * A[m] ** 2, m, L), Y**L * P**2),
        (Product(sp.Abs(A[m]) ** q, m, L, i), sp.Abs(Product(A[m], m, L, i)) ** q),
        (Product(sp.sign(A[m] * Y), m, L), sp.sign(P * Y**L)),
        (Product(sp.Integer(3), m, L, i), sp.Integer(3) ** (L - 1)),
        # Over the one place that is left out there is nothing.
        (Product(A[m], m, sp.S.One, i), sp.S.One),
        (Total(A[m] * Product(A[n], n, sp.S.One, m), m, sp.S.One), Total(A[m], m, sp.S.One)),
        (Total(Y * A[m] + 2, m, L), Y * Total(A[m], m, L) + 2 * L),
        (Total(Total(A[m] * B[m, n], m, L) * Y, n, K), Y * Total(Total(A[m] * B[m, n], m, L), n, K)),
        (Total(B[i, n] * A[m], m, L), B[i, n] * Total(A[m], m, L)),
        (Total((A[m] + 1) ** 2, m, L), Total(A[m] ** 2, m, L) + 2 * Total(A[m], m, L) + L),
        # What is no power of each factor stays: sqrt(a b) is sqrt(a) sqrt(b) for a, b >= 0 alone.
        (Product(A[m] ** q, m, L), Product(A[m] ** q, m, L)),
        (Product(A[m] + 1, m, L), Product(A[m] + 1, m, L)),
        (Product(sp.Abs(A[m]) ** m, m, L), Product(sp.Abs(A[m]) ** m, m, L)),
    ],
    ids=str,
)
def test_what_becomes_of_it(written: sp.Expr, out: sp.Expr) -> None:
    assert distributed(written) == out


def test_a_relation_is_not_evaluated() -> None:
    relation = sp.Gt(Total(B[i, j], m, L), 0)
    assert distributed(relation) == sp.Gt(L * B[i, j], 0, evaluate=False)
