"""Exponents are exact rationals in [1, 2]; everything else is refused in one line that says what is allowed."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.geometry.mirror import mirror_geometry
from neversaddle.theory.language.exponents import Exponent, ExponentError, exponent, exponent_from_metric

exponents = st.fractions(min_value=1, max_value=2, max_denominator=128)


@pytest.mark.parametrize(
    "value", ["3/2", "1.5", Fraction(3, 2), sp.Rational(3, 2), 1.5, sp.Float(1.5), Exponent(sp.Rational(3, 2))]
)
def test_three_halves_in_every_form(value: object) -> None:
    assert exponent(value) == Exponent(sp.Rational(3, 2))  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [1, 2, "1", "2", 1.0, 2.0, 1.25, 1.984375, True + 1])
def test_ends_and_simple_floats(value: object) -> None:
    assert exponent(value).q == sp.Rational(str(Fraction(value)))  # type: ignore[arg-type]


REFUSED = [1.1, 0.9, "0.9", "5/2", 5 / 2, float("nan"), float("inf"), "abc", "", "nan", "1/0", 0, 3, -1, "-3/2"]
ODD = [True, None, [], 1 + 0j, sp.pi, sp.sqrt(2), sp.oo, sp.nan, "3/2\n", "__import__('os')", "10001/10000" + "0" * 9]


@pytest.mark.parametrize("value", [*REFUSED, *ODD], ids=repr)
def test_refused_in_one_line(value: object) -> None:
    with pytest.raises(ExponentError) as refusal:
        exponent(value)  # type: ignore[arg-type]
    message = str(refusal.value)
    assert "\n" not in message
    assert len(message) < 250
    assert "[1, 2]" in message or "write it as text" in message


@given(exponents, st.integers(1, 9))
def test_conjugates_and_stability(q: Fraction, depth: int) -> None:
    e = exponent(q)
    if q == 1:
        assert e.p == sp.oo
    else:
        assert 1 / e.p + 1 / e.q == 1
    assert e.kappa(depth) == depth * (1 - e.metric_exponent(depth))
    assert (e.kappa(depth) >= 0) == (depth <= e.largest_stable_depth)
    if depth > 1:
        assert exponent_from_metric(e.metric_exponent(depth), depth) == e


def test_symbols_stay_symbols() -> None:
    q, depth = sp.symbols("q L", positive=True)
    e = exponent(q)
    assert e.is_symbolic and not exponent(2).is_symbolic
    assert sp.cancel(e.kappa(depth) - depth * (1 - e.metric_exponent(depth))) == 0


@pytest.mark.parametrize(("m", "depth"), [("1/4", 2), ("3/2", 2), ("x", 3), ("1", 1), (1.1, 3)])
def test_metric_exponents_outside_the_range(m: object, depth: int) -> None:
    with pytest.raises(ExponentError) as refusal:
        exponent_from_metric(m, depth)
    assert "\n" not in str(refusal.value)


def test_extreme_balances_are_numbers_and_longer_ones_say_the_limit() -> None:
    assert mirror_geometry(3, "3/2", balance="1e-162").balance == sp.Rational(1, 10**162)
    assert mirror_geometry(3, "3/2", balance="9.39e184").balance == 939 * 10**182
    with pytest.raises(ExponentError, match="at most 100 digits and an exponent of ten up to 350 are allowed"):
        mirror_geometry(3, "3/2", balance="1e-351")
