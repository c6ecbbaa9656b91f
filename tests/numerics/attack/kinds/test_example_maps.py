"""Examples of maps are as assumed, by matrices and derivatives of their own, and of every kind that is left open."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.numerics.attack.attack import attack
from neversaddle.numerics.attack.kinds.example_maps import about_any_map, concrete, examples
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.claims import claim_of
from neversaddle.theory.language.fields import Brackets, Gradients, Gram, Moved
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis
from neversaddle.theory.statement.kinds import Identity

g, w = sp.symbols("g w", real=True)
GRADIENTS = Gradients(g, w)
VANISH: Hypothesis = Condition(sp.Eq(Brackets(GRADIENTS, w), 0))
APART: Hypothesis = Condition(sp.Gt(Gram(GRADIENTS, w), 0))
MOVED: Hypothesis = Condition(sp.Gt(Moved(g, GRADIENTS, w), 0))
#: Examples that are looked at.
SOME = 12


def drawn(*given: Hypothesis) -> list[tuple[sp.Matrix, bool]]:
    """The Jacobian at the start, and whether all brackets vanish, of some examples."""
    found = []
    for number in itertools.islice(examples(), SOME):
        part, start = concrete(ConvexGradient("-", g, w, given), number)
        x, weights = sp.Matrix(part.coordinates), list(part.weights)
        rows = x.jacobian(weights)
        brackets = [
            rows.row(j).jacobian(weights) * rows.row(i).T - rows.row(i).jacobian(weights) * rows.row(j).T
            for i, j in itertools.combinations(range(rows.rows), 2)
        ]
        there = rows.xreplace({s: sp.Rational(v.numerator, v.denominator) for s, v in start.items()})
        found.append((there, all(e.expand() == 0 for bracket in brackets for e in bracket)))
    return found


def test_they_are_as_assumed() -> None:
    for jacobian, commute in drawn(VANISH, APART):
        assert commute and jacobian.rank() == jacobian.rows
    assert all(commute for _, commute in drawn(VANISH))
    assert all(jacobian.rank() == jacobian.rows for jacobian, _ in drawn(APART))
    assert not any(commute for _, commute in drawn(MOVED))


def test_and_otherwise_of_every_kind() -> None:
    assert {jacobian.rows for jacobian, _ in drawn(VANISH, APART)} >= {1, 2}
    assert {commute for _, commute in drawn(APART)} == {True, False}
    assert {jacobian.rank() == jacobian.rows for jacobian, _ in drawn(VANISH)} == {True, False}


def test_an_example_is_the_same_each_time() -> None:
    part, number = ConvexGradient("-", g, w, (APART,)), next(examples())
    assert concrete(part, number) == concrete(part, number)


def test_what_has_no_examples() -> None:
    with pytest.raises(Undefined, match="no example"):
        concrete(NoFunction("-", g, w, (VANISH, MOVED)), next(examples()))


def test_what_is_about_any_map() -> None:
    assert about_any_map(NoFunction("-", g, w))
    assert not about_any_map(ConvexGradient("-", sp.Tuple(w), sp.Tuple(w)))
    assert not about_any_map(Identity("-", w, w))


def test_the_theorem_is_attacked() -> None:
    """It holds on examples; without a hypothesis, and the other way around, it is refuted on one."""
    claim = claim_of("commuting")
    (part, *_) = claim.says
    assert attack(claim, part, 15, 0, samples=8).digits == 15
    for given in ((VANISH,), (APART,)):
        loose = ConvexGradient("-", g, w, given)
        found = attack(replace(claim, says=(loose,)), loose, 15, 0, samples=24)
        assert found.witness is not None
