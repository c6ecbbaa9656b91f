"""Euler integrals: defining derivatives, quadrature, and elementary forms exactly where Chebyshev's criterion says."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neversaddle.theory.geometry.euler import MOST_ROOTS, EulerIntegral, closed_form, inverse_closed_form
from neversaddle.theory.kernel import decide
from neversaddle.theory.statement.hypotheses import positive

u, lam, v = sp.symbols("u lambda v", positive=True)
firsts = st.fractions(min_value=Fraction(1, 12), max_value=4, max_denominator=12)
seconds = st.fractions(min_value=-3, max_value=4, max_denominator=12)
sizes = st.fractions(min_value=Fraction(1, 8), max_value=6, max_denominator=8)


@pytest.fixture(scope="module", autouse=True)
def thirty_digits() -> Iterator[None]:
    with mpmath.workdps(30):
        yield


def exact(number: Fraction) -> sp.Rational:
    return sp.Rational(number.numerator, number.denominator)


def number(expression: sp.Expr, digits: int = 30) -> mpmath.mpf:
    return mpmath.mpmathify(sp.N(expression, digits))


@settings(max_examples=60)
@given(firsts, seconds, sizes, sizes)
def test_closed_forms_are_the_integral(a: Fraction, b: Fraction, size: Fraction, balance: Fraction) -> None:
    """Against Gauss-Legendre quadrature in t, s = u t^(1/a), which removes the singularity at 0."""
    at = {u: exact(size), lam: exact(balance)}
    form = closed_form(EulerIntegral(exact(a), exact(b), u, lam))
    assert not form.has(EulerIntegral, sp.Integral, sp.I, sp.exp_polar)
    with mpmath.workdps(30):
        a_, b_, u_, lam_ = (mpmath.mpf(n.numerator) / n.denominator for n in (a, b, size, balance))
        integral = u_**a_ / a_ * mpmath.quad(lambda t: (u_ * t ** (1 / a_) + lam_) ** (-b_), mpmath.linspace(0, 1, 5))
        # t^(1/a) has derivatives without bound at 0 when a > 1, so quadrature itself is good to about ten digits.
        assert abs(number(form.subs(at)) - integral) <= mpmath.mpf(10) ** -9 * (1 + abs(integral))


@settings(max_examples=80)
@given(firsts, seconds)
def test_elementary_exactly_by_chebyshev(a: Fraction, b: Fraction) -> None:
    assume(a.denominator <= MOST_ROOTS)
    elementary = 1 in (a.denominator, b.denominator, (a - b).denominator)
    assert closed_form(EulerIntegral(exact(a), exact(b), u, lam)).has(sp.hyper) != elementary


def test_many_roots_are_left_to_the_hypergeometric_form() -> None:
    assert closed_form(EulerIntegral(sp.Rational(1, MOST_ROOTS + 1), sp.S.One, u, lam)).has(sp.hyper)


def test_hypergeometric_form_for_all_parameters() -> None:
    a, b = sp.symbols("a b", positive=True)
    form = EulerIntegral(a, b, u, lam).rewrite(sp.hyper)
    difference = decide.derivative(form, u) - EulerIntegral(a, b, u, lam).diff(u)
    assert decide.zero(difference, positive(u, lam, a, b)).proved


@settings(max_examples=30)
@given(firsts, seconds, sizes, sizes)
def test_derivative_in_the_balance(a: Fraction, b: Fraction, size: Fraction, balance: Fraction) -> None:
    """d/dlam E(a, b) = -b E(a, b+1), against a central difference (error of the order 1e-16 at these sizes)."""
    integral = EulerIntegral(exact(a), exact(b), exact(size), lam)
    step, at = sp.Rational(1, 10**8), exact(balance)
    difference = (number(integral.subs(lam, at + step)) - number(integral.subs(lam, at - step))) / number(2 * step)
    assert abs(difference - number(sp.diff(integral, lam).subs(lam, at))) <= 1e-8 * (1 + abs(difference))


@settings(max_examples=60)
@given(firsts, seconds, sizes, sizes)
def test_inverses_invert(a: Fraction, b: Fraction, size: Fraction, balance: Fraction) -> None:
    inverse = inverse_closed_form(exact(a), exact(b), v, lam)
    if inverse is None:
        assert not (b == 0 or a == 1 or b - a == 1)
        return
    at = {u: exact(size), lam: exact(balance)}
    reached = number(EulerIntegral(exact(a), exact(b), u, lam).subs(at), 40)
    for form, sought in zip(inverse, (at[u], at[u] + at[lam]), strict=True):
        back = number(form.subs({v: sp.Float(str(reached), 35), lam: at[lam]}))
        assert abs(back - number(sought)) <= mpmath.mpf(10) ** -20 * (1 + abs(back))


def test_special_values() -> None:
    assert EulerIntegral(sp.Rational(1, 2), 3, 0, lam) == 0
    assert EulerIntegral(sp.Integer(3), sp.Integer(1), u, 0) == u**2 / 2
    assert str(EulerIntegral(sp.Rational(1, 2), 3, u, lam)) == "E(1/2, 3; u, lambda)"
