"""Losses: gradients are those of the values, entries stay exact, what is no loss is refused in one line."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from neversaddle.numerics.loss.loss import (
    Loss,
    LossError,
    exponential,
    least_squares,
    logistic,
    parse_loss,
    symbolic_loss,
)
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.theory.language.tokens import ParseError

small = st.fractions(min_value=-2, max_value=2, max_denominator=7)
points = st.lists(small, min_size=2, max_size=2)
matrices = st.lists(points, min_size=1, max_size=3)


def families(matrix: list[list[Fraction]]) -> list[Loss]:
    signs = [(-1) ** i for i in range(len(matrix))]
    return [least_squares(matrix, signs), exponential(matrix, signs), logistic(matrix, signs)]


@given(matrices, points)
@settings(max_examples=15)
def test_the_gradient_is_the_derivative_of_the_value(matrix: list[list[Fraction]], point: list[Fraction]) -> None:
    with mp.workdps(60):
        x = [mp.mpf(v.numerator) / v.denominator for v in point]
        step = mp.mpf(10) ** -15
        for loss in [*families(matrix), parse_loss("exp(x1*x2)/3 + (x1 - x2)**4", 2)]:
            for j in range(2):
                ahead, behind = ([v + s * step * (i == j) for i, v in enumerate(x)] for s in (1, -1))
                slope = (loss.value(ahead) - loss.value(behind)) / (2 * step)
                # Central differences err by step^2 f'''/6; here |f'''| stays far below 10^10.
                assert abs(slope - loss.gradient(x)[j]) < mp.mpf(10) ** -20


@given(matrices, points)
@settings(max_examples=15)
def test_matrix_losses_are_their_formulas(matrix: list[list[Fraction]], point: list[Fraction]) -> None:
    dots = [sum((a * v for a, v in zip(row, point, strict=True)), Fraction(0)) for row in matrix]
    margins = [(-1) ** i * d for i, d in enumerate(dots)]
    with mp.workdps(40):
        x = [mp.mpf(v.numerator) / v.denominator for v in point]
        squares = sum(((d - (-1) ** i) ** 2 for i, d in enumerate(dots)), Fraction(0)) / 2
        powers = [mp.exp(-mp.mpf(m.numerator) / m.denominator) for m in margins]
        wanted = [mp.mpf(squares.numerator) / squares.denominator, sum(powers), sum(mp.log(1 + p) for p in powers)]
        for loss, value in zip(families(matrix), wanted, strict=True):
            # A few dozen roundings of numbers below 100.
            assert abs(loss.value(x) - value) < mp.mpf(10) ** -35


def test_entries_are_exact_at_every_precision() -> None:
    loss = least_squares([["1/3"]], [Fraction(1, 7)])
    for digits in (10, 40, 80):
        with mp.workdps(digits):
            assert abs(loss.gradient([mp.zero])[0] + mp.mpf(1) / 21) < mp.mpf(10) ** -digits


def test_logistic_keeps_small_and_large_margins() -> None:
    loss = logistic([[1]], [1])
    # log(1 + e^-m) lies between e^-m - e^-2m/2 and e^-m, and is -m + log(1 + e^m) for m < 0.
    assert abs(loss.value([mpmath.mpf(200)]) / mp.exp(-200) - 1) < mpmath.mpf("1e-14")
    assert abs(loss.gradient([mpmath.mpf(200)])[0] / -mp.exp(-200) - 1) < mpmath.mpf("1e-14")
    assert loss.value([mpmath.mpf(-(10**6))]) == 10**6
    assert loss.gradient([mpmath.mpf(-(10**6))])[0] == -1


@pytest.mark.parametrize(
    ("number", "rational"),
    [
        (2, Fraction(2)),
        (0.1, Fraction(0.1)),
        ("1/3", Fraction(1, 3)),
        ("-1e-3", Fraction(-1, 1000)),
        (Fraction(1, 3), Fraction(1, 3)),
        (sp.Rational(2, 5), Fraction(2, 5)),
        (mpmath.mpf(-3) / 1024, Fraction(-3, 1024)),
        (mpmath.mpf(12), Fraction(12)),
        (sp.Float("0.25", 40), Fraction(1, 4)),
        (Decimal("0.1"), Fraction(1, 10)),
        (np.int64(7), Fraction(7)),
        (np.float32(0.5), Fraction(1, 2)),
    ],
)
def test_exact_numbers_stay_the_same_number(number: object, rational: Fraction) -> None:
    assert exact(number, "it", LossError) == rational


def test_one_coordinate_may_be_called_x_or_x1() -> None:
    assert parse_loss("x**2 + x1", 1).gradient([mpmath.mpf(3)]) == [7]


@pytest.mark.parametrize("text", ["log(x)", "1/x", "sqrt(x)"])
def test_outside_its_domain_a_loss_is_nan(text: str) -> None:
    at = mpmath.mpf(0) if text == "1/x" else mpmath.mpf(-1)
    assert mp.isnan(parse_loss(text, 1).value([at]))


@pytest.mark.parametrize(
    "make",
    [
        lambda: least_squares([[1], [2, 3]], [1, 2]),
        lambda: least_squares([], []),
        lambda: least_squares([[]], [1]),
        lambda: least_squares([1, 2], [1, 2]),
        lambda: least_squares([[1, 2]], [1, 2]),
        lambda: least_squares([[float("nan")]], [1]),
        lambda: least_squares([[mpmath.inf]], [1]),
        lambda: least_squares([[sp.sqrt(2)]], [1]),
        lambda: least_squares([[True]], [1]),
        lambda: least_squares([["1/0"]], [1]),
        lambda: exponential([[1]], [2]),
        lambda: logistic([[1]], [0]),
        lambda: parse_loss("abs(x - 1)", 1),
        lambda: parse_loss("sign(x)", 1),
        lambda: parse_loss("sqrt(x**2)", 1),
        lambda: parse_loss("x", 0),
        lambda: symbolic_loss(sp.Symbol("z"), [sp.Symbol("x")]),
        lambda: symbolic_loss(sp.Max(sp.Symbol("x"), 0), [sp.Symbol("x")]),
        lambda: symbolic_loss(sp.Integer(1), []),
    ],
)
def test_what_is_no_loss_is_refused_in_one_line(make: object) -> None:
    assert callable(make)
    with pytest.raises(LossError) as caught:
        make()
    assert str(caught.value) and "\n" not in str(caught.value)


def test_text_goes_through_the_parser() -> None:
    with pytest.raises(ParseError):
        parse_loss("__import__('os')", 1)
    with pytest.raises(ParseError):
        parse_loss("x3**2", 2)


def test_a_smoothed_kink_is_allowed() -> None:
    assert parse_loss("abs(x)**(3/2)", 1).gradient([mpmath.mpf(-4)]) == [-3]
