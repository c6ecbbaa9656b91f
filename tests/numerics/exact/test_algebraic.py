"""Real algebraic numbers against SymPy's roots, integer comparisons and roots known by construction."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest
import sympy as sp
from flint import arb, fmpz_poly
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.exact.algebraic import NotExact, RealAlgebraic, first_sign, precisions, real_roots

COEFFICIENTS = st.lists(st.integers(-12, 12), min_size=2, max_size=6).filter(lambda c: c[-1] != 0)
X = sp.Symbol("x")


def surd(n: int) -> RealAlgebraic:
    """The positive square root of n."""
    return real_roots(fmpz_poly([-n, 0, 1]))[-1][0]


def ends(ball: arb) -> tuple[sp.Rational, sp.Rational]:
    """The ends of a ball, exactly."""
    middle, radius = (sp.Rational(int(e.fmpq().p), int(e.fmpq().q)) for e in (ball.mid(), ball.rad()))
    return middle - radius, middle + radius


@settings(deadline=None, max_examples=40)
@given(COEFFICIENTS, COEFFICIENTS)
def test_roots_are_those_of_sympy_with_their_multiplicities(a: list[int], b: list[int]) -> None:
    roots = real_roots(fmpz_poly(a) * fmpz_poly(b) ** 2)
    product = sp.Poly(a[::-1], X) * sp.Poly(b[::-1], X) ** 2
    assert len(roots) == product.count_roots()
    for root, multiplicity in roots:
        low, high = ends(root.ball(100))
        # Between the ends SymPy (Sturm sequences) counts the root once, and in each derivative short of the last.
        counts = [sp.Poly(product.diff((X, n))).count_roots(low, high) for n in range(multiplicity + 1)]
        assert counts == [1] * multiplicity + [0]


@settings(deadline=None, max_examples=60)
@given(COEFFICIENTS, st.integers(1, 3000))
def test_a_ball_is_as_small_as_asked_and_holds_a_change_of_sign(a: list[int], bits: int) -> None:
    for root, _ in real_roots(fmpz_poly(a)):
        assert root.ball(bits).rel_one_accuracy_bits() >= bits
        low, high = (Fraction(int(end.p), int(end.q)) for end in ends(root.ball(bits)))
        assert low <= high
        # Exact rationals: an irreducible polynomial changes sign at each of its roots.
        values = [sum(c * end**n for n, c in enumerate(root.coefficients)) for end in (low, high)]
        assert values[0] * values[1] < 0 or (root.rational is not None and low <= root.rational <= high)


@given(st.integers(2, 10**30), st.integers(0, 10**12))
def test_the_order_is_that_of_the_squares(n: int, m: int) -> None:
    fraction = RealAlgebraic.from_rational(Fraction(isqrt(n * m * m), m + 1))
    assert (fraction < surd(n)) == (fraction.rational**2 < n)
    assert (fraction == surd(n)) == (fraction.rational**2 == n)
    assert (fraction > surd(n)) == (fraction.rational**2 > n)


def test_one_number_from_two_polynomials_is_one_number() -> None:
    other = real_roots(fmpz_poly([-2, 0, 1]) * fmpz_poly([3, 5, 0, 1]))
    assert surd(2) in [root for root, _ in other]
    assert len({surd(2), surd(2), *(root for root, _ in other)}) == len(other)
    assert not surd(2) < surd(2) and surd(2) <= surd(2)


def test_close_roots_are_told_apart() -> None:
    # Mignotte: x^9 - 2 (10^6 x - 1)^2 has two roots within 10^-30 of each other around 10^-6.
    line = fmpz_poly([-1, 10**6])
    roots = [root for root, _ in real_roots(fmpz_poly([0] * 9 + [1]) - 2 * line**2)]
    middle = RealAlgebraic.from_rational(Fraction(1, 10**6))
    assert roots == sorted(roots)
    assert sum(abs(float(root.ball(64)) - 1e-6) < 1e-12 for root in roots) == 2
    assert roots[0] < middle < roots[1]


@given(COEFFICIENTS, COEFFICIENTS)
def test_the_sign_of_a_polynomial_at_a_root(a: list[int], b: list[int]) -> None:
    for root, _ in real_roots(fmpz_poly(a)):
        assert root.sign_of(fmpz_poly(a) * fmpz_poly(b)) == 0
        assert root.sign_of(fmpz_poly(a) * fmpz_poly(b) + 1) == 1
        assert root.sign_of(fmpz_poly([0])) == 0
        # p^2 - r at 2^-200 above a square it equals at the root: the sign is that of what was added.
        assert root.sign_of(fmpz_poly(a) * 2**200 - 1) == -1


def test_the_zero_polynomial_has_no_list_of_roots() -> None:
    with pytest.raises(ValueError, match="every number is a root"):
        real_roots(fmpz_poly([]))
    assert real_roots(fmpz_poly([5])) == []


def test_decimals() -> None:
    assert surd(2).decimal(30) == "1.41421356237309504880168872421"
    assert str(RealAlgebraic.from_rational(Fraction(-3, 7))) == "-3/7"
    assert str(surd(3)) == "1.7320508075688772935, root 2 of t^2 + (-3)"
    assert real_roots(fmpz_poly([0, 1]))[0][0].decimal(5) == "0"


def test_refinement_ends() -> None:
    with pytest.raises(NotExact, match=r"^the sign of nothing is still open at 1048576 bits$"):
        first_sign(lambda bits: arb(0, 1), "the sign of nothing")
    with pytest.raises(NotExact):
        surd(2).ball(1 << 21)
    assert max(bits for bits in _all("a root")) == 1 << 20


def test_roots_that_nearly_coincide() -> None:
    """(3 t - 1)^2 = 2 d^2: told apart at d = 10^-500, and refused at once where that would take too long."""
    roots = [root for root, _ in real_roots(near_a_third(500))]
    assert len(roots) == 2 and roots[0] < RealAlgebraic.from_rational(Fraction(1, 3)) < roots[1]
    with pytest.raises(NotExact, match="two roots of a polynomial of degree 2 are closer than"):
        real_roots(near_a_third(10_000))


def near_a_third(digits: int) -> fmpz_poly:
    scale = 10 ** (2 * digits)
    return fmpz_poly([scale - 2, -6 * scale, 9 * scale])


def _all(what: str) -> list[int]:
    found = []
    try:
        for bits in precisions(what):
            found.append(bits)
    except NotExact:
        return found
    return []
