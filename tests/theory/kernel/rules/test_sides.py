"""Sides are put back as they were taken, names are new where nothing has them, and what was stays what it was."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.sides import freed, put_now, require_new, sides_of, with_sides
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Sign
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Part
from neversaddle.theory.statement.solutions import Rate
from tests.fuzz.families_truth import A, Y, i, j

Z = sp.Symbol("z", real=True)
PARTS = [Identity("-", Y, Z), Inequality("-", Y, Z, strict=True), Equivalence("-", (sp.Eq(Y, Z), sp.Le(Y**2, Z)))]


@given(st.sampled_from(PARTS), st.integers(-3, 3))
def test_sides_are_put_back(part: Part, number: int) -> None:
    assert with_sides(part, sides_of(part)) == part
    moved = [side + number for side in sides_of(part)]
    assert sides_of(with_sides(part, moved)) == moved


def test_equality_and_rates_are_more_than_sides() -> None:
    for part in (Inequality("-", Y, Z, tight=sp.Eq(Y, 0)), Rate("-", Y, Z, Steepest(DiagonalNetwork(L), q))):
        with pytest.raises(CannotDecide):
            sides_of(part)


@pytest.mark.parametrize("taken", ["y", "z", "i", "L", "q", "k"])
def test_no_name_is_new_that_goal_flow_or_hypothesis_has(taken: str) -> None:
    goal = Rate("-", Y, A[i], Steepest(DiagonalNetwork(L), q))
    require_new(sp.Symbol("new"), goal, (Condition(Z > 0),))
    with pytest.raises(CannotDecide):
        require_new(sp.Symbol(taken, positive=True), goal, (Condition(Z > 0),))


def test_a_new_name_is_of_the_kind_it_should_be() -> None:
    with pytest.raises(CannotDecide):
        require_new(sp.Symbol("new", real=True), PARTS[0], (), like=sp.Symbol("new", positive=True))


@pytest.mark.parametrize("given_", [(), (Sign(Y, "positive"),), (Sign(Y, "real"), Condition(Y < Z))], ids=str)
def test_more_or_less_is_said_of_a_number(given_: tuple[Hypothesis, ...]) -> None:
    assert freed(Y, "real", (Sign(Y, "real"), Sign(Z, "real"))) == (Sign(Z, "real"),)
    with pytest.raises(CannotDecide):
        freed(Y, "real", given_)


def test_what_was_stays_what_it_was() -> None:
    x = COORDINATE[j]
    assert put_now(x + Initially(x), {x: Y}) == Y + Initially(x)
    assert put_now(x + Initially(x), {Initially(x): Y}) == x + Y
