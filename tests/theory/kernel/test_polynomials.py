"""Polynomials are what they seem to be, and fields have a component for each letter."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.polynomials import is_polynomial, require_polynomials
from neversaddle.theory.language.fields import Gradients
from neversaddle.theory.language.times import TIME
from neversaddle.theory.motion.steepest import LOSS

x, y = sp.symbols("x y", real=True)
n = sp.Symbol("n", integer=True, positive=True)
LETTERS = sp.Tuple(x, y)


@pytest.mark.parametrize("e", [x, sp.Integer(0), sp.Rational(1, 3), (x - y) ** 3 / 2, x * (1 + y * (x + 2))])
def test_polynomials(e: sp.Expr) -> None:
    assert is_polynomial(e)


@pytest.mark.parametrize(
    "e", [1 / x, sp.sqrt(x), x**n, sp.pi * x, sp.sqrt(2) * x, sp.exp(x), sp.Abs(x), 0.5 * x, sp.I * x, sp.Tuple(x)]
)
def test_others(e: sp.Basic) -> None:
    assert not is_polynomial(e)


@pytest.mark.parametrize(
    ("values", "letters"),
    [
        ((), LETTERS),
        ((x, sp.sin(y)), LETTERS),
        ((x, y), sp.Tuple(x, x)),
        ((x, y), sp.Tuple(x, 2 * y)),
        ((sp.Tuple(x, y), sp.Tuple(x)), LETTERS),
        ((sp.Tuple(x, sp.Tuple(y)),), LETTERS),
        ((x * TIME,), LETTERS),
        ((x * LOSS,), LETTERS),
    ],
    ids=str,
)
def test_what_is_refused(values: tuple[sp.Basic, ...], letters: sp.Tuple) -> None:
    with pytest.raises(CannotDecide):
        require_polynomials(sp.Tuple(*values), letters)


def test_letters_for_any_smooth_functions() -> None:
    """Such a letter, and its gradients; no formulas of one letter, and no gradients by another."""
    g, w = sp.symbols("g w", real=True)
    require_polynomials(g, w)
    require_polynomials(Gradients(g, w), w)
    for values, letters in (
        (2 * g, w),
        (g, 2 * w),
        (Gradients(g, x), w),
        (g, LETTERS),
        (sp.Tuple(g), w),
        (sp.exp(g), w),
    ):
        with pytest.raises(CannotDecide):
            require_polynomials(values, letters)


def test_what_is_not() -> None:
    require_polynomials(sp.Tuple(x * y, n), LETTERS)
    require_polynomials(sp.Tuple(sp.Tuple(x, y), sp.Tuple(0, x)), LETTERS)
