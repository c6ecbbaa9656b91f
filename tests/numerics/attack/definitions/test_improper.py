"""Improper integrals: whether they are finite follows from exponents, and the enclosures hold the Beta values."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.definitions.improper import improper_ball

s, c = sp.Symbol("s", positive=True), sp.Symbol("c", positive=True)
exponents = st.fractions(-3, 3, max_denominator=4)
sizes = st.fractions(Fraction(1, 4), 4, max_denominator=4)


def exact(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def ball(value: Fraction) -> arb:
    return arb(value.numerator) / value.denominator


@given(exponents, exponents, sizes)
@settings(max_examples=60)
def test_powers(a: Fraction, b: Fraction, lam: Fraction) -> None:
    # int s^(a-1) (s+lam)^(-b) ds = lam^(a-b) Gamma(a) Gamma(b-a)/Gamma(b), finite iff a > 0 and b > a (DLMF 5.12.3).
    with ctx.workprec(80):
        found = improper_ball(s ** exact(a - 1) * (s + c) ** exact(-b), s, {c: lam})
        assert found is not None
        assert bool(found.is_finite()) == (a > 0 and b > a)
        if found.is_finite():
            closed = ball(lam) ** ball(a - b) * ball(a).gamma() * ball(b - a).gamma() / ball(b).gamma()
            assert found.overlaps(closed)
            assert abs(found - closed) < 1e-8 * abs(closed)


@given(exponents, sizes)
@settings(max_examples=30)
def test_powers_from_or_to_a_number(a: Fraction, end: Fraction) -> None:
    # int_0^e s^(a-1) ds = e^a/a, finite iff a > 0; int_e^oo s^(a-1) ds = -e^a/a, finite iff a < 0.
    with ctx.workprec(80):
        to, beyond = (
            improper_ball(s ** exact(a - 1), s, {c: end}, low, high) for low, high in ((sp.S.Zero, c), (c, sp.oo))
        )
        for found, side in ((to, 1), (beyond, -1)):
            assert found is not None
            assert bool(found.is_finite()) == (side * a > 0)
            assert not found.is_finite() or found.overlaps(side * ball(end) ** ball(a) / ball(a))


@pytest.mark.parametrize("ends", [(-c, sp.oo), (sp.S.Zero, -c), (c, 2 * c), (sp.sqrt(2) * c, sp.oo), (sp.oo, sp.oo)])
def test_other_intervals_are_left_undecided(ends: tuple[sp.Expr, sp.Expr]) -> None:
    assert improper_ball(s**-2, s, {c: Fraction(1)}, *ends) is None


@pytest.mark.parametrize(
    ("function", "value"),
    [
        (1 / (1 + s**2), arb.pi() / 2),
        (1 / (1 + s) ** 2 - s / (1 + s) ** 4, arb(5) / 6),
        (1 / (sp.sqrt(s) + s**2), 2 * arb.pi() / (3 * (arb.pi() / 3).sin())),
    ],
)
def test_sums(function: sp.Expr, value: arb) -> None:
    found = improper_ball(function, s, {})
    assert found is not None
    assert found.is_finite()
    assert found.overlaps(value)


@pytest.mark.parametrize("function", [1 / s, 1 / (1 + s), s**-2 + 1 / (1 + s) ** 2, -1 / sp.sqrt(1 + s), sp.S(3)])
def test_divergence(function: sp.Expr) -> None:
    found = improper_ball(sp.sympify(function), s, {})
    assert found is not None
    assert not found.is_finite()


@pytest.mark.parametrize(
    "function",
    [
        sp.exp(-s),
        c / (1 + s) ** 2,
        1 / (s - 1) ** 2,
        sp.sqrt(s - 2) / (1 + s) ** 3,
        1 / (1 + s) - s / (1 + s) ** 2,
        sp.sqrt(1 + sp.sqrt(s)) / (1 + s) ** 3,
    ],
)
def test_what_is_out_of_reach_is_left_undecided(function: sp.Expr) -> None:
    assert improper_ball(function, s, {}) is None
