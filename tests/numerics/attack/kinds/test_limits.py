"""Limits under attack: true ones arrive however slowly, false ones do not, and only what is certain is confirmed."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.kinds.limits import limit_agreement, limit_fails
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, size
from neversaddle.theory.language.symbols import L, lam, q, u
from neversaddle.theory.statement.kinds import Limit

x, a = sp.symbols("x a", positive=True)
ZERO, ONE, TWO, oo = sp.S.Zero, sp.S.One, sp.Integer(2), sp.oo
tenth = sp.Rational(1, 10)
BITS = 128

TRUE: dict[str, tuple[sp.Expr, sp.Expr, sp.Expr]] = {
    "polynomial": (x**2 + 3, ZERO, sp.Integer(3)),
    "a quotient": ((x**2 + x) / (2 * x**2 + 1), oo, sp.Rational(1, 2)),
    "a slow power": (2 + x ** sp.Rational(1, 24), ZERO, TWO),
    "a slow power towards oo": ((1 + x) ** tenth / x**tenth + x ** (-tenth), oo, ONE),
    "a logarithm": ((1 - 3 * sp.log(x)) / (2 - sp.log(x)), ZERO, sp.Integer(3)),
    "a logarithm and a power": (1 / sp.log(x) + sp.sqrt(x) + 5, ZERO, sp.Integer(5)),
    "towards zero": (x ** sp.Rational(1, 12), ZERO, ZERO),
    "cancellation": ((sp.sqrt(1 + x) - 1) / x, ZERO, sp.Rational(1, 2)),
    "an exponential": ((sp.exp(x) - 1) / x, ZERO, ONE),
    "a root of a sum": (sp.sqrt(4 * x + a**2), ZERO, a),
}
INSTANCE: Instance = {a: Fraction(3)}


def limit(expression: sp.Expr, at: sp.Expr, value: sp.Expr, variable: sp.Symbol = x) -> Limit:
    return Limit("-", expression, variable, at, value)


@pytest.mark.parametrize("name", TRUE)
def test_true_limits_arrive(name: str) -> None:
    part = limit(*TRUE[name])
    assert limit_agreement(part, INSTANCE, 20) is None
    assert not limit_fails(part, INSTANCE, BITS)


@pytest.mark.parametrize("name", TRUE)
@pytest.mark.parametrize("change", [lambda v: v + 1, lambda v: 2 * v + 1, lambda v: -v - 1, lambda v: v + tenth**3])
def test_false_limits_do_not(name: str, change: object) -> None:
    expression, at, value = TRUE[name]
    assert callable(change)
    assert limit_agreement(limit(expression, at, change(value)), INSTANCE, 20) == 0


#: No leading term is known for certain: the leading terms cancel, or a second term decides.
UNCLEAR = {"cancellation", "an exponential"}


@pytest.mark.parametrize("name", sorted(TRUE))
def test_false_limits_fail_for_certain_where_the_leading_term_is(name: str) -> None:
    expression, at, value = TRUE[name]
    assert limit_fails(limit(expression, at, value + tenth**3), INSTANCE, BITS) == (name not in UNCLEAR)


@pytest.mark.parametrize("expression", [1 / x, sp.log(x), -sp.log(x) / sp.sqrt(x), x**-2 + 1 / x], ids=str)
def test_what_grows_has_no_limit(expression: sp.Expr) -> None:
    part = limit(expression, ZERO, ONE)
    assert limit_agreement(part, {}, 20) == 0
    assert limit_fails(part, {}, BITS)


@pytest.mark.parametrize(
    "expression",
    [
        x * (1 + x) - x - x**2,
        (1 + x) ** 2 - 1,
        sp.sin(1 / x),
        sp.log(sp.log(1 / x)),
        x**x,
        sp.sqrt(x - 1),
        sp.hyper([1, 2], [3], -x),
        sp.exp(1 / x),
    ],
    ids=str,
)
def test_nothing_uncertain_is_confirmed(expression: sp.Expr) -> None:
    assert not limit_fails(limit(expression, ZERO, TWO), {}, BITS)
    assert not limit_fails(limit(x, ONE, TWO), {}, BITS)


def test_without_a_value_there_is_no_answer() -> None:
    with pytest.raises(Undefined):
        limit_agreement(limit(sp.sqrt(x - 1), ZERO, ZERO), {}, 20)
    with pytest.raises(Undefined):
        limit_agreement(limit(x, ZERO, 1 / (a - 3)), INSTANCE, 20)
    assert not limit_fails(limit(x, ZERO, 1 / (a - 3)), INSTANCE, BITS)


exact = st.fractions(Fraction(1, 4), 4, max_denominator=4)


@given(exact, exact, exact)
@settings(max_examples=15)
def test_powers_with_random_exponents(e: Fraction, f: Fraction, v: Fraction) -> None:
    e_, f_, v_ = (sp.Rational(k.numerator, k.denominator) for k in (e, f, v))
    expression = v_ * x**e_ * (1 + x**f_) / (x**e_ * (2 + x) ** f_)
    for wrong, value in ((False, v_ / 2**f_), (True, v_ / 2 ** (f_ + 1))):
        part = limit(expression, ZERO, value)
        assert limit_fails(part, {}, BITS) == wrong
        assert limit_agreement(part, {}, 20) == (0 if wrong else None)


n = sp.Symbol("n", positive=True, integer=True)
PLACE: Instance = {L: Fraction(3), n: Fraction(2), q: Fraction(2), lam: Fraction(2), u: Fraction(1)}
LEAF = (L, q, lam)
TIMES: dict[str, tuple[sp.Expr, sp.Expr, Instance]] = {
    "orbit time": (OrbitTime(*LEAF, x) / size(*LEAF, x), lam ** (1 - L), PLACE),
    "orbit time, a fixed end": (OrbitTime(*LEAF, u + x), OrbitTime(*LEAF, u), PLACE),
    "the metric": (InverseMetric(*LEAF, x), lam ** (L - 1), PLACE),
}


@pytest.mark.parametrize("name", TIMES)
def test_times(name: str) -> None:
    expression, value, instance = TIMES[name]
    for factor in (ONE, TWO, sp.Rational(1, 2), -ONE):
        part = limit(expression, ZERO, factor * value)
        assert limit_fails(part, instance, BITS) == (factor != 1)
        assert limit_agreement(part, instance, 20) == (None if factor == 1 else 0)


def test_times_that_are_not_known_are_left_open() -> None:
    for expression in (OrbitTime(L, q, x, u), ReachTime(L, q, lam, x)):
        assert not limit_fails(limit(expression, ZERO, sp.Integer(-7)), PLACE, BITS)
