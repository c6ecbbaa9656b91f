"""Sentences about curves, starts and written-out models are complete: all that the data hold is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.theory.claims import ledger
from neversaddle.theory.language.families import family, index
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WIDTH, SeparableModel, Steepest, WrittenModel
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Place, Range, positive
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.sentence import sentence
from neversaddle.theory.statement.solutions import Along, Order, Until
from neversaddle.theory.statement.writing import LATEX, TEXT

(u, v), j = map(family, "uv"), index("j")
a = sp.Symbol("a", positive=True)
z = sp.Symbol("z", real=True)
flow = Steepest(WrittenModel(u[j] ** 2 - v[j] ** 2, j, (u, v)), sp.Integer(2))
inside = Range(z, -sp.S.One, sp.S.One, open_low=True, open_high=True)
SAID = Along("-", COORDINATE[j], Order.EQUAL, a, flow, until=Until(inside, TimeIntegral(SLOPE[j])))
GIVEN: tuple[Hypothesis, ...] = (Depth(WIDTH, 1), Place(j, WIDTH), *positive(a), Condition(sp.Eq(Initially(u[j]), a)))
STYLES = [TEXT, LATEX]


def test_it_is_complete_by_itself() -> None:
    assert sentence(SAID, GIVEN) == (
        "For all whole k >= 1, j in 1..k, a > 0: along every solution of du[n]/dt = -Phi_2(df/du[n]), dv[n]/dt = "
        "-Phi_2(df/dv[n]) for n = 1..k (x[n] = u[n]**2 - v[n]**2; any C1 loss f, c = grad f(x)) that starts with "
        "u[j](0) = a, at all times x[j] = a as long as -1 < int_0^t(c[j]) < 1 has never failed."
    )


def variants(part: Part) -> Iterator[Part]:
    """The part with one field changed, for every field."""
    t = sp.Symbol("t_1", positive=True)
    match part:
        case Along():
            yield replace(part, until=None)
            yield replace(part, until=Until(inside, 2 * TimeIntegral(SLOPE[j])))
            yield replace(part, until=Until(replace(inside, high=sp.Integer(2)), TimeIntegral(SLOPE[j])))
            yield replace(part, order=Order.LESS)
            yield replace(part, along=replace(flow, q=sp.Rational(3, 2)))
            yield replace(part, along=replace(flow, decay=t))
            yield replace(part, along=replace(flow, model=replace(flow.model, formula=u[j] ** 2)))
        case Carried() | Dual():
            for name in ("field", "clock", *(("scale",) if isinstance(part, Carried) else ("curvature", "quantity"))):
                yield replace(part, **{name: 2 * getattr(part, name)})
            if isinstance(part, Carried):
                # Twice the stretch is twice the clock.
                yield replace(part, stretch=sp.exp(TimeIntegral(SLOPE[j])))
            yield replace(part, size=part.size + 1)
            yield replace(part, regular=False)
            assert isinstance(part.along, Steepest)
            yield replace(part, along=replace(part.along, model=SeparableModel(part.size, degree=t)))


PARTS = [
    (SAID, GIVEN),
    *((c.says[0], c.hypotheses(c.says[0])) for c in map(ledger().get, ("orbit", "mirror-flow")) if c),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("part, given", PARTS, ids=["along", "carried", "dual"])
def test_other_data_make_another_sentence(part: Part, given: tuple[Hypothesis, ...], style: Style) -> None:
    sentences = [sentence(other, given, style) for other in (part, *variants(part))]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("style", STYLES)
def test_a_start_is_said(style: Style) -> None:
    assert sentence(SAID, GIVEN, style) != sentence(SAID, GIVEN[:-1], style)
