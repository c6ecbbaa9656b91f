"""Where flows tend, tried by their definition: what is false is found, and what is true is not called so."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.ends import CONCAVE, CONVEX, least_agreement, least_fails, least_text
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.claims import claim_of
from neversaddle.theory.language.families import Total
from neversaddle.theory.language.symbols import q
from neversaddle.theory.motion.mirror import POTENTIALS, RIVAL, ROWS, ManyData, MirrorFlow
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.hypotheses import Curves, Every, Hypothesis
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.projection import POTENTIAL, SAME_DATA, divergence, j

GIVEN: tuple[Hypothesis, ...] = POTENTIAL
TRUE = LeastAtLimit("true", divergence, SAME_DATA, MirrorFlow(sp.Integer(2), ManyData()), GIVEN)
PLANE = {WIDTH: Fraction(2), ROWS: Fraction(1)}
SPACE = {WIDTH: Fraction(3), ROWS: Fraction(2)}


@pytest.mark.parametrize("instance", [PLANE, SPACE, {WIDTH: Fraction(4), ROWS: Fraction(2)}])
def test_what_is_true_is_not_refuted(instance: dict[sp.Symbol, Fraction]) -> None:
    assert least_agreement(TRUE, instance) is None and least_text(TRUE, instance) == ""


@pytest.mark.parametrize(
    "part",
    [
        replace(TRUE, objective=-divergence),
        replace(TRUE, objective=Total(POTENTIALS.value(j, RIVAL[j]), j, WIDTH)),
        replace(TRUE, objective=Total(RIVAL[j] ** 2, j, WIDTH)),
        replace(TRUE, given=(Curves(POTENTIALS.letter, WIDTH, convex=False),)),
        replace(TRUE, along=MirrorFlow(sp.Rational(3, 2), ManyData())),
    ],
)
def test_what_is_false_is_refuted_at_some_instance(part: LeastAtLimit) -> None:
    instances = (PLANE, {WIDTH: Fraction(3), ROWS: Fraction(1)}, {WIDTH: Fraction(4), ROWS: Fraction(1)})
    found = [instance for instance in instances if least_fails(part, instance, 64)]
    assert found and "lower at v" in least_text(part, found[0])


def test_one_coordinate_has_no_other_point() -> None:
    false = replace(TRUE, along=MirrorFlow(q, ManyData()))
    assert not least_fails(false, {WIDTH: Fraction(1), ROWS: Fraction(1), q: Fraction(3, 2)}, 64)


def test_too_much_is_out_of_reach_and_nothing_is_no_success() -> None:
    with pytest.raises(OutOfReach):
        least_agreement(TRUE, {WIDTH: Fraction(9), ROWS: Fraction(1)})
    never = Every(sp.Eq(POTENTIALS.slope(j, RIVAL[j]), POTENTIALS.slope(j, RIVAL[j]) + 1, evaluate=False), j, WIDTH)
    with pytest.raises(Undefined):
        least_agreement(replace(TRUE, given=(*GIVEN, never)), PLANE)


@pytest.mark.parametrize("shape", [*CONVEX, CONCAVE])
def test_shapes_are_what_they_say(shape: object) -> None:
    """The inverse is that of the slope, which is zero where it is said to be."""
    for point in (sp.Rational(1, 3), sp.Integer(1), sp.Integer(2)):
        assert abs(sp.N(shape.point(shape.slope(point)) - point)) < 1e-12  # type: ignore[attr-defined]
    assert shape.slope(shape.least) == 0  # type: ignore[attr-defined]


def test_the_reported_projection_is_refuted_and_its_repair_is_not() -> None:
    false, repaired = (claim_of(f"bregman-projection-steepest{end}") for end in ("", "-repaired"))
    here = {WIDTH: Fraction(2), ROWS: Fraction(1), q: Fraction(3, 2)}
    for claim, fails in ((false, True), (repaired, False)):
        (part,) = claim.says
        assert least_fails(replace(part, given=claim.hypotheses(part)), here, 64) is fails
