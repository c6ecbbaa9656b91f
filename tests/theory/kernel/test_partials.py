"""Partial derivatives by members are those of the formulas written out; kinks, jumps and unknown losses are refused."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.partials import carried_out, without_partials
from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.statements import Partial
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.steepest import COORDINATE, CURVATURE, DRIVE, LOSS, SLOPE, WEIGHT, DiagonalNetwork
from neversaddle.theory.statement.hypotheses import Composed, Condition, Depth, Hypothesis, Members, Place, Sign
from tests.fuzz.families_truth import A, B, C, K, World, Y, i, j, r

m, n = index("m"), index("n")
GIVEN: tuple[Hypothesis, ...] = (
    *(Depth(L, 1), Depth(K, 1), Place(i, L), Place(r, L, apart=(i,)), Place(j, K), Sign(Y, "real")),
    *(Members(letter, "real") for letter in (A, B, C)),
)
FORMULAS = [A[i] ** 3 * A[r], Y * Product(A[m], m, L), Total(A[m] ** 2, m, L), Total(A[m] * A[i], m, L, r), B[i, j] * Y]
VALUES = {
    "one": World({L: 3, K: 2, i: 1, r: 2, j: 1, Y: 2}, 0),
    "other": World({L: 2, K: 1, i: 2, r: 1, j: 1, Y: 3}, 7),
}


def explicit(e: sp.Expr, size: int, letters: dict[int, sp.Symbol]) -> sp.Expr:
    """A formula in a[1], ..., a[size] as one in letters."""
    written = e.replace(Total, lambda *args: sp.Add(*shares(args, size)))
    written = written.replace(Product, lambda *args: sp.Mul(*shares(args, size)))
    return written.xreplace({A[n]: letter for n, letter in letters.items()})


def shares(args: tuple[sp.Basic, ...], size: int) -> list[sp.Expr]:
    return [args[0].xreplace({args[1]: sp.Integer(n)}) for n in range(1, size + 1) if n not in args[3:]]


@pytest.mark.parametrize("world", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("e", FORMULAS, ids=str)
def test_they_are_those_of_what_is_written_out(e: sp.Expr, world: World) -> None:
    size, places = int(world.numbers[L]), {p: sp.Integer(int(world.numbers[p])) for p in (i, r)}
    letters = {n: sp.Symbol(f"a{n}") for n in range(1, size + 1)}
    numbers = {letter: sp.Rational(str(world.member("a", (n,)))) for n, letter in letters.items()}
    slope = sp.diff(explicit(e.xreplace(places), size, letters), letters[int(world.numbers[i])])
    expected = slope.xreplace({**numbers, Y: sp.Integer(int(world.numbers[Y]))})
    assert sp.Rational(str(world.value(without_partials(Partial(e, A[i]), GIVEN)))) == expected


@pytest.mark.parametrize(
    "e", [sp.Abs(A[i]), sp.sign(A[i]), 1 / A[i], LOSS, DRIVE[j], Total(sp.Abs(A[m]), m, L)], ids=str
)
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
    twice = without_partials(Partial(SLOPE[j], w), (*GIVEN, Composed(DiagonalNetwork(L), 2)))
    assert twice.has(CURVATURE[j, j])


def test_hypotheses_are_carried_out_under_those_that_have_none() -> None:
    assumed = Condition(sp.Eq(Partial(A[i] ** 2, A[i]), 2 * Y, evaluate=False))
    assert carried_out((*GIVEN, assumed))[-1].relation == sp.Eq(2 * A[i], 2 * Y, evaluate=False)
