"""Limits of mirror flows as minimisers: what is proved, and the kinds of false statement that must not be."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest
import sympy as sp

from neversaddle.theory.claims import claim_of
from neversaddle.theory.kernel.meaning import require_meaning
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.language.families import Total, family, index
from neversaddle.theory.language.times import TIME, Finally, Initially
from neversaddle.theory.motion.mirror import DATA, INNER, POTENTIALS, RIVAL, ROWS, ManyData, MirrorFlow, OneDatum
from neversaddle.theory.motion.steepest import COORDINATE, WIDTH
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Curves, Depth, Every, Hypothesis, Members, Place
from neversaddle.theory.statement.kinds import Inequality, Part
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.order_proofs import exchange, rearranged, shares
from neversaddle.theory.statement.projection import (
    POTENTIAL,
    SAME_DATA,
    above_the_least,
    at_end,
    at_start,
    divergence,
    now,
    tends_to_projection,
)
from neversaddle.theory.statement.proofs import assumption_of_convexity, equalities, normal_form, proves, theorem
from neversaddle.theory.statement.solution_proofs import least_in_the_limit, mirror_rate
from neversaddle.theory.statement.solutions import Along, Order, Rate
from neversaddle.theory.statement.steps import Proof, Step

i, j, row, place = index("i"), index("j"), index("l"), index("place0")
R, x, v = POTENTIALS, COORDINATE, RIVAL
GRADIENT = MirrorFlow(sp.Integer(2), ManyData())
GIVEN: tuple[Hypothesis, ...] = (*POTENTIAL, Depth(ROWS, 1))
LEAST = LeastAtLimit("least", divergence, SAME_DATA, GRADIENT)
PROOF = tends_to_projection(exchange(shares(equalities())))


def proved(part: Part, proof: Proof, *given: Hypothesis) -> bool:
    claim = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, given or GIVEN)
    return decide(claim, proves(part, proof)).proved


def test_the_projection_is_proved() -> None:
    assert proved(LEAST, PROOF)


OTHER = family("A")
WRONG = Every(
    sp.Eq(Total(OTHER[row, j] * v[j], j, WIDTH), Total(OTHER[row, j] * Finally(x[j]), j, WIDTH), evaluate=False),
    row,
    ROWS,
)


@pytest.mark.parametrize(
    "part",
    [
        replace(LEAST, along=MirrorFlow(sp.Rational(3, 2), ManyData())),
        replace(LEAST, along=MirrorFlow(sp.Integer(1), ManyData())),
        replace(LEAST, along=MirrorFlow(sp.Integer(2), OneDatum())),
        replace(LEAST, objective=-divergence),
        replace(LEAST, objective=Total(R.value(j, v[j]), j, WIDTH)),
        # The divergence the other way around.
        replace(LEAST, objective=Total(R.value(j, Initially(x[j])) - R.value(j, v[j]), j, WIDTH)),
        replace(LEAST, objective=divergence + Total(v[j] ** 2, j, WIDTH)),
        # Other data than the loss sees, and none at all.
        replace(LEAST, over=WRONG),
        replace(LEAST, over=Condition(sp.Eq(Total(v[j], j, WIDTH), 0, evaluate=False))),
        replace(LEAST, over=Every(sp.Eq(v[j], v[j], evaluate=False), j, WIDTH)),
        # What is now is no constant.
        replace(LEAST, objective=Total(R.divergence(j, v[j], x[j]), j, WIDTH)),
    ],
)
def test_other_statements_are_not(part: LeastAtLimit) -> None:
    assert not proved(part, PROOF)


@pytest.mark.parametrize(
    "given",
    [
        (Depth(WIDTH, 1), Depth(ROWS, 1)),
        (Depth(WIDTH, 1), Depth(ROWS, 1), Curves(R.letter, WIDTH, convex=False)),
        (Depth(WIDTH, 1), Depth(ROWS, 1), Curves(R.letter, ROWS)),
        # It would be least among these alone.
        (*GIVEN, Members(v, "positive")),
        (*GIVEN, Condition(TIME < 1)),
    ],
)
def test_nor_under_other_hypotheses(given: tuple[Hypothesis, ...]) -> None:
    with pytest.raises(ValueError, match="nothing is assumed of R") if len(given) == 2 else nullcontext():
        assert not proved(LEAST, PROOF, *given)


def test_what_is_known_has_to_be_proved() -> None:
    """A fact that is false would prove anything; nor may it be of what moves."""
    moving = (now, Total(R.slope(j, Initially(x[j])) * (v[j] - Finally(x[j])), j, WIDTH))
    for fact in ((at_end, 2 * at_start), (at_end, sp.S.Zero), moving):
        known, against = PROOF.premises
        assert not proved(LEAST, least_in_the_limit(fact, known, against))
    assert not proved(LEAST, replace(PROOF, premises=PROOF.premises[:1]))


def test_the_rate_is_the_flow_s() -> None:
    """Twice it, or without its sign; and of squares nothing is said."""
    total = Total(R.slope(j, x[j]), j, WIDTH)
    rate = -Total(Total(DATA[row, j] * INNER[row], row, ROWS), j, WIDTH)
    assert proved(Rate("rate", total, rate, GRADIENT), mirror_rate(normal_form()))
    for wrong in (-rate, 2 * rate, sp.S.Zero):
        assert not proved(Rate("rate", total, wrong, GRADIENT), mirror_rate(normal_form()))
    for quantity in (total**2, Total(x[j], j, WIDTH), Total(R.value(j, x[j]), j, WIDTH), Total(INNER[row], row, ROWS)):
        assert not proved(Rate("rate", quantity, sp.S.Zero, GRADIENT), mirror_rate(normal_form()))


def test_limits_are_of_continuous_functions() -> None:
    """At all times a sign may be 1, and 0 in the limit."""
    for now_is in (sp.sign(x[j]), 1 / x[j], INNER[j]):
        part = Along("limit", Finally(now_is), Order.EQUAL, Initially(now_is), GRADIENT)
        proof = theorem("limit", Proof("zero-derivative"), Q=now_is, P=Initially(now_is))
        decision = decide(
            Claim("made-up", "made up", "-", (part,), Verdict.PROVED, (*GIVEN, Place(j, WIDTH))), proves(part, proof)
        )
        assert not decision.proved and "premise" not in decision.reason


@pytest.mark.parametrize("point", [2 * v[j], v[i], sp.Symbol("a", real=True), Finally(2 * x[j]), sp.S.Zero, INNER[j]])
def test_potentials_are_defined_at_points_of_their_own_place(point: sp.Expr) -> None:
    given = (*GIVEN, Place(i, WIDTH), Place(j, WIDTH, apart=(i,)))
    for inside in (v[j], x[j], Finally(x[j]), Initially(x[j])):
        require_meaning((R.value(j, inside), R.slope(j, inside)), given)
    with pytest.raises(CannotDecide):
        require_meaning((R.value(j, point),), given)
    with pytest.raises(CannotDecide):
        require_meaning((R.value(place, v[place]),), given)


def test_equal_sums_need_equal_shares() -> None:
    gap = rearranged(sp.S.Zero, above_the_least, shares(theorem("tangent", assumption_of_convexity())), equalities())
    assert not proved(LEAST, least_in_the_limit((at_end, at_start), PROOF.premises[0], gap))


def test_a_leaf_of_a_tree_takes_nothing_as_settled_that_is_not() -> None:
    """A rule in a tree once believed what it was told was settled before."""
    u, lam = sp.symbols("u lambda", positive=True)
    false = Inequality("false", u, u - 1)
    part = Inequality("more", sp.S.Zero, -lam)
    claim = claim_of("kernel-limit")
    made_up = Claim("made-up", "made up", "-", (part,), Verdict.PROVED, tuple(claim.given))
    leaf = Proof("chain", {"lower": false, "upper": false, "weight": sp.S.One})
    tree = Proof("middle", {"between": -lam}, (leaf, Proof("coefficients")))
    assert not decide(made_up, proves(part, tree)).proved
    assert not decide(made_up, Step(part, "settled", {"settled": part})).proved
