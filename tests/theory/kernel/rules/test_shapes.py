"""Traits of convex functions: what holds is proved from definitions, and no kind of false or empty statement is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from neversaddle.numerics.attack.kinds.shapes import shape_agreement, shape_fails
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.kernel.rules.shapes import require_shape, together
from neversaddle.theory.language.symbols import L, kappa, lam, m, p, q, u
from neversaddle.theory.motion.steepest import WIDTH
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Range, Sign, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.potentials import COORDINATES, balanced, unbalanced
from neversaddle.theory.statement.proofs import proves, theorem
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import BREGMAN, Shape, Trait
from neversaddle.theory.statement.steps import Proof, Step

LINE, HALF_LINE = -sp.oo, sp.S.Zero
USUAL: tuple[Hypothesis, ...] = (ANY_DEPTH, EXPONENT, COORDINATES, *positive(lam))
ANY_Q: tuple[Hypothesis, ...] = (ANY_DEPTH, *positive(q), COORDINATES, *positive(lam))
ONTO = (Trait.ONTO,)
#: The conditions of single traits, those of ONTO by the domain.
ENDS = {
    Trait.ESSENTIALLY_SMOOTH: m >= 1,
    Trait.CLOSED_DOMAIN: m < 2,
    Trait.BOUNDED_SUBLEVELS: m <= 2,
    Trait.STEEP: m <= 1,
}
GRID = [(power, depth) for power in ("1", "5/4", "4/3", "3/2", "2", "4") for depth in (1, 2, 3, 4, 5)]


def claim(part: Any, given: tuple[Hypothesis, ...]) -> Claim:
    return Claim("c", "C", "-", (part,), Verdict.PROVED, given)


def is_proved(part: Shape, given: tuple[Hypothesis, ...], step: Step | None = None) -> bool:
    """By the usual proof, with and without conditions that the kernel could do without."""
    line, onto = part.low == LINE, m <= 1 if part.low == LINE else sp.Eq(m, 1)
    exists = (sp.true, m < 1, part.condition) if line else (sp.true,)
    steps = [
        by_traits(part, there, conditions)
        for there in exists
        for conditions in ({}, {**ENDS, Trait.ONTO: onto}, dict.fromkeys(Trait, part.condition))
    ]
    return any(decide(claim(part, given), one).proved for one in ([step] if step else steps))


def fails_somewhere(part: Shape, given: tuple[Hypothesis, ...]) -> bool:
    """By definition, and for certain."""
    for power, depth in GRID if given != USUAL else [pair for pair in GRID if Fraction(pair[0]) <= 2]:
        at = {q: Fraction(power), L: Fraction(depth), lam: Fraction(1), WIDTH: Fraction(2)}
        if shape_fails(part, at, 100):
            try:
                assert shape_agreement(part, at, 15) == 0
            except OutOfReach:
                continue
            return True
    return False


TRUE = {
    "kappa": (unbalanced("-", ONTO, kappa >= 0), USUAL),
    "every q > 0": (unbalanced("-", BREGMAN, m <= 2), ANY_Q),
    "only if, weaker": (unbalanced("-", ONTO, m < 2, only_if=True), ANY_Q),
    "only if, always": (unbalanced("-", ONTO, sp.true, only_if=True), ANY_Q),
    "equality": (balanced("-", ONTO, sp.Eq(m, 1), HALF_LINE), USUAL),
    "smooth": (balanced("-", BREGMAN, m >= 1, HALF_LINE), USUAL),
    "line": (balanced("-", (*BREGMAN, *ONTO), m < 1, LINE), ANY_Q),
    "one coordinate": (replace(unbalanced("-", ONTO, m <= 1), size=sp.S.One), USUAL),
    "conjugate": (unbalanced("-", (Trait.CONJUGATE, Trait.SEPARATING), sp.true), ANY_Q),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_are_proved(name: str) -> None:
    part, given = TRUE[name]
    assert is_proved(part, given) and not fails_somewhere(part, given)


FALSE = {
    "strict": (unbalanced("-", ONTO, m < 1), USUAL),
    "always": (unbalanced("-", ONTO, sp.true), USUAL),
    "never": (unbalanced("-", ONTO, sp.false), USUAL),
    "too weak": (unbalanced("-", ONTO, m <= 2), USUAL),
    "the other way": (unbalanced("-", ONTO, m >= 1), USUAL),
    "equality only": (unbalanced("-", ONTO, sp.Eq(m, 1)), USUAL),
    "as reported": (unbalanced("-", BREGMAN, m <= 1, only_if=True), USUAL),
    "only if, too strong": (unbalanced("-", ONTO, m < 1, only_if=True), USUAL),
    "only if, never": (unbalanced("-", ONTO, sp.false, only_if=True), USUAL),
    "for all q > 0": (unbalanced("-", BREGMAN, sp.true), ANY_Q),
    "half an equality": (balanced("-", ONTO, m <= 1, HALF_LINE), USUAL),
    "weak at the line": (balanced("-", BREGMAN, m <= 1, LINE), USUAL),
    "it exists always": (balanced("-", (), sp.true, LINE), USUAL),
    "conjugate, though it does not exist": (balanced("-", (Trait.CONJUGATE,), sp.true, LINE), USUAL),
    "never separating": (balanced("-", (Trait.SEPARATING,), sp.false, HALF_LINE), USUAL),
    "smooth at m = 1": (balanced("-", BREGMAN, m > 1, HALF_LINE), USUAL),
    "closed for all q": (balanced("-", BREGMAN, m >= 1, HALF_LINE), ANY_Q),
    "smooth by another one": (balanced("-", (Trait.ESSENTIALLY_SMOOTH,), sp.true, HALF_LINE), USUAL),
    "a slope of its own": (unbalanced("-", (Trait.SLOPES,), kappa < 0, value=sp.S.One), USUAL),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_are_not_proved_and_fail_somewhere(name: str) -> None:
    part, given = FALSE[name]
    assert not is_proved(part, given) and fails_somewhere(part, given)


FLAT = Shape("-", (Trait.STRICTLY_CONVEX,), u, u, sp.S.One, sp.true)
BARE: tuple[Hypothesis, ...] = (COORDINATES, *positive(lam))
w, n = sp.Symbol("w", real=True), sp.Symbol("n", positive=True, integer=True)
NO_FUNCTION: dict[str, tuple[Shape, tuple[Hypothesis, ...]]] = {
    "concave": (replace(FLAT, curvature=-sp.S.One), BARE),
    "of no certain sign": (replace(FLAT, curvature=w), (*BARE, Sign(w, "real"))),
    "falling": (replace(FLAT, place=1 / u), BARE),
    "not from 0": (replace(FLAT, place=u + 1), BARE),
    "not to oo": (replace(FLAT, place=u / (1 + u)), BARE),
    "there and back": (replace(FLAT, place=u**2 / (1 + u) ** 3), BARE),
    "a pole": (replace(FLAT, curvature=1 / (u - 1) ** 2), BARE),
    "of a function unknown": (replace(FLAT, curvature=sp.Function("g")(u) ** 2), BARE),
    "a parameter with a sign": (replace(FLAT, parameter=lam, place=lam, curvature=1 / lam), BARE),
    "a parameter that is whole": (replace(FLAT, parameter=n, place=n), BARE),
    "a parameter of any sign": (replace(FLAT, parameter=w, place=w), BARE),
    "a parameter in the condition": (replace(FLAT, condition=u < 1), BARE),
    "a parameter under a condition": (FLAT, (*BARE, Condition(u > 1))),
    "a name of two": (
        replace(FLAT, condition=sp.Symbol("u", real=True) < 1),
        (*BARE, Sign(sp.Symbol("u", real=True), "real")),
    ),
    "no coordinate": (replace(FLAT, size=WIDTH - 1), BARE),
    "half a coordinate": (replace(FLAT, size=sp.S.Half), BARE),
    "another domain": (replace(FLAT, low=sp.S.One), BARE),
    "nothing said": (replace(FLAT, traits=(), low=HALF_LINE), BARE),
    "no trait": (replace(FLAT, traits=("strictly convex",)), BARE),  # type: ignore[arg-type]
    "a value of nothing": (replace(FLAT, value=sp.S.One), BARE),
    "no value": (replace(FLAT, traits=(Trait.SLOPES,)), BARE),
    "an inequation": (replace(FLAT, condition=sp.Ne(lam, 1)), BARE),
    "a condition without a meaning": (replace(FLAT, condition=L <= p), (*BARE, ANY_DEPTH, Range(q))),
    "inexact": (replace(FLAT, curvature=sp.Float("1.5")), BARE),
}


@pytest.mark.parametrize("name", NO_FUNCTION)
def test_what_is_no_function_has_no_traits(name: str) -> None:
    part, given = NO_FUNCTION[name]
    require_shape(FLAT, BARE)
    with pytest.raises(CannotDecide):
        require_shape(part, given)
    assert not decide(claim_of(part, given), by_traits(part)).proved


def claim_of(part: Shape, given: tuple[Hypothesis, ...]) -> Claim:
    """A claim, though nothing may be assumed of some of its letters."""
    loose = part.symbols() - {getattr(h, "symbol", None) for h in given}
    return claim(part, (*given, *(Sign(s, "real") for s in loose)))


def test_a_group_has_its_own_condition() -> None:
    """What holds where the conditions of the groups before hold need not hold elsewhere."""
    part = balanced("-", (Trait.STRICTLY_CONVEX, Trait.ONTO), m < 1, LINE)
    groups = (((), m < 1), ((Trait.STRICTLY_CONVEX,), sp.true), (ONTO, m <= 1))
    parts = together(part, USUAL, groups)
    assert [one.condition for one in parts] == [m < 1, sp.true, m <= 1]  # type: ignore[union-attr]
    assert [Condition(m < 1) in one.given for one in parts] == [False, True, True]
    assert Condition(m <= 1) not in parts[-1].given


@pytest.mark.parametrize(
    "groups",
    [
        # A trait is missing, one is too many, the conditions do not imply the goal's, or do not follow from it.
        ((ONTO, m < 1),),
        (((Trait.STRICTLY_CONVEX, Trait.ONTO, Trait.STEEP), m < 1),),
        (((Trait.STRICTLY_CONVEX,), sp.true), (ONTO, m <= 1)),
        (((Trait.STRICTLY_CONVEX,), sp.true), (ONTO, m < sp.S.Half)),
        (((Trait.STRICTLY_CONVEX,), sp.true), (ONTO, sp.false)),
        (((Trait.STRICTLY_CONVEX,), sp.true), (ONTO, sp.true)),
    ],
)
def test_groups_that_do_not_make_the_goal(groups: Any) -> None:
    part = balanced("-", (Trait.STRICTLY_CONVEX, Trait.ONTO), m < 1, LINE)
    with pytest.raises(CannotDecide):
        together(part, USUAL, groups)


def test_only_functions_have_traits() -> None:
    with pytest.raises(CannotDecide, match="only a function"):
        together(Identity("-", u, u), USUAL, ())


@pytest.mark.parametrize(
    ("part", "proof"),
    [
        # A theorem on another domain, for another trait, for none, and with one premise of two.
        (balanced("-", (Trait.CLOSED_DOMAIN,), m < 1, LINE), theorem("value-at-the-boundary", Proof("tails"))),
        (balanced("-", (Trait.CLOSED_DOMAIN,), m >= 1, HALF_LINE), theorem("slope-at-the-boundary", Proof("tails"))),
        (balanced("-", (), m < 1, HALF_LINE), theorem("even-function", Proof("tails"))),
        (balanced("-", ONTO, m >= 1, HALF_LINE), theorem("all-slopes-on-a-half-line", Proof("tails"))),
        (balanced("-", (Trait.STEEP,), m <= 1, HALF_LINE), theorem("slope-at-infinity", Proof("tails"))),
        (balanced("-", (Trait.STEEP,), m <= 1, HALF_LINE), theorem("convex-on-a-half-line")),
        (balanced("-", (Trait.STRICTLY_CONVEX,), m <= 1, HALF_LINE), theorem("convex-on-a-half-line")),
    ],
)
def test_theorems_say_what_they_say(part: Shape, proof: Proof) -> None:
    one = replace(part, size=sp.S.One)
    assert not decide(claim(one, USUAL), proves(one, proof)).proved


def test_letters_cannot_be_told_otherwise() -> None:
    """The function of the goal is that of the theorem."""
    part = Shape("-", (Trait.STEEP,), u, u, 1 / (1 + u) ** 2, sp.true, HALF_LINE)
    X, a = sp.Function("X")(sp.Symbol("s", real=True)), 1 / (1 + u)
    proof = theorem("slope-at-infinity", theorem("convex-on-a-half-line"), Proof("tails"), a=a)
    assert not decide(claim(part, BARE), proves(part, proof)).proved and X is not None
    assert decide(claim(replace(part, curvature=a), BARE), proves(replace(part, curvature=a), proof)).proved


def test_hypotheses_on_families_say_nothing_of_the_parameter() -> None:
    family = sp.IndexedBase("c", real=True)
    place = sp.Symbol("i", positive=True, integer=True)
    given = (*BARE, Every(family[place] < 1, place, WIDTH), Depth(L, 1))
    require_shape(FLAT, given)
