"""Max-margin directions: closed forms on one datum, certificates, and no better direction among others."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.bias.max_margin import (
    MaxMargin,
    dual_order,
    margin_of,
    max_margin,
    norm_of,
    stationary_residual,
)
from neversaddle.numerics.bias.separable import MarginError, NotSeparable, Table
from neversaddle.numerics.numbers.exact_number import exact

ORDERS = (1, 1.2, 4 / 3, 1.5, 2, 3, 5, 20, inf)


def separable(seed: int, n: int, k: int) -> Table:
    chance = np.random.default_rng(seed)
    z, truth = chance.normal(size=(n, k)), chance.normal(size=k)
    return z * np.sign(z @ truth)[:, None]


@pytest.mark.parametrize("order", ORDERS)
def test_one_datum_has_a_closed_form(order: float) -> None:
    """The largest margin of one datum per norm is its dual norm."""
    z = np.array([3.0, -2.0, 1.0])
    found = max_margin(z[None], order)
    assert float(found.norm) == pytest.approx(1 / norm_of(z, float(dual_order(order))), rel=1e-12)
    if order not in (1, inf):
        x = np.sign(z) * abs(z) ** (float(dual_order(order)) - 1)
        assert np.allclose([float(v) for v in found.direction], x / (x @ z), rtol=1e-12)


def certified(z: Table, found: MaxMargin, accuracy: float) -> None:
    """Feasible, with a dual bound that meets the norm: nothing of how it was found is used."""
    x, n = (np.array([float(v) for v in vector]) for vector in (found.direction, found.multipliers))
    assert (z @ x).min() >= 1 - accuracy
    assert norm_of(x, found.order) == pytest.approx(float(found.norm), rel=accuracy)
    assert (n >= 0).all()
    assert norm_of(z.T @ n, float(dual_order(found.order))) <= 1 + accuracy
    assert n.sum() >= float(found.norm) * (1 - accuracy)
    assert np.allclose((z @ x)[list(found.support)], 1, atol=1e-5)


@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 6), st.sampled_from(ORDERS))
def test_solutions_carry_certificates(seed: int, n: int, k: int, order: float) -> None:
    z = separable(seed, n, k)
    found = max_margin(z, order)
    accuracy = 1e-8 if order < 6 or order == inf else 2e-6
    certified(z, found, accuracy)
    others = np.random.default_rng(seed + 1).normal(size=(50, k))
    best = max(margin_of(z, x, order) for x in (*others, *np.eye(k), *-np.eye(k)))
    assert best <= (1 + accuracy) / float(found.norm)


def test_many_coordinates() -> None:
    z = separable(3, 20, 40)
    for order in (1, 1.5, 2, inf):
        certified(z, max_margin(z, order), 1e-8)


def test_digits_are_what_was_asked_for() -> None:
    z = separable(5, 3, 4)
    few, many = max_margin(z, 1.5, 15), max_margin(z, 1.5, 40)
    with mp.workdps(50):
        assert many.gap < mp.mpf(10) ** -38 * many.norm
        g = [mp.fsum(n * mp.mpf(float(row[j])) for n, row in zip(many.multipliers, z, strict=True)) for j in range(4)]
        ratios = [v / (mp.sign(x) * mp.sqrt(abs(x))) for v, x in zip(g, many.direction, strict=True)]
        assert max(ratios) - min(ratios) < mp.mpf(10) ** -38
        assert max(abs(a - b) for a, b in zip(few.direction, many.direction, strict=True)) < mp.mpf(10) ** -14


@given(st.integers(0, 10**6), st.integers(2, 8))
def test_data_that_no_direction_separates_have_a_combination_to_show_it(seed: int, n: int) -> None:
    """Of eighths and sixteenths, so that the last row is the negative combination of the others exactly."""
    z = np.round(8 * separable(seed, n, 3)) / 8
    z = np.vstack([z, -np.random.default_rng(seed).integers(1, 16, n) / 16 @ z])
    with pytest.raises(NotSeparable) as refusal:
        max_margin(z, 2)
    combination = np.array(refusal.value.combination)
    assert (combination >= 0).all() and combination.sum() == pytest.approx(1)
    assert abs(combination @ z).max() < 1e-9 * abs(z).max()


@pytest.mark.parametrize("order", [1, 2, inf])
@pytest.mark.parametrize(
    "data", [[[1e9, 1], [-1e9, 1]], [[1, 0], [-1, 1e-9]], [[1e12, 1], [-1e12, 1]], [[1e-300, 0], [0, 1e-300]]]
)
def test_units_of_columns_and_rows_decide_nothing(data: list[list[float]], order: float) -> None:
    """Separable, by (0, 1), (1, 2e9), (0, 1) and (1, 1): no combination may be shown, and a solution is certified."""
    found = max_margin(data, order)
    with mp.workdps(20):
        margins = [mp.fsum(mp.mpf(v) * x for v, x in zip(row, found.direction, strict=True)) for row in data]
        assert min(margins) > 1 - mp.mpf(10) ** -15
        assert abs(found.gap) < 1e-6 * found.norm


def test_a_combination_is_shown_only_where_it_is_exact() -> None:
    """0.1 + 0.2 - 0.3 of the doubles is 2^-54, so what doubles cannot tell apart is not called proved.

    Judged in exact arithmetic: a sum of products in doubles is another one on another machine.
    """
    for data in ([[0.1, 1.0], [0.2, -1.0], [-0.3, 0.0]], [[1.0, 0.0], [-1.0, 1e-30], [0.0, -1e-30]]):
        rows = [[Fraction(v) for v in row] for row in data]
        try:
            x = [exact(v, "x", ValueError) for v in max_margin(data, 2).direction]
            assert all(sum(a * b for a, b in zip(row, x, strict=True)) > 0 for row in rows)
        except NotSeparable as refusal:
            n = [Fraction(v) for v in refusal.combination]
            terms = [[a * row[j] for a, row in zip(n, rows, strict=True)] for j in range(2)]
            # Each entry is rounded once, by 2^-53 of itself, from one for which the sums are zero.
            assert min(n) >= 0 and all(abs(sum(t)) * (2**53 - 1) <= sum(map(abs, t)) for t in terms)
        except MarginError as refusal:
            assert "could not be decided" in str(refusal) or "converge" in str(refusal)


@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 15))
def test_order_two_always_has_a_solution(seed: int, n: int, k: int) -> None:
    z = separable(seed, n, k)
    certified(z, max_margin(z, 2), 1e-8)


@pytest.mark.parametrize("order", [1.0001, 1.01, 4, 1000])
@pytest.mark.parametrize("data", [[[2, 1]], [[1, 0], [-1, 1e-6]], [[1e10, 0], [0, 1]], [[1e300, 1], [1, 1e300]]])
def test_hard_problems_end_in_a_certificate_or_one_line(data: list[list[float]], order: float) -> None:
    try:
        found = max_margin(data, order)
    except MarginError as refusal:
        assert "converge" in str(refusal) and "\n" not in str(refusal)
    else:
        assert found.gap <= 1e-6 * found.norm


@pytest.mark.parametrize("digits", ["a", -20, 0, 1.5, True, 10**6])
def test_digits_are_a_whole_number(digits: object) -> None:
    with pytest.raises(MarginError, match="whole number from 1 to 1000"):
        max_margin([[1.0, 2.0]], 2, digits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "order", "match"),
    [
        ([[1.0, 2.0]], 0.5, "at least 1"),
        ([[1.0, 2.0]], float("nan"), "at least 1"),
        ([[1.0, 2.0]], "2", "number of at least 1"),
        ([[1.0, 2.0]], None, "number of at least 1"),
        ([], 2, "shape"),
        ([[1.0], [1.0, 2.0]], 2, "one length"),
        ([[float("inf")]], 2, "finite"),
    ],
)
def test_bad_problems_are_named(data: list[list[float]], order: float, match: str) -> None:
    with pytest.raises(MarginError, match=match):
        max_margin(data, order)


@pytest.mark.parametrize("order", [1, 1.5, 2, 3])
def test_the_residual_vanishes_at_the_solution_only(order: float) -> None:
    z = separable(7, 3, 4)
    x = np.array([float(v) for v in max_margin(z, order).direction])
    assert stationary_residual(z, x, order) < 1e-9
    assert stationary_residual(z, 7 * x, order) < 1e-9
    other = x + 0.05 * np.ones(4)
    assert stationary_residual(z, other, order) > 1e-3


def test_below_order_one_zeros_ask_for_nothing() -> None:
    """z = (2, 1): |g_j| ~ |x_j|^(r-1) at r = 1/2 gives x = (1, 4); either axis is stationary, too."""
    for x in ([1.0, 0.0], [0.0, 1.0], [1.0, 4.0]):
        assert stationary_residual([[2.0, 1.0]], x, 0.5) < 1e-12
    assert stationary_residual([[2.0, 1.0]], [1.0, 1.0], 0.5) > 0.1
    with pytest.raises(MarginError, match="positive margin"):
        stationary_residual([[2.0, 1.0]], [-1.0, 0.0], 0.5)
    with pytest.raises(MarginError, match="order"):
        stationary_residual([[2.0, 1.0]], [1.0, 0.0], inf)
