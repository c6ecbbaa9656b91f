"""The proof rules settle true statements and refuse false ones, stated as parts of claims."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.statement import steps
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, positive, real
from neversaddle.theory.statement.kinds import Equivalence, Identity, ImproperIntegral, Inequality, Part
from neversaddle.theory.statement.steps import Step

u, lam, q, B, mu = sp.symbols("u lambda q B mu", positive=True)
x, a = sp.symbols("x a", real=True)
shift = sp.Symbol("shift", nonnegative=True)
L = sp.Symbol("L", positive=True, integer=True)
ZERO, ONE, HALF = sp.S.Zero, sp.S.One, sp.Rational(1, 2)
PLACE = positive(u, lam)
DEEP = (Depth(L, 2), Range(q), *PLACE)
m, kappa, p = q * (L - 1) / L, L - q * (L - 1), q / (q - 1)

c_size = sp.Symbol("c_size", positive=True)


def claim_of(*parts: Part, given: tuple[Hypothesis, ...] = ()) -> Claim:
    return Claim("trial", "a trial", "test", parts, Verdict.PROVED, given)


def settled(step: Step, *given: Hypothesis) -> bool:
    decision = decide(claim_of(step.part, given=given), step)
    assert decision.proved == (not decision.reason)
    assert "\n" not in decision.reason
    return decision.proved


def less(left: sp.Expr, right: sp.Expr, strict: bool = False) -> Inequality:
    return Inequality("less", left, right, strict)


TRUE: dict[str, tuple[Step, tuple[Hypothesis, ...]]] = {
    "powers": (steps.by_powers(less((1 + u) ** (q - 1), (1 + u) ** q)), DEEP),
    "monotone": (steps.by_monotonicity(less(u, sp.sinh(u) + u - sp.sinh(u) + u**2), u), DEEP),
    "threshold": (
        steps.by_common_sign(Equivalence("m", (sp.Le(m, 1), sp.Ge(kappa, 0)))),
        (Depth(L, 1), Range(q)),
    ),
}

FALSE: dict[str, tuple[Step, tuple[Hypothesis, ...]]] = {
    # powers compare positive sides only
    "-1 <= -2 by powers": (steps.by_powers(less(-ONE - u, -2 * (1 + u))), DEEP),
    "0 on the left by powers": (steps.by_powers(less(ZERO * u, -u)), DEEP),
    "powers of either exponent": (steps.by_powers(less((1 + u) ** kappa, ONE + 0 * u)), DEEP),
    # monotonicity: where the variable runs, and what jumps
    "0 <= x for real x": (steps.by_monotonicity(less(ZERO, x), x), real(x)),
    "a dip before L = 2": (steps.by_monotonicity(less(ZERO, L**2 - 4 * L + 3), L), (Depth(L, 2),)),
    "a dip before the range begins": (steps.by_monotonicity(less(ZERO, q**2 - 2 * q + HALF), q), (Range(q),)),
    "0 <= v on [-1, 1]": (steps.by_monotonicity(less(ZERO, a), a), (Range(a, -ONE, ONE),)),
    "a jump": (steps.by_monotonicity(less(ZERO, sp.Piecewise((1, u < 1), (-1, True))), u), PLACE),
    "a winding": (steps.by_monotonicity(less(ZERO, sp.atan(sp.tan(u))), u), PLACE),
    "a pole": (steps.by_monotonicity(less(ZERO, 1 / (1 - u)), u), PLACE),
    "strict": (steps.by_monotonicity(less(ZERO, u, strict=True), u), PLACE),
    "falling": (steps.by_monotonicity(less(u, ONE), u), PLACE),
    "negative start": (steps.by_monotonicity(less(ONE, u), u), PLACE),
    # equivalences
    "p at q = 1": (
        steps.by_common_sign(Equivalence("m", (sp.Le(m, 1), sp.Le(L, p)))),
        (Depth(L, 1), Range(q)),
    ),
    "strict against weak": (steps.by_common_sign(Equivalence("m", (sp.Lt(m, 1), sp.Ge(kappa, 0)))), DEEP),
    "opposite": (steps.by_common_sign(Equivalence("m", (sp.Le(m, 1), sp.Le(kappa, 0)))), DEEP),
    "equations": (steps.by_common_sign(Equivalence("m", (sp.Ne(m, 1), sp.Ne(kappa, 0)))), DEEP),
    # rates
    # identities
    "derivative of the modulus at 0": (
        steps.by_normal_form(Identity("d", sp.Derivative(sp.Abs(x), x), sp.sign(x))),
        real(x),
    ),
    "derivative of the modulus at 1": (
        steps.by_normal_form(Identity("d", sp.Derivative(sp.Abs(u - 1), u), sp.sign(u - 1))),
        PLACE,
    ),
    "derivative of a step": (
        steps.by_normal_form(Identity("d", sp.Derivative(sp.Piecewise((0, u < 1), (1, True)), u), ZERO)),
        PLACE,
    ),
    "a power at m = 1": (
        steps.by_normal_form(Identity("d", sp.Derivative(u ** (1 - m) / (1 - m), u), u**-m)),
        DEEP,
    ),
    "declared positive, said real": (steps.by_normal_form(Identity("|u|", sp.sqrt(u**2), u)), real(u)),
    # the wrong rule
    "rule of another kind": (Step(Identity("u", u, lam), "coefficients"), PLACE),
    "unknown rule": (Step(Identity("u", u, u), "by inspection"), PLACE),
    "balls are not the kernel's": (steps.by_balls(less(u, 2 * u)), PLACE),
    "weak condition of an integral": (
        steps.by_beta_integral(ImproperIntegral("s", 1 / (u + lam) ** 2, u, 1 / lam, sp.Ge(ONE * lam, 0))),
        positive(lam),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_are_settled(name: str) -> None:
    step, given = TRUE[name]
    assert settled(step, *given)


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_are_not(name: str) -> None:
    step, given = FALSE[name]
    assert not settled(step, *given)


def test_a_claim_says_what_is_assumed_of_every_symbol() -> None:
    with pytest.raises(ValueError, match="nothing is assumed of u"):
        claim_of(Identity("u", u, u))


wrong = Identity("wrong: orbit time is u", OrbitTime(L, q, lam, u), u)
follows = Identity("follows", OrbitTime(L, q, lam, u) ** 2, u**2)


def test_a_step_may_only_use_what_an_earlier_step_settled() -> None:
    def prove(claim: Claim) -> Iterator[Step]:
        yield steps.by_derivative(wrong, u)
        yield steps.by_derivative(follows, u, using=(wrong,))

    claim = claim_of(wrong, follows, given=DEEP)
    for attempt in (claim, Claim(**{**vars(claim), "proof": prove})):
        assert not decide(attempt, steps.by_derivative(follows, u, using=(wrong,))).proved


def test_a_step_may_not_use_what_holds_under_more() -> None:
    narrow = Identity("at q = 1", OrbitTime(L, ONE, lam, u), u, (Range(q, high=ONE),))
    wide = Identity("twice", 2 * OrbitTime(L, ONE, lam, u), 2 * u)

    def prove(claim: Claim) -> Iterator[Step]:
        yield steps.by_derivative(narrow, u)
        yield steps.by_derivative(wide, u, using=(narrow,))

    claim = Claim(**{**vars(claim_of(narrow, wide, given=DEEP)), "proof": prove})
    first, second = prove(claim)
    assert decide(claim, first).proved
    assert "more than is assumed" in decide(claim, second).reason


def test_a_lemma_may_not_bear_the_text_of_a_part() -> None:
    said, easy = Identity("same", u, lam), Identity("same", u, u)
    assert not decide(claim_of(said, given=DEEP), steps.by_normal_form(easy)).proved
    with pytest.raises(ValueError, match="texts of their own"):
        claim_of(said, easy, given=DEEP)


def test_hypotheses_without_room_are_no_proof_of_the_parts_that_need_none() -> None:
    empty = (Condition(sp.Lt(q, 1)), *DEEP)
    assert not settled(steps.by_normal_form(Identity("u", u**q, lam**q)), *empty)
    assert not settled(steps.by_coefficients(less(u, lam)), *empty)


def test_a_weak_sign_is_no_strict_one() -> None:
    given = (Sign(shift, "nonnegative"), Range(q))
    assert settled(steps.by_coefficients(less(ZERO, shift)), *given)
    assert not settled(steps.by_coefficients(less(ZERO, shift, strict=True)), *given)


# --- growing gaps ---

grown = sp.Symbol("s", nonnegative=True)
ORDERED_START = Inequality("start", sp.S.One, sp.S(2), strict=True)


def growing(left: sp.Expr, right: sp.Expr, start: Inequality = ORDERED_START, **fields: object) -> bool:
    """Whether left < right for all s >= 0 is proved from its start."""
    said = Inequality("all s", left, right, strict=True, given=(Sign(grown, "nonnegative"),), **fields)  # type: ignore[arg-type]

    def prove(claim: Claim) -> Iterator[Step]:
        yield steps.by_coefficients(start)
        yield steps.by_growing_gap(said, grown, start)

    claim = Claim("by-hand", "by hand", "nowhere", (start, said), Verdict.PROVED, proof=prove)
    return decide(claim, list(prove(claim))[1]).proved


@pytest.mark.parametrize(
    ("left", "right"),
    [(1 + grown, 2 + grown), (1 + grown, 2 + 3 * grown), (sp.sqrt(1 + grown), 2 + grown), (1 + grown, 2 + 2 * grown)],
)
def test_a_gap_that_grows_from_an_ordered_start_stays(left: sp.Expr, right: sp.Expr) -> None:
    assert growing(left, right)


@pytest.mark.parametrize(
    ("left", "right", "start"),
    [
        (1 + 2 * grown, 2 + grown, ORDERED_START),
        (1 + grown**2, 2 + grown, ORDERED_START),
        # The start is another statement, or a false one, or not strict.
        (3 + grown, 4 + 2 * grown, ORDERED_START),
        (sp.S(2) + grown, 1 + 2 * grown, Inequality("start", sp.S(2), sp.S.One, strict=True)),
        (1 + grown, 2 + 2 * grown, Inequality("start", sp.S.One, sp.S(2))),
        # A slope that is not positive has no quotient to speak of.
        (1 - grown, 2 - 2 * grown, ORDERED_START),
    ],
)
def test_a_gap_that_may_close_is_not_proved(left: sp.Expr, right: sp.Expr, start: Inequality) -> None:
    assert not growing(left, right, start)


def test_a_growing_gap_says_nothing_of_equality() -> None:
    assert not growing(1 + grown, 2 + grown, tight=sp.Eq(grown, 7))


def test_an_inequality_is_not_used_as_an_equality() -> None:
    u_ = sp.Symbol("u", positive=True)
    below = Inequality("below", u_, 2 * u_)
    same = Identity("same", u_**2 / 2, u_**2)

    def prove(claim: Claim) -> Iterator[Step]:
        yield steps.by_coefficients(below)
        yield steps.by_derivative(same, u_, using=(below,))

    claim = Claim("by-hand", "by hand", "nowhere", (below, same), Verdict.PROVED, positive(u_), proof=prove)
    first, second = (decide(claim, step) for step in prove(claim))
    assert first.proved
    assert not second.proved
