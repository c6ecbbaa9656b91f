"""InverseOf: inverts, differentiates exactly, and evaluates to the digits asked for."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.geometry.euler import EulerIntegral
from neversaddle.theory.geometry.implicit import InverseOf

s, v, lam = sp.symbols("s v lambda", positive=True)
values = st.fractions(min_value=Fraction(1, 10**9), max_value=10**9, max_denominator=10**9)
FORWARD = {
    "cubic": s**3 + s,
    "root": sp.sqrt(s) + s,
    "steep": s**7 * (s + 1) ** 5,
    "logarithm": sp.log(1 + s),
}


@pytest.mark.parametrize("name", ["cubic", "root", "steep"])
@settings(max_examples=15)
@given(value=values)
def test_inverts_over_eighteen_decades(name: str, value: Fraction) -> None:
    target = sp.Rational(value.numerator, value.denominator)
    found = InverseOf(target, sp.Lambda(s, FORWARD[name]), sp.S.Zero, sp.oo).n(30)
    # The logarithmic derivative of each function is at most 12, so 25 of 30 digits survive.
    assert abs(FORWARD[name].subs(s, found) / target - 1) < sp.Float("1e-25", 30)


@pytest.mark.parametrize(("low", "high", "value"), [(0, 2, 1), (0, sp.oo, 1), (-sp.oo, 2, -5), (-sp.oo, sp.oo, -8)])
def test_every_kind_of_interval(low: sp.Expr, high: sp.Expr, value: int) -> None:
    t = sp.Symbol("t", real=True)
    found = InverseOf(sp.Integer(value), sp.Lambda(t, t**3), sp.sympify(low), sp.sympify(high)).n(20)
    assert abs(found - sp.real_root(value, 3).n(25)) < sp.Float("1e-18", 30)


def test_digits_grow_with_the_demand() -> None:
    golden = InverseOf(sp.S.One, sp.Lambda(s, s**2 + s), sp.S.Zero, sp.oo)
    assert abs(golden.n(120) - ((sp.sqrt(5) - 1) / 2).n(130)) < sp.Float("1e-117", 130)


def test_what_it_inverts_may_hold_euler_integrals() -> None:
    time = EulerIntegral(sp.Rational(5, 6), sp.Rational(1, 3), s, sp.Rational(2, 3))
    found = InverseOf(sp.Rational(3, 7), sp.Lambda(s, time), sp.S.Zero, sp.oo).n(30)
    assert abs(time.subs(s, found).n(30) - sp.Rational(3, 7)) < sp.Float("1e-26", 30)


def test_derivatives_in_the_value_and_in_parameters() -> None:
    root = InverseOf(v, sp.Lambda(s, s**2 + lam * s), sp.S.Zero, sp.oo)
    explicit = (sp.sqrt(lam**2 + 4 * v) - lam) / 2
    for symbol in (v, lam):
        derived, known = (sp.diff(e, symbol).subs({v: 3, lam: sp.Rational(1, 2)}).n(25) for e in (root, explicit))
        assert abs(derived - known) < sp.Float("1e-22", 25)
    assert sp.diff(root, sp.Symbol("w")) == 0


def test_symbols_are_left_alone_and_printed_by_name() -> None:
    root = InverseOf(v, sp.Lambda(s, s**2 + lam * s), sp.S.Zero, sp.oo)
    assert root.n(20).has(InverseOf)
    assert str(root) == "s(v)"
    assert root.is_nonnegative and root.is_extended_real
