"""Critical points of products: the rule proves the true table of gradients and eigenvalues, and nothing beside it."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.kernel.rules.saddles import multilinearity
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.flow import FORCE, OTHERS
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Sign, nonzero
from neversaddle.theory.statement.kinds import CriticalPoint

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
