"""False claims that an adversary once had proved: each was a hole, and each must stay refused."""

from __future__ import annotations

import pytest
import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, size
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Range, Sign, positive
from neversaddle.theory.statement.kinds import Identity, ImproperIntegral, Inequality, Part
from neversaddle.theory.statement.order_proofs import middle
from neversaddle.theory.statement.proofs import proves
from neversaddle.theory.statement.steps import (
    Proof,
    Step,
    by_coefficients,
    by_derivative,
    by_monotonicity,
    by_normal_form,
    by_tails,
)

X, u = sp.Symbol("X", positive=True), sp.Symbol("u", positive=True)


def claim_of(part: Part, given: tuple[Hypothesis, ...]) -> Claim:
    return Claim("made-up", "made up", "made up", (part,), Verdict.PROVED, given)


def test_a_condition_at_the_end_does_not_hold_on_the_way() -> None:
    """X^3/3 - 250 X^2 + 40000 X is -2.67e6 at X = 401, where its derivative (X-100)(X-400) is positive."""
    part = Inequality("dips on the way", sp.S.Zero, X**3 / 3 - 250 * X**2 + 40000 * X)
    claim = claim_of(part, (*positive(X), Condition((X - 100) * (X - 400) > 0)))
    assert not decide(claim, by_monotonicity(part, X)).proved


def test_dummies_of_one_name_stay_apart() -> None:
    a, b = sp.Dummy("A", positive=True), sp.Dummy("A", positive=True)
    part = Identity("two unknowns", a, b)
    assert not decide(claim_of(part, positive(a, b)), by_normal_form(part)).proved


def test_orbit_time_has_no_start_on_the_balanced_leaf() -> None:
    """At lambda = 0, L = q = 2 orbit time from x = 0 is infinite, so nothing may be proved of it from there."""
    assert OrbitTime(sp.S(2), sp.S(2), sp.S.Zero, u) is sp.nan
    free = sp.Symbol("lambda", nonnegative=True)
    part = Identity("from u = 0", OrbitTime(sp.S(2), sp.S(2), free, u), OrbitTime(sp.S(2), sp.S(2), free, 2 * u))
    claim = claim_of(part, (Sign(free, "nonnegative"), *positive(u)))
    assert not decide(claim, by_derivative(part, u)).proved


def test_a_lemma_is_decided_under_the_claims_hypotheses() -> None:
    y = sp.Symbol("y", real=True)
    part = Identity("the claim", sp.Abs(y), y)
    lemma = Identity("a weaker lemma", sp.Abs(y), y, (Sign(y, "real"),))
    claim = claim_of(part, (Sign(y, "positive"),))
    assert not decide(claim, by_normal_form(lemma)).proved


@pytest.mark.parametrize("verdict", [Verdict.ERROR, Verdict.UNKNOWN, Verdict.TIMEOUT])
def test_failures_cannot_be_expected(verdict: Verdict) -> None:
    with pytest.raises(ValueError, match="not something to expect"):
        Claim("made-up", "made up", "made up", (Identity("x", X, X),), verdict, positive(X))


# --- what a second adversary had proved ---

x = sp.Symbol("x", real=True)
q, q_2 = sp.symbols("q q_2", positive=True)
L = sp.Symbol("L", positive=True, integer=True)
w_1, w_2, alpha = sp.symbols("w_1 w_2 alpha", real=True)
lam = sp.Symbol("lambda", positive=True)
omega, delta, low, s = sp.symbols("omega delta l s", positive=True)
RIGHT = (Sign(x, "positive"),)


def proved(step: Step, *given: Hypothesis) -> bool:
    return decide(claim_of(step.part, given), step).proved


@pytest.mark.parametrize(
    "step",
    [
        by_monotonicity(Inequality("x >= 1e-5", sp.sign(x) / 10**5, x), x),
        by_derivative(Identity("sign is 0", sp.sign(x), sp.S.Zero), x),
        by_derivative(Identity("nearly", 1 + sp.sign(x) / 10**60, sp.S.One), x),
    ],
    ids=lambda step: step.rule,
)
def test_a_sign_jumps_at_the_end_of_its_interval(step: Step) -> None:
    assert not proved(step, *RIGHT)


def test_an_end_that_the_integrand_contains_is_more_than_an_end() -> None:
    value = sp.Rational(3, 4) + 1 / (4 * (1 + 2 * low)) - sp.log(1 + 2 * low) / 4
    part = ImproperIntegral("-", (1 + low) / (s + 1 + low) ** 2, s, value, sp.true, low=low)
    assert not proved(by_tails(part), *positive(low))


def test_a_condition_of_infinity_says_nothing() -> None:
    part = Inequality("x + 1 <= x", x + 1, x)
    less = Condition(sp.StrictLessThan(x, sp.oo, evaluate=False))
    assert not proved(by_coefficients(part), Sign(x, "real"), less)


def test_a_symbol_cannot_pass_for_a_number() -> None:
    three = sp.Symbol("<pi>", positive=True)
    part = Identity("pi is about 3", 1 + (sp.pi - three) / 10**60, sp.S.One)
    assert not proved(by_normal_form(part), Range(three, sp.Integer(3), sp.Integer(4)))


@pytest.mark.parametrize("function", [sp.tan, sp.atanh, sp.gamma, sp.acos])
def test_a_function_has_a_value_where_it_is_shown_to_have_one(function: type[sp.Function]) -> None:
    f = function(x)
    part = Identity("a square", (f + 1) ** 2, f**2 + 2 * f + 1)
    assert not proved(by_normal_form(part), Sign(x, "real"))


def test_nothing_is_known_that_no_part_says() -> None:
    """Equalities come from parts that are settled, not from the step; and inside of a proof there are premises."""
    y, R = OrbitTime(sp.S(2), sp.S(2), lam, u), Potential(sp.S(2), sp.S(2), lam, u)
    x = size(sp.S(2), sp.S(2), lam, u)
    part = Identity("R = x^2, as if y were 2x", R, x**2)
    claim = claim_of(part, positive(lam, u))
    details = {"variable": u, "at": sp.S.Zero}
    false = Identity("y = 2x", y, 2 * x)
    for more in ({"known": {y: 2 * x}}, {"using": (false,)}, {"using": (false,), "known": {y: 2 * x}}):
        assert not decide(claim, Step(part, "derivative", {**details, **more})).proved
        inner = Proof("derivative", {**details, **more})
        assert not decide(claim, proves(part, middle(x**2, inner, Proof("normal form")))).proved
    # A premise that says it has to be proved.
    given = Proof("replacement", {"old": y, "new": 2 * x}, (Proof("normal form"), Proof("derivative", details)))
    assert not decide(claim, proves(part, given)).proved
