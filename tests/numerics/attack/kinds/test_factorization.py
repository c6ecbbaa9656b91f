"""The least sum over factorizations: proved by tangents, attacked by explicit weights."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.saddles import factorization_holds
from neversaddle.numerics.attack.sampling import instances
from neversaddle.theory.kernel.rules.saddles import tangent
from neversaddle.theory.language.symbols import L, x
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Sign, positive, real
from neversaddle.theory.statement.kinds import Factorization, free_symbols

w, s = sp.Symbol("w", real=True), sp.Symbol("s", positive=True)
GIVEN: tuple[Hypothesis, ...] = (Depth(L, 1), *positive(s, x))
size = sp.Abs(w)


def part(summand: sp.Expr, value: sp.Expr, depth: sp.Expr = L) -> Factorization:
    return Factorization("", summand, w, x, depth, value)


def held(statement: Factorization, given: tuple[Hypothesis, ...] = GIVEN) -> list[bool]:
    symbols = sorted(free_symbols(statement), key=str)
    supply = itertools.islice(instances(given, symbols, "weights"), 40)
    return [factorization_holds(statement, instance) for instance in supply]


TRUE = {
    "powers": part(size**s, L * x ** (s / L)),
    "negative powers": part(size ** (-s), L * x ** (-s / L)),
    "squares": part(w**2, L * x ** (2 / L)),
    "two powers": part(w**2 + 3 * size, L * (x ** (2 / L) + 3 * x ** (1 / L))),
    "depth three": part(size**s, 3 * x ** (s / 3), sp.Integer(3)),
}
FALSE = {
    "twice": part(size**s, 2 * L * x ** (s / L)),
    "half": part(size**s, L * x ** (s / L) / 2),
    "another power": part(size**s, L * x ** (2 * s / L)),
    "one weight": part(size**s, x ** (s / L)),
    "signed weights": part(w, L * x ** (1 / L)),
    "concave": part(-(size**s), -L * x ** (s / L)),
    "two wells": part(w**4 - 4 * w**2, L * (x ** (4 / L) - 4 * x ** (2 / L))),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is_proved_and_stands(name: str) -> None:
    assert tangent(TRUE[name], GIVEN).proved
    assert all(held(TRUE[name]))


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_refuted_and_not_proved(name: str) -> None:
    assert not tangent(FALSE[name], GIVEN).proved
    assert not all(held(FALSE[name]))


def test_hypotheses_are_needed() -> None:
    loose, sign = sp.Symbol("x", real=True), sp.Symbol("s", real=True)
    true = TRUE["powers"]
    assert not tangent(true, (Depth(L, 0), *positive(s, x))).proved
    assert not tangent(true, positive(s, x)).proved
    assert not tangent(true, (Depth(L, 1), *positive(s), Sign(x, "nonnegative"))).proved
    assert not tangent(
        Factorization("", size**s, w, loose, L, L * sp.Abs(loose) ** (s / L)), (Depth(L, 1), *positive(s), *real(loose))
    ).proved
    assert tangent(part(size**sign, L * x ** (sign / L)), (Depth(L, 1), *positive(x), *real(sign))).proved


def test_a_value_in_the_bound_weight_is_refused() -> None:
    assert not tangent(part(size**s, L * size**s), GIVEN).proved
    assert not tangent(part(sp.Abs(w - 1), L * (x ** (1 / L) - 1)), GIVEN).proved


def test_weights_of_either_sign_are_tried() -> None:
    instance = {L: Fraction(2), x: Fraction(1)}
    # (-1)(-1) = 1 has the sum -2, below the 2 of equal positive weights.
    assert not factorization_holds(part(w, sp.Integer(2)), instance)
    assert factorization_holds(part(size, sp.Integer(2)), instance)
