"""Signs in towers of algebraic numbers against coordinates in a basis, and roots against products of known ones."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt, prod

import pytest
from flint import fmpz_poly
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neversaddle.numerics.exact.algebraic import NotExact, RealAlgebraic, real_roots
from neversaddle.numerics.exact.tower import Tower, Value, rational

F = Fraction
ZERO = RealAlgebraic.from_rational(F(0))
SMALL = st.fractions(-3, 3, max_denominator=6)


def surd(n: int) -> RealAlgebraic:
    """The positive square root of n."""
    return real_roots(fmpz_poly([-n, 0, 1]))[-1][0]


#: t1 = sqrt 2, t2 = sqrt 3, t3 = sqrt 6: more variables than the field needs.
SURDS = Tower().adjoin(surd(2)).adjoin(surd(3)).adjoin(surd(6))
EXPONENTS = st.tuples(*[st.integers(0, 3)] * 3)
POLYNOMIALS = st.dictionaries(EXPONENTS, SMALL, max_size=5)


def value(terms: dict[tuple[int, ...], Fraction]) -> Value:
    return SURDS.ring.from_dict({(*e, 0): rational(c) for e, c in terms.items() if c})


def coordinates(terms: dict[tuple[int, ...], Fraction]) -> dict[tuple[int, int], Fraction]:
    """In the basis sqrt 2^a sqrt 3^b, a, b in {0, 1}, of the field."""
    found: dict[tuple[int, int], Fraction] = {}
    for (a, b, c), coefficient in terms.items():
        twos, threes = a + c, b + c
        key = (twos % 2, threes % 2)
        found[key] = found.get(key, F(0)) + coefficient * 2 ** (twos // 2) * 3 ** (threes // 2)
    return found


def in_basis(found: dict[tuple[int, int], Fraction]) -> Value:
    return value({(a, b, 0): c for (a, b), c in found.items()})


@settings(deadline=None, max_examples=100)
@given(POLYNOMIALS)
def test_zero_means_zero_coordinates(terms: dict[tuple[int, ...], Fraction]) -> None:
    found = coordinates(terms)
    assert (SURDS.sign(value(terms)) == 0) == (not any(found.values()))
    assert SURDS.sign(value(terms) - in_basis(found)) == 0
    least = rational(F(1, 10**60))
    assert SURDS.sign(value(terms) - in_basis(found) - least) == -1
    assert SURDS.sign(value(terms) - in_basis(found) + least * SURDS.variables[1]) == 1


@given(st.integers(0, 10**80), st.integers(1, 10**80), st.integers(-2, 2))
def test_signs_beside_a_square_root(p: int, q: int, off: int) -> None:
    tower = Tower().adjoin(surd(2))
    # Anywhere, and at the nearest fractions with the denominator.
    for numerator in (p, isqrt(2 * q * q) + off):
        expected = 1 if numerator < 0 or 2 * q * q > numerator**2 else -1
        assert tower.sign(q * tower.variables[0] - numerator) == expected


def test_best_approximations_of_a_square_root() -> None:
    tower, p, q = Tower().adjoin(surd(2)), 1, 1
    for _ in range(300):
        p, q = p + 2 * q, p + q
        assert tower.sign(q * tower.variables[0] - p) == (1 if 2 * q * q > p * p else -1)


def test_small_coefficients_may_hide_small_values() -> None:
    """sqrt 2 - sqrt(2 + 10^-n) has two terms and degree 4: only the numbers' heights say how small it can be."""
    for n in (20, 60, 400):
        other = real_roots(fmpz_poly([-2 * 10**n - 1, 0, 10**n]))[-1][0]
        tower = Tower().adjoin(surd(2)).adjoin(other)
        assert tower.sign(tower.variables[0] - tower.variables[1]) == -1


@settings(deadline=None, max_examples=50)
@given(st.lists(POLYNOMIALS, min_size=1, max_size=3), st.lists(st.integers(1, 3), min_size=3, max_size=3))
def test_the_next_root_of_a_product_of_lines(lines: list[dict[tuple[int, ...], Fraction]], powers: list[int]) -> None:
    """The product of (t - r)^n, roots r in the field: conjugate roots of the norm are not taken for its own."""
    roots = [in_basis(coordinates(terms)) for terms in lines]
    t = SURDS.variables[-1]
    polynomial = prod(((t - r) ** n for r, n in zip(roots, powers, strict=False)), start=SURDS.constant(1))
    assume(polynomial.degrees()[-1] * 4 <= 32)
    found = SURDS.next_root(SURDS.trimmed(polynomial), ZERO)
    ahead = [r for r in roots if SURDS.sign(r) > 0]
    if not ahead:
        assert found is None
        return
    first = next(r for r in ahead if all(SURDS.sign(other - r) >= 0 for other in ahead))
    assert found is not None
    extended = SURDS.adjoin(found)
    assert extended.sign(extended.variables[3] - extended.lifted(first)) == 0
    values = [SURDS.put(d, first) for d in SURDS.derivatives(polynomial)]
    assert SURDS.first_sign(values)[1] == sum(
        n for r, n in zip(roots, powers, strict=False) if SURDS.sign(r - first) == 0
    )


def test_touching_or_just_missing() -> None:
    tower = Tower().adjoin(surd(2))
    root, t = tower.variables
    touching = t**2 - 2 * root * t + 2
    assert tower.next_root(touching, ZERO) == surd(2)
    assert tower.next_root(touching, surd(2)) is None
    assert tower.next_root(touching + rational(F(1, 10**90)), ZERO) is None
    crossing = tower.next_root(touching - rational(F(1, 10**90)), ZERO)
    assert crossing is not None and crossing < surd(2)


def test_a_conjugate_is_not_the_number() -> None:
    tower = Tower().adjoin(surd(2))
    root, t = tower.variables
    found = tower.next_root(t - 5 - root, ZERO)
    assert found is not None and found.decimal(10) == "6.414213562"
    assert tower.linear_root(2 * t - 5 - root) == root / 2 + 5 * rational(F(1, 2))
    assert tower.linear_root(root * t - 5) is None and tower.linear_root(t**2 - 5) is None


def test_close_conjugates_are_told_apart() -> None:
    """The norm of t - 1 - d sqrt 2 has the roots 1 - d sqrt 2, which is met first, and 1 + d sqrt 2."""
    tower = Tower().adjoin(surd(2))
    root, t = tower.variables
    p, q = 1, 1
    for _ in range(80):
        p, q = p + 2 * q, p + q
    for d, factor in ((F(1, 10**500), 1), (F(1, 2**20), q * root - p), (F(1, 2**200), q * root - p)):
        polynomial = factor * (t - 1 - rational(d) * root)
        found = tower.next_root(polynomial, ZERO)
        assert found is not None and found > RealAlgebraic.from_rational(F(1))
        assert tower.next_root(polynomial, found) is None


def test_zero_coefficients_are_trimmed() -> None:
    root_two, root_three, root_six, t = SURDS.variables
    nothing = root_two * root_three - root_six
    assert SURDS.trimmed(nothing * t**3 + t - 1) == t - 1
    assert SURDS.trimmed(nothing * t**3 + nothing) == 0
    assert SURDS.next_root(SURDS.trimmed(nothing * t + nothing), ZERO) is None
    assert SURDS.first_sign([nothing, nothing * root_two, -root_six]) == (-1, 2)
    assert SURDS.first_sign([nothing]) == (0, 0)


def test_relations_over_earlier_numbers_keep_the_degree_down() -> None:
    """t2 = sqrt(1 + sqrt 2) by its relation over t1; polynomials in both have norms of degree 4 and not 8."""
    nested = real_roots(fmpz_poly([-1, 0, -2, 0, 1]))[-1][0]
    base = Tower().adjoin(surd(2))
    relation = base.variables[1] ** 2 - 1 - base.variables[0]
    tower = base.adjoin(nested, relation)
    root, inner, t = tower.variables
    assert tower.sign(inner**2 - 1 - root) == 0
    assert tower.norm(t - inner - root).degree() == 4
    assert Tower().adjoin(surd(2)).adjoin(nested).norm(tower.variables[2] - inner - root).degree() == 8
    found = tower.next_root(t - inner - root, ZERO)
    assert found is not None and found.decimal(12) == "2.96798753640"


def test_what_cannot_be_told_is_refused() -> None:
    tower = Tower().adjoin(surd(2)).adjoin(real_roots(fmpz_poly([-2, 0, 1]))[0][0])
    a, b, t = tower.variables
    # Zero throughout if both were the same root: the norm is the zero polynomial.
    with pytest.raises(NotExact, match="conjugates"):
        tower.next_root((a - b) * t + a * b - 2, ZERO)
    with pytest.raises(NotExact, match="degree 16; at most 4"):
        SURDS.next_root(sum(SURDS.variables[:3]) - SURDS.variables[3] ** 2, ZERO, max_degree=4)
    with pytest.raises(ValueError, match="unknown"):
        tower.sign(t)
