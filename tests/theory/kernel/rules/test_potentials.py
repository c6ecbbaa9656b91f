"""Flows on data as mirror flows: what is proved of their ends, and the kinds of false statement that must not be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from neversaddle.theory.claims import claim_of
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import Total, family, index
from neversaddle.theory.language.times import TIME, Finally, Initially
from neversaddle.theory.motion.mirror import DATA, POTENTIALS, RIVAL, ROWS, ManyData, OneDatum
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, WIDTH, DiagonalNetwork, Steepest, WrittenModel
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Curves,
    Every,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
    Sloped,
)
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.projection import DATA_COUNT, divergence
from neversaddle.theory.statement.steps import Step

j, row = index("j"), index("l")
TWO = sp.Integer(2)


def of(claim_id: str) -> tuple[LeastAtLimit, Step, tuple[Hypothesis, ...]]:
    """The statement on limits in a claim, its step, and all that it assumes."""
    claim = claim_of(claim_id)
    assert claim.proof is not None
    (step,) = [step for step in claim.proof(claim) if isinstance(step.part, LeastAtLimit)]
    assert isinstance(step.part, LeastAtLimit)
    return replace(step.part, given=()), step, claim.hypotheses(step.part)


KNOWN = {name: of(name) for name in ("woodworth-potential", "woodworth-depth", "rich-limit-depth-two")}


def proved(part: LeastAtLimit, step: Step, given: tuple[Hypothesis, ...], **told: Any) -> bool:
    loose = sorted(part.symbols() - {getattr(h, "symbol", None) for h in given}, key=str)
    given = (*given, *(Sign(s, "real") for s in loose))
    claim = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, given)
    return decide(claim, replace(step, part=part, details={**step.details, **told})).proved


@pytest.mark.parametrize("name", KNOWN)
def test_the_limits_are_proved(name: str) -> None:
    assert proved(*KNOWN[name])


def on(flow: OnData, **changes: Any) -> OnData:
    return replace(flow, steepest=replace(flow.steepest, **changes))


@pytest.mark.parametrize("name", KNOWN)
def test_of_other_flows_they_are_not(name: str) -> None:
    part, step, given = KNOWN[name]
    assert isinstance(part.along, OnData) and isinstance(part.along.steepest.model, WrittenModel)
    model = part.along.steepest.model
    third = replace(model, formula=model.formula.xreplace({w[j]: 2 * w[j] for w in model.weights[:1]}))
    for along in (
        on(part.along, q=sp.Rational(3, 2)),
        on(part.along, q=sp.S.One),
        on(part.along, decay=sp.S.One),
        on(part.along, model=third),
        on(part.along, model=DiagonalNetwork(TWO)),
        replace(part.along, sight=OneDatum()),
    ):
        assert not proved(replace(part, along=along), step, given)


@pytest.mark.parametrize("name", KNOWN)
def test_nor_of_other_objectives_or_points(name: str) -> None:
    part, step, given = KNOWN[name]
    v, end = RIVAL, Finally(COORDINATE[j])
    letter, share = part.objective.opened()
    other = family("A")
    for objective in (
        -part.objective,
        part.objective + Total(v[j], j, WIDTH),
        part.objective + LOSS,
        divergence,
        Total(v[j] ** 2, j, WIDTH),
        part.objective.closed(letter, 2 * share),
        Total(share.xreplace({letter: j}), j, WIDTH, index("i")),
    ):
        assert not proved(replace(part, objective=objective), step, given)
    for data, rows in ((other, DATA_COUNT), (DATA, ROWS)):
        shown = (Total(data[row, j] * e, j, WIDTH) for e in (v[j], end))
        over = Every(sp.Eq(*shown, evaluate=False), row, rows)
        assert not proved(replace(part, over=over), step, given)
    everything = Every(sp.Eq(v[j], v[j], evaluate=False), j, WIDTH)
    assert not proved(replace(part, over=everything), step, given)


@pytest.mark.parametrize("name", KNOWN)
def test_nor_from_other_starts(name: str) -> None:
    part, step, given = KNOWN[name]
    begun = [h for h in given if isinstance(h, Every)]
    assert len(begun) == 2
    for h in begun:
        others = tuple(other for other in given if other != h)
        member = h.relation.lhs.args[0]
        moved = replace(h, relation=sp.Eq(Initially(member), h.relation.rhs + 1))
        assert not proved(part, step, others)
        assert not proved(part, step, (*others, moved))


def test_nothing_else_is_assumed_of_solutions() -> None:
    """The sentence says with what weights they start, and has no words for more."""
    part, step, given = KNOWN["woodworth-potential"]
    assert isinstance(part.along, OnData)
    weight = part.along.steepest.weights[0]
    for h in (Members(weight, "positive"), Members(RIVAL, "positive"), Condition(TIME < 1), Place(j, WIDTH)):
        assert not proved(part, step, (*given, h))


def test_the_slope_has_to_be_that_of_the_potential_and_to_follow_the_law() -> None:
    part, step, given = KNOWN["woodworth-potential"]
    z, value, slope = (step.details[name] for name in ("point", "value", "slope"))
    for told in (
        {"slope": 2 * slope},
        {"slope": -slope},
        {"value": 2 * value, "slope": 2 * slope},
        {"value": value + LOSS},
        {"value": value + TIME},
        {"value": value + COORDINATE[j]},
        {"value": value + sp.Symbol("x_1", real=True)},
        {"value": z**2 / 2, "slope": z},
    ):
        shown = told.get("value", value)
        changed = replace(part, objective=Total(shown.xreplace({z: RIVAL[j]}), j, WIDTH))
        assert not proved(changed, step, given, **told)
    assert not proved(part, replace(step, premises=step.premises[:-1]), given)


def test_weights_bear_no_name_of_another_point() -> None:
    part, step, given = KNOWN["woodworth-potential"]
    u, v = map(family, "uv")
    model = WrittenModel(u[j] ** 2 - v[j] ** 2, j, (u, v))
    assert not proved(replace(part, along=OnData(Steepest(model, TWO), ManyData(DATA_COUNT))), step, given)


def test_functions_are_given_by_a_slope_that_rises_on_the_whole_line() -> None:
    part, step, given = KNOWN["woodworth-depth"]
    (h,) = [h for h in given if isinstance(h, Sloped)]
    others, z = tuple(other for other in given if other != h), h.interval.symbol
    half = Range(z, sp.S.Zero, sp.S.One, open_low=True, open_high=True)
    closed = Range(z, -sp.S.One, sp.S.One)
    for wrong in (
        replace(h, slope=2 * h.slope),
        replace(h, slope=-h.slope),
        replace(h, slope=h.slope**3),
        replace(h, at=-h.at),
        replace(h, at=2 * h.at),
        replace(h, at=z, slope=z),
        replace(h, interval=half),
        replace(h, interval=closed),
        replace(h, size=ROWS),
        replace(h, symbol=sp.Symbol("Q", real=True)),
        replace(h, at=h.at + LOSS),
        replace(h, slope=h.slope * sp.Symbol("beta", positive=True)),
        Curves(h.symbol, h.size),
    ):
        assert not proved(part, step, (*others, wrong))
    assert not proved(part, step, (*given, Curves(POTENTIALS.letter, WIDTH)))
    for told in ({"power": -step.details["power"]}, {"low": sp.S.One}, {"high": -step.details["high"]}):
        assert not proved(part, step, given, **told)
