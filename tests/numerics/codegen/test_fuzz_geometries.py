"""A small fixed part of the fuzz of geometries, and that its truth is the truth and its judgement judges."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from flint import ctx
from mpmath import mp, mpf

from tests.fuzz import geometry_truth
from tests.fuzz.geometries import Right, failures, right_values
from tests.fuzz.geometries import _in_doubles as judge_doubles
from tests.fuzz.geometry_cases import random_case
from tests.fuzz.geometry_truth import monomial_orbit, number

#: Depths, monomials, offsets and sums, in every backend; each takes a second or so.
SEEDS = (
    1,
    14,
    35,
    185,
    194,
    201,
    316,
    319,
    363,
    2000,
    2002,
    2003,
    2004,
    2005,
    2008,
    2009,
    2010,
    2012,
    2013,
    2014,
    2015,
    2017,
    2018,
    2019,
    2020,
    2021,
    2024,
    2025,
    2026,
    2027,
    2031,
)


@pytest.mark.parametrize("seed", SEEDS)
def test_compiled_geometries_are_their_definitions(seed: int) -> None:
    case = random_case(seed)
    assert len(right_values(case)) >= 3
    assert [str(failure) for failure in failures(case, seed)] == []


@pytest.mark.parametrize(
    ("depth", "balance", "x"), [(2, "3", 1e-200), (16, "3", 7.0), (30, "10000000", 1e245), (64, "1/1000000", 1.0)]
)
def test_the_truth_at_q_one_is_polynomial(depth: int, balance: str, x: float) -> None:
    # y = |w_1|, x = y (y + c)^(L-1), R* = (y + c)^(L+1)/(L+1) - c (y + c)^L/L + c^(L+1)/(L (L+1)).
    with mp.workdps(geometry_truth.DIGITS), ctx.workprec(geometry_truth.BITS):
        offsets = [Fraction(0), Fraction(balance)]
        orbit = monomial_orbit(Fraction(1), [Fraction(1)] * 2, [1, depth - 1], offsets, Fraction(1))
        point, c, n = orbit.at(orbit.find(mpf(x))), number(Fraction(balance)), depth
        with mp.workdps(600):
            y = point.y
            exact = (y + c) ** (n + 1) / (n + 1) - c * (y + c) ** n / n + c ** (n + 1) / (n * (n + 1))
            size = y * (y + c) ** (n - 1)
        assert abs(size / mpf(x) - 1) < mpf(10) ** -40
        assert abs(point.conjugate / exact - 1) < mpf(10) ** -40


@pytest.mark.parametrize(("balance", "x"), [("3", 1e-200), ("1/7", 2.0), ("3", 1e200)])
def test_the_truth_at_q_two_is_hyperbolic(balance: str, x: float) -> None:
    with mp.workdps(geometry_truth.DIGITS), ctx.workprec(geometry_truth.BITS):
        orbit = monomial_orbit(Fraction(1), [Fraction(1)] * 2, [1, 1], [Fraction(0), Fraction(balance)], Fraction(2))
        point, c = orbit.at(orbit.find(mpf(x))), number(Fraction(balance))
        with mp.workdps(600):
            y, metric = mp.asinh(2 * mpf(x) / c) / 2, mp.sqrt(4 * mpf(x) ** 2 + c * c)
            potential = x * y - (metric - c) / 4
        for found, exact in ((point.y, y), (point.metric, metric), (point.potential, potential)):
            assert abs(found / exact - 1) < mpf(10) ** -40


def test_what_is_wrong_is_found() -> None:
    right = Right((1.0,), mpf(2) / 3, mpf(3))
    assert judge_doubles(2 / 3, right) is None
    assert judge_doubles(2 / 3 * (1 + 1e-12), right) is not None
    assert judge_doubles(float("nan"), right) is not None
    case = random_case(SEEDS[0])
    wrong = replace(case, q=case.q + (Fraction(1, 7) if case.q < Fraction(3, 2) else -Fraction(1, 7)))
    assert list(failures(wrong, SEEDS[0], ("numpy",)))
