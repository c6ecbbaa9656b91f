"""Gauss and Legendre's quadrature, on polynomials."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.attack.kinds.quadrature import gauss_legendre


@given(st.integers(10, 40), st.data())
@settings(max_examples=8)
def test_gauss_legendre_is_exact_on_polynomials(digits: int, data: st.DataObject) -> None:
    nodes, masses = gauss_legendre(digits)
    degree = data.draw(st.integers(0, 2 * len(nodes) - 1))
    with mp.workdps(digits + 15):
        total = mp.fsum(m * x**degree for m, x in zip(masses, nodes, strict=True))
        # Nodes are right to dps + 5 of their 20 guard digits, and the monomials are at most one.
        assert abs(total - mp.mpf(1) / (degree + 1)) < mp.mpf(10) ** -(digits + 8)
    assert all(0 < x < 1 for x in nodes)
    assert Fraction(len(nodes)) >= Fraction(2 * digits, 3) - 1
