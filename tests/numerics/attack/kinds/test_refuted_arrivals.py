"""Arrivals refuted on enclosed flows: at times that are wrong, to the right side, and at no time that is right."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.numerics.attack.attack import attack
from neversaddle.numerics.attack.kinds.arrivals import arrival_agreement
from neversaddle.numerics.attack.kinds.driven_flows import place_of, settings_of
from neversaddle.numerics.attack.kinds.refuted_arrivals import refuted_arrival
from neversaddle.theory.language.families import index
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Members, Place, positive
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.reaching import Reaches, When

l, x, c = index("l"), COORDINATE[j], SLOPE[j]  # noqa: E741  # As sentences call it.
start, more, force = sp.symbols("xi eta gamma", positive=True)
TWO, THREE = sp.Integer(2), sp.Integer(3)
SEEDS = [f"test/{number}" for number in range(4)]


def pushed(depth: sp.Integer, first: sp.Expr) -> tuple[Hypothesis, ...]:
    """All weights of one modulus, and a constant force outwards."""
    modulus = sp.Eq(Initially(sp.Abs(WEIGHT[l, j]) ** 2), first**2)
    return (
        Depth(WIDTH, 1),
        Place(j, WIDTH),
        *positive(start, more, force),
        Condition(sp.Eq(c, -force)),
        Condition(sp.Eq(Initially(x), first**depth)),
        Every(modulus, l, depth),
    )


def line(when: When, factor: sp.Expr = sp.S.One) -> Reaches:
    """One weight: dx/dt is the force."""
    flow = Steepest(DiagonalNetwork(sp.S.One), TWO)
    return Reaches("-", x, start + more, when, factor * more / force, flow, pushed(sp.S.One, start))


def explosion(factor: sp.Expr) -> Reaches:
    """Three weights: dw/dt is the force times w^2."""
    flow = Steepest(DiagonalNetwork(THREE), TWO)
    return Reaches("-", x, sp.oo, When.AT, factor / (start * force), flow, pushed(THREE, start))


LESS, MORE = sp.Rational(9, 10), sp.Rational(11, 10)
TRUE = [*map(line, When), line(When.BY, MORE), line(When.NOT_BEFORE, LESS), explosion(sp.S.One)]
FALSE = [
    line(When.BY, LESS),
    line(When.NOT_BEFORE, MORE),
    line(When.AT, LESS),
    line(When.AT, MORE),
    explosion(sp.S.Half),
]


@pytest.mark.parametrize("part", TRUE, ids=lambda part: f"{part.when} {part.time}")
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_true_is_not_refuted(part: Reaches, seed: str) -> None:
    assert arrival_agreement(part, part.given, seed) is None and refuted_arrival(part, part.given, seed) is None


@pytest.mark.parametrize("part", FALSE, ids=lambda part: f"{part.when} {part.time}")
def test_what_is_false_is_refuted(part: Reaches) -> None:
    found = [
        refuted_arrival(part, part.given, seed) for seed in SEEDS if arrival_agreement(part, part.given, seed) == 0
    ]
    assert found and any(found)
    said = "goes on" if part.level == sp.oo else "above" if part.time == MORE * more / force else "below"
    assert all(said in refuted[1] and {start, force} <= refuted[0].keys() for refuted in found if refuted)


@pytest.mark.parametrize(
    "more_assumed",
    [
        Members(WEIGHT, "positive"),
        Condition(x <= start),
        Condition(sp.Lt(c, -force)),
        Condition(sp.Ne(x, 0)),
        # The sides are equal, and irrational: numbers alone do not tell which is less.
        Condition((1 + sp.sqrt(2) * start) ** 2 <= 1 + 2 * sp.sqrt(2) * start + 2 * start**2),
    ],
    ids=str,
)
def test_a_flow_that_may_be_beyond_a_hypothesis_refutes_nothing(more_assumed: Hypothesis) -> None:
    part = line(When.BY, LESS)
    assert all(refuted_arrival(part, (*part.given, more_assumed), seed) is None for seed in SEEDS)


def test_what_is_assumed_on_the_way_is_looked_at() -> None:
    """x stays below its level, and above half of its start."""
    part = line(When.BY, LESS)
    given = (*part.given, Condition(x >= start / 2))
    assert any(refuted_arrival(part, given, seed) for seed in SEEDS)


def test_of_decay_nothing_is_integrated() -> None:
    part = line(When.BY)
    decaying = Steepest(DiagonalNetwork(sp.S.One), TWO, decay=sp.S.One, steady=True)
    with pytest.raises(ValueError, match="no flow was found"):
        arrival_agreement(replace(part, along=decaying), part.given, SEEDS[0])


def test_any_of_several_coordinates_may_be_the_one_that_moves() -> None:
    part = line(When.AT)
    found = list(itertools.islice(settings_of(part, part.given, SEEDS[0]), 40))
    assert {int(numbers[WIDTH]) for numbers in found} == {1, 2, 3}
    assert {place_of(part, numbers) for numbers in found} == {1, 2, 3}
    # The others have weights, and no slope.
    two = next(numbers for numbers in found if numbers[WIDTH] == 2)
    other = 3 - place_of(part, two)
    assert two[SLOPE[other]] == 0 and two[COORDINATE[other]] == two[WEIGHT[1, other]] > 0


@pytest.mark.parametrize(
    "assumed",
    [Members(SLOPE, "nonzero"), Every(sp.Le(SLOPE[l], 0), l, WIDTH)],
    ids=["every slope is some", "every slope has a sign"],
)
def test_where_all_coordinates_are_spoken_of_none_rests(assumed: Hypothesis) -> None:
    part = line(When.AT)
    found = itertools.islice(settings_of(part, (*part.given, assumed), SEEDS[0]), 20)
    assert {int(numbers[WIDTH]) for numbers in found} == {1}


@pytest.mark.parametrize("part", [line(When.BY), line(When.BY, LESS)], ids=["true", "false"])
def test_the_attack_refutes_what_is_false_for_certain(part: Reaches) -> None:
    outcome = attack(Claim("by-hand", "made by hand", "nowhere", (part,), Verdict.REFUTED), part, 15, seed=0)
    assert outcome.suspect is None and (outcome.witness is None) is (part.time == more / force)
