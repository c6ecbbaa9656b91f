"""Margins: the premises of the arguments hold where what they conclude is true, and of no neighbour of it."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from neversaddle.numerics.attack.kinds.margins import margin_fails
from neversaddle.theory.kernel.analysis.theorem import Argument, filled
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.kernel.rules.theorems import ARGUMENTS, THEOREMS
from neversaddle.theory.language.symbols import L, kappa, m, p, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range
from neversaddle.theory.statement.kinds import Identity, Inequality, MarginDirection
from neversaddle.theory.statement.proofs import assumption, coefficients, normal_form, proves, theorem
from neversaddle.theory.statement.steps import Proof
from tests.fuzz.necessity import Looked, Missed, found

ANY = Depth(L, 1)
FINITE = Range(q, open_low=True)
CONVEX = Condition(sp.Ge(kappa, 0))
TRUE: dict[str, tuple[MarginDirection, tuple[Hypothesis, ...]]] = {
    "L <= p": (MarginDirection("", L, q, p / L), (ANY, FINITE, CONVEX)),
    "L < p": (MarginDirection("", L, q, p / L), (ANY, FINITE, Condition(sp.Gt(kappa, 0)))),
    "L = p": (MarginDirection("", L, L / (L - 1), sp.S.One), (Depth(L, 2),)),
    "q = 1": (MarginDirection("", L, sp.S.One, sp.oo), (ANY,)),
    "first order": (MarginDirection("", L, q, p / L, stationary=True), (ANY, FINITE)),
    "depth one": (MarginDirection("", sp.S.One, q, p), (FINITE,)),
    "numbers": (MarginDirection("", sp.Integer(2), sp.Rational(3, 2), sp.Rational(3, 2)), ()),
    "numbers, L > p": (MarginDirection("", sp.Integer(3), sp.Integer(2), sp.Rational(2, 3), stationary=True), ()),
}
FALSE: dict[str, tuple[MarginDirection, tuple[Hypothesis, ...]]] = {
    "not convex": (MarginDirection("", L, q, p / L), (ANY, FINITE)),
    "not convex, numbers": (MarginDirection("", sp.Integer(3), sp.Integer(2), sp.Rational(2, 3)), ()),
    "concave by condition": (MarginDirection("", L, q, p / L), (ANY, FINITE, Condition(sp.Lt(kappa, 0)))),
    "condition of another": (MarginDirection("", L, q, p / L), (ANY, FINITE, Condition(sp.Ge(L, 2)))),
    "horizon": (MarginDirection("", L, q, 2 - m), (ANY, FINITE, CONVEX)),
    "horizon, first order": (MarginDirection("", L, q, 2 - m, stationary=True), (ANY, FINITE)),
    "q = 1 allowed": (MarginDirection("", L, q, p / L, stationary=True), (ANY, Range(q))),
    "below q = 1": (MarginDirection("", L, q, p / L), (ANY, Range(q, low=sp.S.Half, open_low=True), CONVEX)),
    "sup norm": (MarginDirection("", L, q, sp.oo), (ANY, FINITE)),
    "sup norm, first order": (MarginDirection("", L, q, sp.oo, stationary=True), (ANY, FINITE)),
    "minus oo": (MarginDirection("", L, sp.S.One, -sp.oo), (ANY,)),
    "finite at q = 1": (MarginDirection("", L, sp.S.One, sp.Integer(2)), (ANY,)),
    "L1 at q = 1": (MarginDirection("", L, sp.S.One, sp.S.One, stationary=True), (ANY,)),
    "p": (MarginDirection("", L, q, p), (ANY, FINITE, CONVEX)),
    "q / L": (MarginDirection("", L, q, q / L), (ANY, FINITE, CONVEX)),
    "depth 0": (MarginDirection("", L, q, p / L, stationary=True), (Depth(L, 0), FINITE)),
    "half a depth": (MarginDirection("", sp.S.Half, q, 2 * p, stationary=True), (FINITE,)),
    "L = p from L = 1": (MarginDirection("", L, L / (L - 1), sp.S.One), (ANY,)),
    "inexact": (MarginDirection("", sp.Integer(2), sp.Integer(2), sp.Float(1)), ()),
}


#: Every argument, with every way to settle its premises that there is.
GROWS = coefficients(), normal_form()
PROOFS: tuple[Proof, ...] = (
    theorem("steady-rays", *GROWS),
    theorem("steady-rays-convex", *GROWS, assumption()),
    theorem("steady-rays-convex", *GROWS, coefficients()),
    theorem("equal-rays", normal_form()),
)


def obstacles(part: MarginDirection, given: tuple[Hypothesis, ...]) -> list[str]:
    """What stands in the way of each argument; empty for one that applies."""
    claim = Claim("made-up", "made up", "-", (part,), Verdict.ARGUED, given)
    decisions = [decide(claim, proves(part, proof)) for proof in PROOFS]
    return ["" if decision.proved else decision.reason for decision in decisions]


def proved(part: MarginDirection, given: tuple[Hypothesis, ...]) -> bool:
    return "" in obstacles(part, given)


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is_proved(name: str) -> None:
    assert proved(*TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_or_undefined_is_not_proved(name: str) -> None:
    assert not proved(*FALSE[name])


def test_a_refusal_says_why() -> None:
    assert any("no power is left" in reason for reason in obstacles(*FALSE["sup norm"]))
    assert any("a convex problem" in reason for reason in obstacles(*FALSE["not convex"]))


def test_an_argument_is_no_theorem_of_analysis_and_says_why_it_holds() -> None:
    assert ARGUMENTS and not ARGUMENTS.keys() & THEOREMS.keys()
    assert all(argument.source == "by hand" and len(argument.because) > 200 for argument in ARGUMENTS.values())


@settings(max_examples=30)
@examples(
    st.integers(1, 5),
    st.fractions(1, 3, max_denominator=4),
    st.sampled_from(["p/L", "p", "2 - m", "q/L", "1", "a hair off"]),
    st.booleans(),
)
def test_at_numbers_it_is_p_over_l_and_convex_up_to_l_equal_to_p(
    depth: int, power: Fraction, which: str, stationary: bool
) -> None:
    """W along a fixed direction: |x_j| ~ |g_j|^(L(q-1)/kappa), and sum |x_j|^r asks for |g_j|^(1/(r-1))."""
    metric_exponent = power * (depth - 1) / depth
    if power == 1:
        return
    conjugate = power / (power - 1)
    exponent = {
        "p/L": conjugate / depth,
        "p": conjugate,
        "2 - m": 2 - metric_exponent,
        "q/L": power / depth,
        "1": Fraction(1),
        "a hair off": conjugate / depth + Fraction(1, 10**40),
    }[which]
    decay = depth - power * (depth - 1)
    same = (exponent - 1) * depth * (power - 1) == decay
    numbers = (sp.Rational(e.numerator, e.denominator) for e in (power, exponent))
    part = MarginDirection("", sp.Integer(depth), *numbers, stationary=stationary)
    assert proved(part, ()) == (same and (stationary or decay >= 0))
    assert same == (exponent == conjugate / depth)


def holds_at_numbers(part: Inequality) -> bool:
    return bool(part.left < part.right if part.strict else part.left <= part.right)


def looked(argument: Argument, depth: int, power: sp.Rational, exponent: sp.Expr) -> Looked:
    """What is missed at numbers, and whether flows whose direction never changes have the stated one."""
    letters = dict(zip(argument.letters, (sp.Integer(depth), power, exponent), strict=False))
    parts = filled(argument.premises, letters)
    holds = [bool(part.left == part.right if isinstance(part, Identity) else holds_at_numbers(part)) for part in parts]
    return found(argument, holds, not margin_fails(filled(argument.conclusion, letters), {}, 60))


TWO = sp.Integer(2)
RAYS, CONVEX_RAYS, EQUAL_RAYS = (ARGUMENTS[name] for name in ("steady-rays", "steady-rays-convex", "equal-rays"))
#: For each argument.
MISSED: dict[str, Missed] = {
    "steady-rays": {"the proportions agree": lambda: looked(RAYS, 2, sp.Rational(3, 2), sp.Rational(5, 4))},
    "steady-rays-convex": {
        "the proportions agree": lambda: looked(CONVEX_RAYS, 2, sp.Rational(3, 2), sp.Rational(5, 4)),
        "a convex problem": lambda: looked(CONVEX_RAYS, 3, TWO, sp.Rational(2, 3)),
    },
    "equal-rays": {"no power is left": lambda: looked(EQUAL_RAYS, 2, TWO, sp.oo)},
}
