"""The first zero of a series: polynomials with known roots, and what is nearly one."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import factorial

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.ode.arithmetics import MPMATH, from_fast, to_fast, working
from neversaddle.numerics.ode.taylor import working_bits
from neversaddle.numerics.ode.zeros import Zero, first_zero, place_of

F = Fraction
DIGITS = 30


def expanded(roots: list[F], scale: F | int = 1) -> list[F]:
    """The coefficients of scale times the product of (1 - t/root), from the constant term up."""
    found = [F(scale)]
    for r in roots:
        found = [a - b / r for a, b in zip([*found, F(0)], [F(0), *found], strict=True)]
    return found


def found(coefficients: list[F], sign: int, length: F, order: int = 0) -> Zero | None:
    with working(working_bits(DIGITS)):
        series = [to_fast(MPMATH.rational(c)) for c in coefficients]
        error = to_fast(mp.mpf(10) ** -(DIGITS + 3))
        return first_zero(series, sign, to_fast(MPMATH.rational(length)), error, order)


def at(place: object, expected: F | mpmath.mpf, digits: int = 27) -> bool:
    with mp.workdps(60):
        wanted = MPMATH.rational(expected) if isinstance(expected, F) else expected
        return bool(abs(from_fast(place) - wanted) <= abs(wanted) * mp.mpf(10) ** -digits)


ROOTS = st.lists(st.fractions(-4, 4, max_denominator=12).filter(bool), min_size=1, max_size=6, unique=True)


@settings(deadline=None, max_examples=150)
@given(ROOTS, st.sampled_from((-1, 1)), st.fractions(F(1, 5), 5, max_denominator=11))
def test_simple_roots(roots: list[F], sign: int, length: F) -> None:
    """Roots are at least 1/132 apart: rounding of 10^-37 moves them by 10^-37 132^5, so 20 digits are right."""
    inside = [r for r in roots if 0 < r <= length]
    assume(length not in roots)
    zero = found(expanded(roots, F(sign)), sign, length)
    if inside:
        assert zero is not None and not zero.touch and at(zero.place, min(inside), 20)
    else:
        assert zero is None


@settings(deadline=None, max_examples=60)
@given(ROOTS, st.fractions(F(1, 5), 3, max_denominator=7))
def test_double_roots_are_seen_or_passed_but_nothing_after_them_is_told_first(roots: list[F], touch: F) -> None:
    """Rounding alone decides whether a double root is there; what is told is the root, or a touch there."""
    assume(touch not in roots and all(abs(touch - r) > F(1, 20) for r in roots))
    zero = found(expanded([*roots, touch, touch]), 1, F(5))
    inside = min([r for r in roots if r > 0] + [F(6)])
    if inside < touch:
        assert zero is not None and at(zero.place, inside, 15)
    else:
        # The slope has a simple root there; where p only just crosses, half of the digits are lost.
        assert zero is not None and at(zero.place, touch, 20 if zero.touch else 8)


def test_near_misses_on_both_sides() -> None:
    for exponent in (4, 8, 12):
        gap = F(1, 10**exponent)
        above = [F(1) + gap, F(-2), F(1)]
        below = [F(1) - gap, F(-2), F(1)]
        assert found(above, 1, F(3)) is None
        zero = found(below, 1, F(3))
        # 1 - sqrt(gap), known to 10^-30 / sqrt(gap).
        assert zero is not None and not zero.touch and at(zero.place, 1 - F(1, 10 ** (exponent // 2)), 20)


@pytest.mark.parametrize("order", [2, 3, 4])
def test_multiple_roots_are_known_to_all_digits(order: int) -> None:
    zero = found(expanded([F(7, 5)] * order + [F(-3), F(3)]), 1, F(2))
    assert zero is not None and zero.touch and at(zero.place, F(7, 5), 25)


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize("place", [F(7, 5), F(1, 3), F(2)])
def test_a_multiple_root_at_the_very_end_is_known_to_all_digits_too(order: int, place: F) -> None:
    # An earlier event may have cut the interval there: 15 digits would put this one before it.
    zero = found(expanded([place] * order + [F(-3), F(3)]), 1, place)
    assert zero is not None and at(zero.place, place, 25)


def test_roots_at_the_ends() -> None:
    last = found([F(1), F(-1)], 1, F(1))
    assert last is None or at(last.place, F(1))
    inside = found([F(1), F(-1)], 1, F(1) + F(1, 10**20))
    assert inside is not None and at(inside.place, F(1))
    # The root at the start is left by: order 1, then order 2.
    again = found([F(0), F(1), F(-2)], 1, F(3), 1)
    assert again is not None and at(again.place, F(1, 2))
    third = found([F(0), F(0), F(-3), F(1)], -1, F(4), 2)
    assert third is not None and at(third.place, F(3))
    assert found([F(0), F(1), F(2)], 1, F(3), 1) is None


@pytest.mark.parametrize("degree", [60, 120])
def test_series_with_cancellation(degree: int) -> None:
    """cos(20 t) on [0, 1], with terms up to 10^7; of degree 60 it is cut off where the rest is below (20/5)^62/62!."""
    length = F(1, 5) if degree == 60 else F(1)
    series = [F(0) if n % 2 else F((-1) ** (n // 2) * 20**n, factorial(n)) for n in range(degree + 1)]
    zero = found(series, 1, length)
    with mp.workdps(60):
        # The first zero of the cosine is simple with slope 20, its argument small: nothing cancels yet.
        assert zero is not None and not zero.touch and at(zero.place, mp.pi / 40)
    shifted = [series[0] + 2, *series[1:]]
    assert found(shifted, 1, length) is None


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(-9, 9), min_size=3, max_size=30))
def test_random_series_against_all_complex_roots(numbers: list[int]) -> None:
    assume(numbers[0] > 0 and numbers[-1])
    with mp.workdps(60):
        roots = mp.polyroots(numbers[::-1], maxsteps=500, extraprec=500)
        real = sorted(mp.re(r) for r in roots if abs(mp.im(r)) < mp.mpf(10) ** -40)
        inside = [r for r in real if 0 < r < 1]
        beside = [r for r in roots if abs(r - 1) < mp.mpf("1e-12")]
    # Simple roots away from the end: others are for the tests above.
    assume(not beside and all(b - a > mp.mpf("1e-3") for a, b in pairwise(inside)))
    near = [r for r in roots if abs(mp.im(r)) > mp.mpf(10) ** -40 and abs(mp.im(r)) < 0.001]
    assume(not near)
    zero = found([F(n) for n in numbers], 1, F(1))
    if inside:
        assert zero is not None and at(zero.place, inside[0], 18)
    else:
        assert zero is None


def test_where_an_increasing_series_takes_a_value() -> None:
    with working(working_bits(DIGITS)):
        series = [to_fast(mp.mpf(v)) for v in (1, 2, 3)]
        place = place_of(series, to_fast(mp.mpf(6)), series[1])
        assert at(place, F(1)) and place_of(series, series[0], series[1]) == 0
