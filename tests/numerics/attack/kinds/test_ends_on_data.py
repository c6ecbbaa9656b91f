"""Flows on data followed to their ends: against closed forms, and statements about them that are wrong."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.ends import least_agreement, least_fails, least_text
from neversaddle.numerics.attack.kinds.ends_on_data import _arrival, _potential, has_no_value, lower
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.theory.claims import claim_of
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.motion.mirror import RIVAL
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.hypotheses import Curves, Every, Sloped
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.product_of_two import lam
from neversaddle.theory.statement.projection import DATA_COUNT

j = index("j")
ALPHA, D = sp.Symbol("alpha", positive=True), sp.Symbol("D", positive=True, integer=True)
INSTANCE: Instance = {ALPHA: Fraction(1), lam: Fraction(1), D: Fraction(3), WIDTH: Fraction(3), DATA_COUNT: Fraction(2)}


def statement(claim_id: str) -> LeastAtLimit:
    claim = claim_of(claim_id)
    (part,) = [part for part in claim.says if isinstance(part, LeastAtLimit)]
    return replace(part, given=claim.hypotheses(part))


CLAIMS = ("woodworth-potential", "woodworth-depth", "rich-limit-depth-two")


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_true_statements_are_not_broken(claim_id: str) -> None:
    part = statement(claim_id)
    for width, rows in ((1, 1), (2, 1), (3, 2), (2, 3)):
        instance = {**INSTANCE, WIDTH: Fraction(width), DATA_COUNT: Fraction(rows)}
        assert lower(part, instance) is None
        assert least_agreement(part, instance) is None and not least_fails(part, instance, 64)


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_false_ones_are(claim_id: str) -> None:
    """Another exponent, a norm, the contrary, and another start."""
    part = statement(claim_id)
    assert isinstance(part.along, OnData)
    steeper = replace(part.along, steepest=replace(part.along.steepest, q=sp.Rational(3, 2)))
    begun = [h for h in part.given if isinstance(h, Every)]
    for wrong in (
        replace(part, along=steeper),
        replace(part, objective=Total(RIVAL[j] ** 2, j, WIDTH)),
        replace(part, objective=-part.objective),
        replace(part, given=tuple(h for h in part.given if h not in begun)),
    ):
        assert least_agreement(wrong, INSTANCE) == 0
        assert "lower at" in least_text(wrong, INSTANCE)


def test_a_potential_is_the_integral_of_its_slope() -> None:
    """At D = 4, alpha = 1, x = 1/(1-z)^2 - 1/(1+z)^2 and R' = z/8: R = z x/8 - (1/(1-z) + 1/(1+z) - 2)/8."""
    part = statement("woodworth-depth")
    (h,) = [h for h in part.given if isinstance(h, Sloped)]
    potential = _potential(h, tuple({ALPHA: Fraction(1), D: Fraction(4)}.items()))
    for z in (-0.9, -0.25, 0.0, 0.5, 0.75):
        x = 1 / (1 - z) ** 2 - 1 / (1 + z) ** 2
        assert potential(x) == pytest.approx(z * x / 8 - (1 / (1 - z) + 1 / (1 + z) - 2) / 8, abs=1e-12)
    assert has_no_value(part, {**INSTANCE, D: Fraction(2)}) and not has_no_value(part, INSTANCE)


def test_of_functions_of_which_nothing_is_said_some_are_less() -> None:
    part = statement("woodworth-depth")
    loose = tuple(Curves(h.symbol, h.size) if isinstance(h, Sloped) else h for h in part.given)
    assert lower(replace(part, given=loose), INSTANCE) is not None


def test_one_equation_of_one_unknown_is_solved() -> None:
    """The end shows the data of the target, and the law of the slopes holds there: one multiplier for all entries."""
    part = statement("woodworth-potential")
    arrival = _arrival(part, {**INSTANCE, WIDTH: Fraction(3), DATA_COUNT: Fraction(1)}, random.Random("one"))
    assert arrival is not None
    (z,) = arrival.data
    multipliers = [sp.asinh(x / 2).evalf() / entry for x, entry in zip(arrival.limit, z, strict=True)]
    assert max(multipliers) - min(multipliers) < 1e-8


def test_starts_far_from_one_and_large_sizes_are_out_of_reach() -> None:
    part = statement("woodworth-potential")
    for far in ({ALPHA: Fraction(1000)}, {WIDTH: Fraction(9)}, {DATA_COUNT: Fraction(9)}):
        with pytest.raises(OutOfReach):
            lower(part, {**INSTANCE, **far})
