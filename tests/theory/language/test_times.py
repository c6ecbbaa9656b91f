"""Values at the start and integrals over time: what is done to them as terms, and how they are written."""

from __future__ import annotations

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.language.families import Total, constants, index
from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import LOSS, SLOPE, WIDTH

c, n = SLOPE, index("n")
a, b = sp.symbols("a b", real=True)
squares = Total(c[n] ** 2, n, WIDTH)


@given(st.fractions(-5, 5, max_denominator=7))
def test_a_number_stands_before_the_integral(number: sp.Rational) -> None:
    factor = sp.Rational(number.numerator, number.denominator)
    assert TimeIntegral(factor * squares) == factor * TimeIntegral(squares)
    assert TimeIntegral(factor) == factor * TIME


def test_a_symbol_does_not() -> None:
    """It may be a decay, which changes with time."""
    assert TimeIntegral(a * b).args == (a * b,)
    assert TimeIntegral(a).has(TimeIntegral)


def test_substitution_goes_inside() -> None:
    assert Initially(a).xreplace({a: LOSS}) == Initially(LOSS)
    assert TimeIntegral(a).xreplace({a: -2 * squares}) == -2 * TimeIntegral(squares)
    assert TimeIntegral(a).xreplace({a: sp.S.Zero}) == 0


def test_they_are_real() -> None:
    assert Initially(a).is_extended_real and TimeIntegral(squares).is_extended_real
    assert Initially(a).is_positive is None


def test_their_constants() -> None:
    assert constants(Initially(c[n]) + TimeIntegral(a * squares)) == {n, a, WIDTH}
    assert L not in constants(Initially(LOSS))


def test_how_they_are_written() -> None:
    assert str(Initially(LOSS)) == "f(t=0)" and str(TimeIntegral(a + b)) == "int_0^t(a + b)"
    assert sp.latex(Initially(LOSS) ** 2) == r"\left[f\right]_{t=0}^{2}"
    assert sp.latex(TimeIntegral(a) ** 2) == r"{\left(\int_0^{t} a\,dt_{1}\right)}^{2}"
    # What is integrated ends where the integral does.
    assert sp.latex(TimeIntegral(a) + b) != sp.latex(TimeIntegral(a + b))
