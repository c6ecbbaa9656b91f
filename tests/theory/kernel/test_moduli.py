"""Sums inside moduli and signs get names; what comes out has the same value at every point."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.moduli import without_sums
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, nonzero, positive, real

a, b, c = sp.symbols("a b c", real=True)
u = sp.Symbol("u", positive=True)
ANY = real(a, b, c)
rationals = st.fractions(-5, 5, max_denominator=6)


def proved(expression: sp.Expr, given: tuple[Hypothesis, ...] = ANY) -> bool:
    try:
        return decide.zero(*without_sums(expression, given)).proved
    except CannotDecide:
        return False


TRUE: dict[str, tuple[sp.Expr, tuple[Hypothesis, ...]]] = {
    "a factor": (sp.Abs(a**2 + a * b) - sp.Abs(a) * sp.Abs(a + b), ANY),
    "up to sign": (sp.Abs(a - b) - sp.Abs(b - a), ANY),
    "odd": (sp.sign(a - b) + sp.sign(b - a), ANY),
    "content": (sp.Abs(2 * a + 2 * b) - 2 * sp.Abs(a + b), ANY),
    "certain sign": (sp.Abs(a**3 + a) - (a**2 + 1) * sp.Abs(a), ANY),
    "modulus times sign": (sp.Abs(a + b) * sp.sign(a + b) * sp.sign(a) - sp.Abs(a + b) * sp.sign(a**2 + a * b), ANY),
    "inside one another": (sp.Abs(sp.Abs(a + b) * c) - sp.Abs(a + b) * sp.Abs(c), ANY),
    "a power": (
        sp.sign(a * b + a * c) * sp.Abs(a * b + a * c) ** (q - 1)
        - sp.sign(a) * sp.Abs(a) ** (q - 1) * sp.sign(b + c) * sp.Abs(b + c) ** (q - 1),
        (*ANY, Range(q)),
    ),
    "a symbolic power in common": (
        sp.Abs(a * u ** (L - 1) + b * u) ** q - u**q * sp.Abs(a * u ** (L - 2) + b) ** q,
        (*ANY, *positive(u), Range(q), Depth(L)),
    ),
    "assumed sign": (sp.Abs(a - b) - a + b, (*ANY, Condition(a >= b))),
    "assumed up to a factor": (
        sp.Abs(a - b) - sp.sign(c) * (a - b),
        (*real(a, b), *nonzero(c), Condition(c * a >= c * b)),
    ),
    "assumed strictly": (sp.sign(a - b) - 1, (*ANY, Condition(a > b))),
}
FALSE: dict[str, tuple[sp.Expr, tuple[Hypothesis, ...]]] = {
    "no sign": (sp.Abs(a + b) - a - b, ANY),
    "sum of moduli": (sp.Abs(a + b) - sp.Abs(a) - sp.Abs(b), ANY),
    "another sum": (sp.Abs(a + b) - sp.Abs(a - b), ANY),
    "sign squared is one": (sp.sign(a + b) ** 2 - 1, ANY),
    "weak for strict": (sp.sign(a - b) - 1, (*ANY, Condition(a >= b))),
    "a factor that may vanish": (sp.Abs(a - b) - sp.sign(c) * (a - b), (*ANY, Condition(c * a >= c * b))),
    "the other way": (sp.Abs(a - b) - a + b, (*ANY, Condition(a <= b))),
    "a condition on another sum": (sp.Abs(a - b) - a + b, (*ANY, Condition(a + b >= 0))),
    "not equal is no order": (sp.Abs(a - b) - a + b, (*ANY, Condition(sp.Ne(a, b)))),
    "even and odd": (sp.Abs(a - b) + sp.Abs(b - a), ANY),
    "content lost": (sp.Abs(2 * a + 2 * b) - sp.Abs(a + b), ANY),
    "power lost": (sp.Abs((a + b) ** 2 * c) - sp.Abs(a + b) * sp.Abs(c), ANY),
    "divides by what may vanish": (sp.Abs(a + b) * sp.Abs(c) / sp.Abs(a * c + b * c) - 1, ANY),
    "divides by what is weakly positive": (sp.Abs(a - b) / (a - b) - 1, (*ANY, Condition(a >= b))),
    "a logarithm of what may vanish": (sp.log(sp.Abs(a * c + b * c)) - sp.log(sp.Abs(a + b) * sp.Abs(c)), ANY),
    "zero to the power zero": (
        sp.sign(a + b) ** 2 - sp.Abs(a + b) ** (q - 1) * sp.Abs(a + b) ** (1 - q),
        (*ANY, Range(q)),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is_proved(name: str) -> None:
    assert proved(*TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_not(name: str) -> None:
    assert not proved(*FALSE[name])


def test_a_quotient_by_a_sum_that_does_not_vanish_is_fine() -> None:
    quotient = sp.Abs(a + b) * (1 / sp.Abs(a * c + b * c)) * sp.Abs(c)
    assert proved(quotient - 1, (*real(a, b), *nonzero(c), Condition(sp.Ne(a + b, 0))))


def test_a_name_that_is_taken_is_not_used() -> None:
    taken = sp.Symbol("modulus_1", real=True)
    written, assumed = without_sums(sp.Abs(a + b) - taken, (*ANY, Sign(taken, "real")))
    assert written.free_symbols == {taken, sp.Symbol("modulus_2", real=True)}
    assert not decide.zero(written, assumed).proved


def test_signs_are_kept_where_they_matter() -> None:
    _, assumed = without_sums(a * b + sp.Abs(a) + 1 / c, (*real(a, b), *nonzero(c)))
    assert {h.symbol for h in assumed if isinstance(h, Sign)} == {a, c}


@given(st.tuples(rationals, rationals, rationals))
@settings(deadline=None, max_examples=40)
def test_the_value_is_the_same(values: tuple[Fraction, Fraction, Fraction]) -> None:
    point = {s: sp.Rational(v.numerator, v.denominator) for s, v in zip((a, b, c), values, strict=True)}
    expression = sp.Abs(a**2 * b + a * b * c - 2 * a * b) * sp.sign(2 - a - c) + sp.sign(a * c + b * c)
    written, assumed = without_sums(expression, ANY)
    names = sorted({h.symbol for h in assumed if isinstance(h, Sign)} - {a, b, c}, key=str)
    # Which sum has which name is not said, but there are two of them, each once.
    sums = (a + c - 2, a + b)
    readings = [written.subs(dict(zip(names, order, strict=True))).subs(point) for order in (sums, sums[::-1])]
    assert expression.subs(point) in readings
