"""The verdict on one claim: proof and attack are run apart, and only then compared."""

from __future__ import annotations

import time
from functools import cache

from neversaddle.result import HypothesisResult, Result, StepResult
from numerics.attack import Outcome, attack, necessity, shown
from numerics.enclosure import certainly_ordered
from theory.claims import ledger
from theory.hypotheses import Condition, Hypothesis, Sign
from theory.proof import Step, decide
from theory.statement import Claim, Inequality, Verdict

#: Ball arithmetic tries these precisions in turn.
BALL_BITS = (64, 128, 256, 512)
#: Whether a hypothesis is needed is a question of witnesses, not of digits.
NECESSITY_DIGITS = 15


def judge(claim_id: str, digits: int, seed: int, fast: bool) -> Result:
    """Prove, attack and compare: the verdict on one claim of the ledger. Never raises; a failure is the verdict ERROR."""
    claim = ledger()[claim_id]
    start = time.perf_counter()
    try:
        result = _judge(claim, min(digits, 15) if fast else digits, seed, fast)
    except Exception as failure:  # A claim's crash must neither take the run along nor pass unseen: it is its verdict.
        result = _result(claim, Verdict.ERROR, message=f"{type(failure).__name__}: {failure}")
    return result.took(time.perf_counter() - start)


def _judge(claim: Claim, digits: int, seed: int, fast: bool) -> Result:
    steps = prove(claim)
    outcomes = [attack(claim, part, digits, seed, flows=not fast) for part in claim.says]
    verdict, message = compare(claim, steps, outcomes)
    hypotheses: tuple[HypothesisResult, ...] = ()
    if not fast and verdict in (Verdict.PROVED, Verdict.ENCLOSED, Verdict.SUPPORTED):
        hypotheses = tuple(
            HypothesisResult(str(h), h.why, necessity(claim, h, NECESSITY_DIGITS, seed)) for h in restrictions(claim)
        )
    measured = [outcome.digits for outcome in outcomes if outcome.digits is not None]
    witness = next((shown(o.witness) for o in outcomes if o.witness is not None), None)
    return _result(
        claim,
        verdict,
        steps=steps,
        hypotheses=hypotheses,
        digits=min(measured) if measured else None,
        samples=sum(outcome.samples for outcome in outcomes),
        witness=witness,
        message=message,
    )


def compare(claim: Claim, steps: tuple[StepResult, ...], outcomes: list[Outcome]) -> tuple[Verdict, str]:
    """The verdict from both channels; they must not contradict each other."""
    proof = proof_verdict(claim, steps)
    witness = next((o for o in outcomes if o.witness is not None), None)
    suspect = next((o for o in outcomes if o.suspect is not None), None)
    if proof is not None and (witness or suspect):
        found = witness or suspect
        assert found is not None
        at = shown(found.witness or found.suspect or {})
        return (
            Verdict.ERROR,
            f"the two channels contradict each other: {proof}, yet it fails at {at} {found.message}".strip(),
        )
    if witness:
        return Verdict.REFUTED, ""
    if suspect:
        return Verdict.UNKNOWN, f"{suspect.message}: {shown(suspect.suspect or {})}"
    if proof is not None:
        return proof, ""
    open_steps = [f"{s.text}: {s.reason}" for s in steps if not s.settled]
    return Verdict.SUPPORTED, "; ".join(open_steps)


def proof_verdict(claim: Claim, steps: tuple[StepResult, ...]) -> Verdict | None:
    """PROVED if every part is settled by a step, every step is settled, and so is every claim it rests on; else None.

    ENCLOSED if ball arithmetic settled some step, of this claim or of one it rests on.
    """
    settled = {step.text for step in steps if step.settled}
    if not steps or not all(step.settled for step in steps) or any(part.text not in settled for part in claim.says):
        return None
    below = [proof_verdict(ledger()[used], prove(ledger()[used])) for used in claim.uses]
    if None in below:
        return None
    balls = any(step.rule.startswith("ball arithmetic") for step in steps)
    return Verdict.ENCLOSED if balls or Verdict.ENCLOSED in below else Verdict.PROVED


@cache
def prove(claim: Claim) -> tuple[StepResult, ...]:
    """Every step of a claim's proof, decided by the kernel or by ball arithmetic."""
    if claim.proof is None:
        return ()
    return tuple(_decide(claim, step) for step in claim.proof(claim))


def _decide(claim: Claim, step: Step) -> StepResult:
    if step.rule == "balls" and isinstance(step.part, Inequality):
        for bits in BALL_BITS:
            gap = certainly_ordered(step.part, bits)
            if gap is not None:
                return StepResult(step.part.text, f"ball arithmetic: right - left = {gap.str(5)}", True)
        return StepResult(step.part.text, "ball arithmetic", False, f"not separated at {BALL_BITS[-1]} bits")
    decision = decide(claim, step)
    return StepResult(step.part.text, decision.rule, decision.proved, decision.reason)


def restrictions(claim: Claim) -> list[Hypothesis]:
    """The hypotheses that restrict something, each once; being real is the type of a symbol, not a restriction."""
    found: list[Hypothesis] = []
    for part in claim.says:
        for h in claim.hypotheses(part):
            if h not in found and not (isinstance(h, Sign) and h.kind == "real"):
                found.append(h)
    return found


def scope(claim: Claim) -> str:
    """For what the statement is made: one restriction a symbol, the whole claim's before its parts'."""
    texts: dict[object, str] = {}
    for h in sorted(restrictions(claim), key=lambda h: h not in claim.given):
        texts.setdefault(h.relation if isinstance(h, Condition) else h.symbol, str(h))
    return "all " + ", ".join(texts.values()) if texts else "the stated numbers"


def _result(
    claim: Claim,
    verdict: Verdict,
    *,
    steps: tuple[StepResult, ...] = (),
    hypotheses: tuple[HypothesisResult, ...] = (),
    digits: int | None = None,
    samples: int = 0,
    witness: str | None = None,
    message: str = "",
) -> Result:
    return Result(
        id=claim.id,
        verdict=verdict,
        expected=claim.expects,
        scope=scope(claim),
        digits=digits,
        samples=samples,
        seconds=0.0,
        witness=witness,
        source=claim.source,
        uses=claim.uses,
        section=claim.section,
        title=claim.title,
        steps=steps,
        hypotheses=hypotheses,
        message=message,
    )
