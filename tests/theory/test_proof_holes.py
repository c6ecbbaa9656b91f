"""False claims that an adversary once had proved: each was a hole, and each must stay refused."""

from __future__ import annotations

import pytest
import sympy as sp

from theory.definitions import OrbitTime
from theory.flow_field import SteepestFlow
from theory.hypotheses import Condition, Hypothesis, Sign, positive
from theory.parts import Identity, Inequality, Part
from theory.proof import by_derivative, by_monotonicity, by_normal_form, decide
from theory.statement import Claim, Verdict

X, u = sp.Symbol("X", positive=True), sp.Symbol("u", positive=True)


def claim_of(part: Part, given: tuple[Hypothesis, ...]) -> Claim:
    return Claim("made-up", "Foundations", "made up", "made up", (part,), Verdict.PROVED, given)


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


def test_the_other_weights_do_not_contain_the_named_ones() -> None:
    w_i, w_j = sp.symbols("w_i w_j", real=True)
    with pytest.raises(ValueError, match="may not contain"):
        SteepestFlow(sp.S(2), (w_i, w_j), w_i)


@pytest.mark.parametrize("verdict", [Verdict.ERROR, Verdict.UNKNOWN, Verdict.TIMEOUT])
def test_failures_cannot_be_expected(verdict: Verdict) -> None:
    with pytest.raises(ValueError, match="not something to expect"):
        Claim("made-up", "Foundations", "made up", "made up", (Identity("x", X, X),), verdict, positive(X))
