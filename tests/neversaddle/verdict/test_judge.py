"""The verdict: two channels that must agree, nothing green by default, and planted errors of every kind found out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.numerics.attack.attack import Outcome, attack
from neversaddle.theory.claims import ledger
from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.decide import Decision
from neversaddle.theory.language.symbols import L, kappa, lam, m, q, u
from neversaddle.theory.motion.problem import FlowProblem, coordinate
from neversaddle.theory.statement.claim import Claim, Verdict, restrictions
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, Sign, positive, real
from neversaddle.theory.statement.kinds import Equivalence, FlowBound, Identity, ImproperIntegral, Inequality, Part
from neversaddle.theory.statement.steps import (
    Step,
    by_balls,
    by_beta_integral,
    by_coefficients,
    by_common_sign,
    by_derivative,
    by_normal_form,
)
from neversaddle.verdict import judge as judging
from neversaddle.verdict.judge import compare, judge, judge_claim, overall, proof_verdict, prove, scope

a, b, v = sp.symbols("a b v", real=True)
s = sp.Symbol("s", positive=True)
B, mu = sp.symbols("B mu", positive=True)
beyond, supremum = OrbitTime.rate(L, q, lam, s), lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q
ABOVE_ONE = (Depth(L), Range(q, open_low=True))


def claimed(*says: Part, given: tuple[Hypothesis, ...] = (), uses: tuple[str, ...] = (), proof: object = None) -> Claim:
    """A claim made by hand."""
    return Claim("by-hand", "by hand", "nowhere", says, Verdict.PROVED, given, uses, "", proof)  # type: ignore[arg-type]


def by(rule: Callable[[Part], Step]) -> Callable[[Claim], Iterator[Step]]:
    """A proof that applies one rule to every part."""
    return lambda claim: map(rule, claim.says)


PLANTED: dict[str, tuple[Part, tuple[Hypothesis, ...], Callable[[Part], Step]]] = {
    "Identity": (Identity("x", duality_map(q, a * b), duality_map(q, a) * b), (Range(q), *real(a, b)), by_normal_form),
    "Inequality": (Inequality("x", sp.S(1), (a + 1) ** 2), real(a), by_coefficients),
    "Equivalence": (Equivalence("x", (sp.Le(m, 1), sp.Le(L, q))), ABOVE_ONE, by_common_sign),
    "ImproperIntegral": (
        ImproperIntegral("x", beyond, s, 2 * supremum, kappa < 0), (*ABOVE_ONE, *positive(lam)), by_beta_integral,
    ),
}  # fmt: skip


def believing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that calls everything proved. Proofs are remembered by their function, and those here are made anew."""
    monkeypatch.setattr(judging, "decide", lambda claim, step: Decision(True, "believed"))


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_error_is_refuted(kind: str) -> None:
    part, given, rule = PLANTED[kind]
    result = judge_claim(claimed(part, given=given, proof=by(rule)), 15, 0, fast=True)
    assert result.verdict is Verdict.REFUTED
    assert result.witness
    assert not any(step.settled for step in result.steps)


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_error_that_is_called_proved_is_an_error(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    part, given, rule = PLANTED[kind]
    believing(monkeypatch)
    result = judge_claim(claimed(part, given=given, proof=by(rule)), 15, 0, fast=True)
    assert result.verdict is Verdict.ERROR
    assert "contradict" in result.message
    assert "yet it fails at" in result.message


def test_without_a_proof_what_holds_is_supported_only() -> None:
    part = Identity("x", (a + b) ** 2, a**2 + 2 * a * b + b**2)
    assert judge_claim(claimed(part, given=real(a, b)), 15, 0, fast=True).verdict is Verdict.SUPPORTED
    assert judge_claim(claimed(part, given=real(a, b), proof=by(by_normal_form)), 15, 0, True).verdict is Verdict.PROVED


def test_a_part_that_no_step_settles_leaves_the_claim_unproved() -> None:
    parts = Identity("one", a + a, 2 * a), Identity("two", a - a * b, a * (1 - b))
    claim = claimed(*parts, given=real(a, b), proof=lambda claim: iter([by_normal_form(parts[0])]))
    result = judge_claim(claim, 15, 0, fast=True)
    assert result.verdict is Verdict.SUPPORTED
    assert "two" in result.message


def test_a_lemma_of_the_same_name_settles_nothing() -> None:
    said, lemma = Inequality("bound", sp.Abs(a + b), 2 * sp.Abs(a) + 2 * sp.Abs(b)), Identity("bound", a + a, 2 * a)
    claim = claimed(said, given=real(a, b), proof=lambda claim: iter([by_normal_form(lemma)]))
    assert judge_claim(claim, 15, 0, fast=True).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize("first", [False, True])
def test_a_step_may_use_only_what_is_settled_before(first: bool) -> None:
    y = OrbitTime(L, sp.S.One, lam, u)
    parts = Identity("time", y, u), Identity("its square", y**2, u**2)
    given = (Depth(L), *positive(lam, u))
    steps = [by_derivative(parts[0], u), by_derivative(parts[1], u, using=(parts[0],))]
    claim = claimed(*parts, given=given, proof=lambda claim: iter(steps if first else steps[::-1]))
    result = judge_claim(claim, 15, 0, fast=True)
    assert result.verdict is (Verdict.PROVED if first else Verdict.SUPPORTED)
    assert ("not settled before" in result.message) is not first


def test_a_used_part_may_not_assume_more() -> None:
    y = OrbitTime(L, sp.S.One, lam, u)
    lemma = Identity("time", y, u, (Condition(u > lam),))
    part = Identity("its square", y**2, u**2)
    steps = [by_derivative(lemma, u), by_derivative(part, u, using=(lemma,))]
    claim = claimed(lemma, part, given=(Depth(L), *positive(lam, u)), proof=lambda claim: iter(steps))
    result = judge_claim(claim, 15, 0, fast=True)
    assert result.verdict is Verdict.SUPPORTED
    assert "which needs lambda < u" in result.message or "which needs u > lambda" in result.message


def test_a_claim_that_rests_on_an_unproved_one_is_not_proved() -> None:
    part = Identity("x", a + a, 2 * a)
    claim = claimed(part, given=real(a), uses=("path-length-monotone",), proof=by(by_normal_form))
    result = judge_claim(claim, 15, 0, fast=True)
    assert result.verdict is Verdict.SUPPORTED
    assert "rests on path-length-monotone, which is not proved" in result.message


def test_a_claim_that_rests_on_an_enclosed_one_is_enclosed() -> None:
    part = Identity("x", a + a, 2 * a)
    claim = claimed(part, given=real(a), uses=("path-length-figure",), proof=by(by_normal_form))
    assert judge_claim(claim, 15, 0, fast=True).verdict is Verdict.ENCLOSED


def test_balls_give_enclosed_and_need_numbers() -> None:
    numbers = claimed(Inequality("x", sp.sqrt(2), sp.Rational(3, 2), strict=True), proof=by(by_balls))
    assert judge_claim(numbers, 15, 0, fast=True).verdict is Verdict.ENCLOSED
    symbols = claimed(Inequality("x", u, u + 1), given=positive(u), proof=by(by_balls))
    assert judge_claim(symbols, 15, 0, fast=True).verdict is Verdict.SUPPORTED


def test_proofs_of_one_statement_are_not_confused() -> None:
    claim = claimed(Identity("x", a + a, 2 * a), given=real(a))
    assert prove(claim) == ()
    assert len(prove(replace(claim, proof=by(by_normal_form)))) == 1
    assert prove(replace(claim, proof=by(by_coefficients)))[0].settled is False


def test_unsatisfiable_hypotheses_are_an_error() -> None:
    assumed = (Sign(a, "positive"), Sign(b, "positive"), Condition(a + b < 0))
    claim = claimed(Identity("x", a + b, b + a), given=assumed, proof=by(by_normal_form))
    result = judge_claim(claim, 15, 0, fast=True)
    assert result.verdict is Verdict.ERROR
    assert "no instance satisfies the hypotheses" in result.message


def test_a_crash_is_the_verdict_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: object, **settings: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(judging, "attack", crash)
    result = judge("duality-map", 15, 0, fast=True)
    assert result.verdict is Verdict.ERROR
    assert result.message == "RuntimeError: out of order"
    assert not result.as_expected


def test_an_interrupt_is_not_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object, **settings: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(judging, "attack", interrupt)
    with pytest.raises(KeyboardInterrupt):
        judge("duality-map", 15, 0, fast=True)


def test_every_combination_of_the_channels() -> None:
    claim = claimed(Identity("x", a + a, 2 * a), given=real(a), proof=by(by_normal_form))
    proved, clear = prove(claim), Outcome(3, 15)
    open_ = tuple(replace(step, settled=False, reason="too hard") for step in proved)
    witness, suspect = Outcome(1, None, witness={a: 1}), Outcome(1, None, suspect={a: 2}, message="odd")  # type: ignore[dict-item]
    for steps, outcome, verdict, message in (
        (proved, clear, Verdict.PROVED, ""),
        (open_, clear, Verdict.SUPPORTED, "x: too hard"),
        (open_, witness, Verdict.REFUTED, ""),
        (open_, suspect, Verdict.UNKNOWN, "odd: a = 2"),
        (proved, witness, Verdict.ERROR, "the two channels contradict each other: PROVED, yet it fails at a = 1"),
        (proved, suspect, Verdict.ERROR, "the two channels contradict each other: PROVED, yet it fails at a = 2 (odd)"),
    ):
        (part,) = compare(claim, steps, [outcome])
        assert (part.verdict, part.message) == (verdict, message)


@given(st.lists(st.sampled_from(list(Verdict)), min_size=1))
def test_a_claim_is_as_good_as_its_worst_part(verdicts: list[Verdict]) -> None:
    found = overall(verdicts)
    assert found in verdicts
    failures = {Verdict.REFUTED, Verdict.ERROR, Verdict.UNKNOWN, Verdict.TIMEOUT}
    assert (found in failures) == bool(failures & set(verdicts))
    assert found is not Verdict.PROVED or set(verdicts) == {Verdict.PROVED}


def test_the_attack_never_asks_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*arguments: object, **settings: object) -> None:
        raise AssertionError("the attack looked at the proof")

    for name in (
        "zero",
        "positive",
        "equal_by_derivative",
        "same_sign",
        "at_least_one",
        "power_integral",
    ):
        monkeypatch.setattr(decide, name, forbidden)
    monkeypatch.setattr("neversaddle.theory.kernel.proof.decide", forbidden)
    for claim in ledger().values():
        if claim.expects is not Verdict.REFUTED:
            silent = replace(claim, proof=forbidden)
            # What is asked of the kernel would be asked at every instance: a few are enough.
            outcome = attack(silent, claim.says[0], 8, 0, flows=False, samples=4)
            assert outcome.witness is None


def test_scope_names_what_restricts() -> None:
    claim = claimed(Identity("x", a + a + u * 0, 2 * a), given=(*real(a), Sign(u, "positive"), Condition(u > 2)))
    assert scope(claim) in ("all u > 0, u > 2", "all u > 0, 2 < u")
    assert next(str(h) for h in restrictions(claim)) == "u > 0"
    assert scope(claimed(Identity("x", sp.S.One, sp.S.One))) == "the stated numbers"


@pytest.mark.parametrize("claim_id", ledger())
def test_every_claim_is_as_expected(claim_id: str) -> None:
    result = judge(claim_id, 15, 0, fast=True)
    assert result.as_expected, f"{result.verdict}: {result.message}"
    assert (result.witness is not None) == (result.verdict is Verdict.REFUTED)
    assert proof_verdict(ledger()[claim_id], result.steps)[0] in (result.verdict, None)
    if result.expected is Verdict.PROVED:
        assert not [f"{step.text}: {step.reason}" for step in result.steps if not step.settled]


def test_a_law_of_motion_is_as_expected_with_flows_and_necessity() -> None:
    result = judge("balance-decoupled", 20, 0, fast=False)
    assert result.verdict is Verdict.PROVED
    assert result.digits is not None
    assert result.digits >= 18
    witnesses = {h.text: h.witness for h in result.hypotheses}
    # The law holds for either sign of alpha, and is said to.
    assert witnesses["alpha >= 0"] is None
    # At q = 1 solutions slide where a weight rests at zero.
    assert all("Filippov's solution" in str(witnesses[h]) for h in ("q in (1, 2]", "w[l, j] != 0 for all l"))


def along(low: str | None, high: str | sp.Expr | None, at: int = 1, q: int = 2, loss: sp.Expr | None = None) -> Claim:
    """Bounds on x along the flow of depth 2 from w = (1/2, 1/2); of f = -x at q = 2 it is exp(2t)/4."""
    x = coordinate(1)
    half = sp.Rational(1, 2)
    problem = FlowProblem(DeepDiagonal(2), sp.sympify(q), -x if loss is None else loss, ((half,), (half,)))
    ends = (sp.Rational(e) if isinstance(e, str) else e for e in (low, high))
    return claimed(FlowBound("x", problem, x, sp.sympify(at), *ends), proof=by(by_balls))


def test_a_true_bound_along_a_flow_is_enclosed() -> None:
    result = judge_claim(along("1.8472640247", "1.8472640248"), 20, 0, fast=False)
    assert result.verdict is Verdict.ENCLOSED
    assert result.digits == 20 and "about 1.8472640" in result.steps[0].rule
    assert not Verdict.ENCLOSED.meets(Verdict.PROVED)


@pytest.mark.parametrize("fast", [True, False])
def test_a_false_bound_along_a_flow_is_refuted(fast: bool) -> None:
    result = judge_claim(along("1.8472640248", None), 20, 0, fast)
    assert result.verdict is Verdict.REFUTED
    assert not result.steps[0].settled


def test_a_bound_along_a_flow_that_balls_cannot_decide_is_not_enclosed() -> None:
    result = judge_claim(along(None, sp.exp(2) / 4), 20, 0, fast=False)
    assert result.verdict is Verdict.SUPPORTED
    assert result.digits == 20 and "touch a bound" in result.message


def test_where_a_flow_cannot_be_enclosed_numbers_support_at_best() -> None:
    """At q = 1 it reaches x = 1 at t = 1/2 and stays."""
    x = coordinate(1)
    result = judge_claim(along("0.9", "1.1", 1, 1, (x - 1) ** 2), 20, 0, fast=False)
    assert result.verdict is Verdict.SUPPORTED
    assert result.digits == 20 and "component 1 of grad f may vanish" in result.message
    assert judge_claim(along("1.1", None, 1, 1, (x - 1) ** 2), 20, 0, fast=False).verdict is Verdict.UNKNOWN


def test_a_refuted_law_of_motion_carries_the_enclosed_flow_that_breaks_it() -> None:
    result = judge("balance-coupled-as-decoupled", 15, 0, False)
    assert result.verdict is Verdict.REFUTED
    assert "without the chain rule" in result.parts[0].message
