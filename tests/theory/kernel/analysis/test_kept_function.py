"""A function that is constant along the curves of a field does not change in its direction: on flows that are known."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.kept_function import THEOREM
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.theorems import premises
from neversaddle.theory.language.families import Product, Total, family, index
from neversaddle.theory.statement.hypotheses import Every, Hypothesis, Kept, Members, Place
from neversaddle.theory.statement.kinds import Identity
from tests.fuzz.necessity import Looked, Missed

x, y, t = sp.symbols("x y t", real=True)
Point = tuple[sp.Expr, sp.Expr]


@dataclass(frozen=True)
class Case:
    """A function of x and y, a field, a point, and the one solution from there, if there is any."""

    function: sp.Expr
    field: Point
    at: Point
    solution: Point | None
    continuous: bool = True

    def looked(self) -> Looked:
        """What is missed, and whether the function does not change in the direction of the field."""
        here = dict(zip((x, y), self.at, strict=True))
        missed = [] if self.continuous else ["V is continuous near it"]
        if self.solution is not None:
            along = dict(zip((x, y), self.solution, strict=True))
            gaps = [sp.diff(self.solution[n], t) - self.field[n].xreplace(along) for n in (0, 1)]
            assert [sp.simplify(gap) for gap in gaps] == [0, 0] and [e.subs(t, 0) for e in self.solution] == [*self.at]
            kept = sp.simplify(sp.diff(self.function.xreplace(along), t)) == 0
            missed += [] if kept else [str(THEOREM.assumes[0])]
        change = sp.Add(*(sp.diff(self.function, z) * v for z, v in zip((x, y), self.field, strict=True)))
        return Looked(tuple(missed), sp.simplify(change.xreplace(here)) == 0)


@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(1, 3))
def test_it_holds(a: int, b: int, power: int) -> None:
    """x^2 + y^2 along rotations, and x y along hyperbolas."""
    begin = sp.Integer(a), sp.Integer(b)
    turned = a * sp.cos(t) - b * sp.sin(t), a * sp.sin(t) + b * sp.cos(t)
    assert Case((x**2 + y**2) ** power, (-y, x), begin, turned).looked() == Looked((), True)
    assert Case((x * y) ** power, (x, -y), begin, (a * sp.exp(t), b * sp.exp(-t))).looked() == Looked((), True)


#: Where the field is 1 at 0 alone, and points to 0 from both sides, no solution begins: each function is constant.
jump = sp.Piecewise((1, sp.Eq(x, 0)), (-sp.sign(x), True))
FALSE = {
    str(THEOREM.assumes[0]): Case(x, (-y, x), (sp.S.Zero, sp.S.One), (-sp.sin(t), sp.cos(t))),
    "V is continuous near it": Case(x, (jump, sp.S.Zero), (sp.S.Zero, sp.S.Zero), None, continuous=False),
}
MISSED: Missed = {name: case.looked for name, case in FALSE.items()}

w, b, k, n, l = family("w"), family("b"), index("k"), index("n"), index("l")  # noqa: E741  # As it is called elsewhere.
others = Product(w[l], l, k, n)
NONZERO = Every(sp.Ne(w[l], 0), l, k)
ROOT = sp.sqrt(sp.Abs(others)) * sp.sign(others)
#: Fields, and what is assumed of where they are looked at; and with what that need not be so nearby.
CONTINUOUS: dict[str, tuple[sp.Expr, tuple[Hypothesis, ...]]] = {
    "polynomial": (others, ()),
    "root where nothing is zero": (ROOT, (NONZERO,)),
    "sign where nothing is zero": (sp.sign(w[n]), (Members(w, "nonzero"),)),
}
UNKNOWN: dict[str, tuple[sp.Expr, tuple[Hypothesis, ...]]] = {
    "root": (ROOT, ()),
    "sign": (sp.sign(w[n]), ()),
    "sign where all are zero": (sp.sign(w[n]), (Members(w, "zero"),)),
    "sign of what is 1": (sp.sign(w[n] - 1), (Every(sp.Eq(w[l], 1), l, k),)),
    "sign of what is not negative": (sp.sign(w[n]), (Members(w, "nonnegative"),)),
    "inverse": (1 / w[n], ()),
}


def left(field: sp.Expr, *given: Hypothesis, kept: sp.Expr | None = None, moved: sp.Expr = w[n]) -> tuple[object, ...]:
    """What is left to show of the conclusion; `kept` is the field that is told of in the hypothesis."""
    known = Kept(b[n], moved, field if kept is None else kept, n, k)
    goal = Identity("-", Total(b[n] * field, n, k), sp.S.Zero, (*given, known))
    return premises(THEOREM, goal, {"b": (n, b[n]), "z": (n, moved), "V": (n, field), "n": n, "size": k})


@pytest.mark.parametrize("name", CONTINUOUS)
def test_continuous_fields_are_known(name: str) -> None:
    field, assumed = CONTINUOUS[name]
    assert left(field, *assumed) == ()


@pytest.mark.parametrize("name", UNKNOWN)
def test_of_others_nothing_is_said(name: str) -> None:
    field, assumed = UNKNOWN[name]
    with pytest.raises(CannotDecide, match="is not shown to be"):
        left(field, *assumed)


def test_the_function_is_kept_by_that_field_and_its_members_move() -> None:
    with pytest.raises(CannotDecide, match="it is not assumed"):
        left(others, kept=2 * others)
    for moved in (w[l], 2 * w[n]):
        with pytest.raises(CannotDecide, match="no members"):
            left(others, Place(l, k), moved=moved)
