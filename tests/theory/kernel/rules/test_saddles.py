"""Critical points of products, and least sums at a given product: the rules prove what is true, nothing beside it."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest
import sympy as sp
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.rules.saddles import multilinearity, tangent
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.flow import FORCE, OTHERS
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, nonzero, positive
from neversaddle.theory.statement.kinds import CriticalPoint, Factorization

n = sp.Symbol("n", nonnegative=True, integer=True)
c, P, ZERO, ONE = FORCE, OTHERS, sp.S.Zero, sp.S.One
MOVING = nonzero(FORCE, OTHERS)
GIVEN = (Depth(L, 1), Depth(n, 0), Condition(sp.Le(n, L)), *MOVING)
FROM_THREE = (Depth(L, 1), Depth(n, 3), Condition(sp.Le(n, L)), *MOVING)
DEEP = (Depth(L, 2), *MOVING)
Spectrum = tuple[tuple[sp.Expr, sp.Expr], ...]
SADDLE: Spectrum = ((c * P, ONE), (-c * P, ONE), (ZERO, L - 2))
TWO = sp.Integer(2)


def critical(condition: sp.Basic, given: tuple[Hypothesis, ...] = GIVEN, vanishing: sp.Expr = n) -> bool:
    return multilinearity(CriticalPoint("-", L, vanishing, condition), given).proved


def spectrum(pairs: Spectrum, vanishing: sp.Expr = TWO, given: tuple[Hypothesis, ...] = DEEP) -> bool:
    return multilinearity(CriticalPoint("-", L, vanishing, sp.true, pairs), given).proved


@pytest.mark.parametrize(
    "condition", [n >= 2, n > 1, sp.Le(2, n), 2 * n > 3, n**2 >= 2, n**2 > n, n >= sp.Rational(3, 2)], ids=str
)
def test_ways_to_say_two(condition: sp.Basic) -> None:
    assert critical(condition)


@pytest.mark.parametrize(
    "condition",
    [n >= 1, n > 2, n >= 3, n <= 2, n < 2, sp.Ne(n, 1), sp.true, sp.false, n >= L, L >= 2, n**2 <= 4, 5 - n >= 0],
    ids=str,
)
def test_other_conditions(condition: sp.Basic) -> None:
    assert not critical(condition)


def test_fixed_numbers_of_vanishing_weights() -> None:
    assert critical(sp.false, DEEP, ZERO)
    assert critical(sp.false, DEEP, ONE)
    assert critical(sp.true, DEEP, TWO)
    assert not critical(sp.true, DEEP, ONE)
    assert not critical(sp.false, DEEP, TWO)
    assert critical(L >= 2, (Depth(L, 1), *MOVING), L)


@pytest.mark.parametrize(
    "given",
    [
        tuple(h for h in GIVEN if not isinstance(h, Condition)),
        tuple(h for h in GIVEN if getattr(h, "symbol", None) != FORCE),
        tuple(h for h in GIVEN if getattr(h, "symbol", None) != OTHERS),
        (*GIVEN[:3], Sign(FORCE, "real"), *nonzero(OTHERS)),
        (*GIVEN[:3], *nonzero(FORCE), Sign(OTHERS, "real")),
        (Depth(L, 0), *GIVEN[1:]),
        (Depth(L, 1), Sign(n, "nonnegative"), *GIVEN[2:]),
    ],
)
def test_hypotheses_that_are_needed(given: tuple[Hypothesis, ...]) -> None:
    assert not critical(n >= 2, given)


def test_the_strict_saddle_and_the_flat_point() -> None:
    assert spectrum(SADDLE)
    assert spectrum((SADDLE[1], SADDLE[2], SADDLE[0]))
    assert spectrum(
        ((abs(c * P), ONE), (-abs(c) * abs(P), ONE), (ZERO, L - 3), (ZERO, ONE)), given=(Depth(L, 3), *MOVING)
    )
    assert spectrum(((ZERO, L),), n, FROM_THREE)
    assert spectrum(((ZERO, L),), sp.Integer(3), (Depth(L, 3), *MOVING))


@pytest.mark.parametrize(
    "pairs",
    [
        ((c * P, ONE), (-c * P, ONE), (ZERO, L - 1)),
        ((c * P, TWO), (ZERO, L - 2)),
        ((c * P, ONE), (c * P, ONE), (ZERO, L - 2)),
        ((2 * c * P, ONE), (-c * P, ONE), (ZERO, L - 2)),
        ((c * P**2, ONE), (-c * P**2, ONE), (ZERO, L - 2)),
        ((c, ONE), (-c, ONE), (ZERO, L - 2)),
        ((ZERO, L),),
        ((ZERO, L - 2),),
        ((c * P, ONE), (-c * P, ONE)),
        (*SADDLE, (c, ZERO)),
        (*SADDLE, (ZERO, ONE), (ZERO, -ONE)),
    ],
    ids=str,
)
def test_other_spectra(pairs: Spectrum) -> None:
    assert not spectrum(pairs)


def test_spectra_of_the_wrong_number_of_weights() -> None:
    assert not spectrum(SADDLE, sp.Integer(3), (Depth(L, 3), *MOVING))
    assert not spectrum(SADDLE, n, FROM_THREE)
    assert not spectrum(((ZERO, L),), n, (Depth(L, 1), Depth(n, 2), Condition(sp.Le(n, L)), *MOVING))
    assert not spectrum(SADDLE, n, (Depth(L, 1), Depth(n, 2), Condition(sp.Le(n, L)), *MOVING))
    assert not spectrum(SADDLE, given=(Depth(L, 1), *MOVING))
    assert not spectrum(SADDLE, given=(Sign(L, "positive"), *MOVING))


# --- the least sum at a given product ---

w, X = sp.Symbol("w", real=True), sp.Symbol("X", positive=True)
TINY = sp.Rational(1, 10**40)
ANY: tuple[Hypothesis, ...] = (Depth(L, 1), Range(q), *positive(X))


def least(summand: sp.Expr, value: sp.Expr, depth: sp.Expr = L, given: tuple[Hypothesis, ...] = ANY) -> bool:
    return tangent(Factorization("-", summand, w, X, depth, value), given).proved


def test_norms_of_weights_are_least_at_equal_ones() -> None:
    assert least(sp.Abs(w) ** q, L * X ** (q / L))
    assert least(w**2 + sp.Abs(w) / 3, L * X ** (2 / L) + L * X ** (1 / L) / 3)
    assert least(1 / w**2 + 5, L * X ** (-2 / L) + 5 * L)
    for wrong in (L * X**q, X ** (q / L), L * X ** (q / L) + TINY, L * X ** (q / (L + 1)), L * sp.Abs(w) ** q):
        assert not least(sp.Abs(w) ** q, wrong)


@pytest.mark.parametrize(
    ("summand", "value"),
    [
        (-(w**2), -L * X ** (2 / L)),
        (w, L * X ** (1 / L)),
        (w**2 + w, L * X ** (2 / L) + L * X ** (1 / L)),
        (sp.sign(w) + w**2, L + L * X ** (2 / L)),
        (w**2 - 3 * w**4, L * X ** (2 / L) - 3 * L * X ** (4 / L)),
        (sp.Abs(sp.Abs(w) - 1), L * sp.Abs(X ** (1 / L) - 1)),
        (w**2 * X, L * X ** (2 / L) * X + TINY),
        (sp.sin(w) ** 2, L * sp.sin(X ** (1 / L)) ** 2),
    ],
    ids=str,
)
def test_other_sums_are_not(summand: sp.Expr, value: sp.Expr) -> None:
    assert not least(summand, value)


def test_the_number_of_weights_is_one() -> None:
    assert least(w**2, 3 * X ** sp.Rational(2, 3), sp.Integer(3))
    for depth in (sp.S.Zero, sp.S.Half, -sp.S.One, X, q):
        assert not least(w**2, depth * X ** (2 / depth) if depth else sp.S.Zero, depth)
    assert not least(w**2, L * X ** (2 / L), L, (Depth(L, 0), *positive(X)))
    free = sp.Symbol("X", real=True)
    part = Factorization("-", w**2, w, free, L, L * sp.Abs(free) ** (2 / L))
    assert not tangent(part, (Depth(L, 1), Sign(free, "real"))).proved


@settings(max_examples=40)
@examples(
    st.lists(st.tuples(st.integers(-1, 3), st.integers(-3, 4)), min_size=1, max_size=3),
    st.integers(1, 4),
    st.sampled_from([sp.S.Zero, TINY, -TINY]),
)
def test_random_sums_of_powers_of_moduli(terms: list[tuple[int, int]], depth: int, off: sp.Rational) -> None:
    """Of weights whose product is t^depth, against the exact value at equal weights t."""
    summand = sp.Add(*(k * sp.Abs(w) ** n for k, n in terms))
    value = sp.Add(*(k * depth * X ** sp.Rational(n, depth) for k, n in terms)) + off
    sure = least(summand, value, sp.Integer(depth))

    def total(weights: list[Fraction]) -> Fraction:
        return sum((k * abs(v) ** n for k, n in terms for v in weights), Fraction(0))

    for t in (Fraction(1, 7), Fraction(1), Fraction(5)):
        for ratios in ((1, 2), (-1, Fraction(1, 9)), (Fraction(3, 2), 100)):
            spread = [t * Fraction(r) for r in ratios][: depth - 1]
            weights = [*spread, *[t] * (depth - 1 - len(spread))]
            weights.append(t**depth / prod(weights, start=Fraction(1)))
            assert not sure or total(weights) >= total([t] * depth)
    assert sure == (off == 0) or min(k for k, _ in terms) < 0
    assert not (sure and off)
