"""Partial derivatives by members are limits of differences; kinks, jumps and unknown losses are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.partials import without_partials
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.statements import Partial
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.steepest import COORDINATE, CURVATURE, DRIVE, LOSS, SLOPE, WEIGHT, DiagonalNetwork
from neversaddle.theory.statement.hypotheses import Composed, Depth, Hypothesis, Members, Place, Sign
from tests.fuzz.families_truth import A, B, C, K, World, Y, i, j, r, worlds

m, n = index("m"), index("n")
GIVEN: tuple[Hypothesis, ...] = (
    *(Depth(L, 1), Depth(K, 1), Place(i, L), Place(r, L, apart=(i,)), Place(j, K), Sign(Y, "real")),
    *(Members(letter, "real") for letter in (A, B, C)),
)
FORMULAS = [A[i] ** 3 * A[r], Y * Product(A[m], m, L), Total(A[m] ** 2, m, L), Total(A[m] * A[i], m, L, r), B[i, j] * Y]
#: A little step, and what it may change in a slope: no second derivative of the formulas comes to 10^20.
STEP = Fraction(1, 10**60)


class Stepped(World):
    """The same world with a little more of a[i]."""

    def member(self, name: str, places: tuple[int, ...]) -> Fraction:
        """What that member is then."""
        return super().member(name, places) + STEP * ((name, places) == ("a", (self.numbers[i],)))


@pytest.mark.parametrize("e", FORMULAS, ids=str)
@settings(max_examples=15)
@given(worlds())
def test_it_is_the_limit_of_differences(e: sp.Expr, world: World) -> None:
    slope = world.value(without_partials(Partial(e, A[i]), GIVEN))
    later = Stepped(world.numbers, world.seed, world.positive)
    assert abs((later.value(e) - world.value(e)) / STEP - slope) <= 10**20 * STEP


NONE = [sp.Abs(A[i]), sp.sign(A[i]), 1 / A[i], LOSS, DRIVE[j], Total(sp.Abs(A[m]), m, L)]


@pytest.mark.parametrize("e", NONE, ids=str)
def test_where_there_may_be_none(e: sp.Expr) -> None:
    with pytest.raises(CannotDecide):
        without_partials(Partial(e, A[i]), GIVEN)


def test_a_loss_has_derivatives_by_its_model() -> None:
    w, loss = WEIGHT[i, j], Composed(DiagonalNetwork(L))
    slope = SLOPE[j] * Product(WEIGHT[m, j], m, L, i)
    assert without_partials(Partial(LOSS, w) - slope, (*GIVEN, loss)) == 0
    assert without_partials(COORDINATE[j], (*GIVEN, loss)) == Product(WEIGHT[m, j], m, L)
    with pytest.raises(CannotDecide, match="is not said"):
        without_partials(Partial(SLOPE[j], w), (*GIVEN, loss))
    assert without_partials(Partial(SLOPE[j], w), (*GIVEN, Composed(DiagonalNetwork(L), 2))).has(CURVATURE)
