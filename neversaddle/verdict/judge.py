"""The verdict on one claim: proof and attack are run apart, and only then compared."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from neversaddle.numerics.attack.attack import REFUTING_SAMPLES, SAMPLES, Outcome, attack
from neversaddle.numerics.attack.kinds.flow_bounds import certainly_bounded, obstacle
from neversaddle.numerics.attack.kinds.relations import certainly_ordered
from neversaddle.numerics.attack.necessity import needed
from neversaddle.numerics.attack.witness import shown, witness_text
from neversaddle.theory.claims import claim_of
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.kernel.rules.theorems import ARGUMENTS, cited
from neversaddle.theory.statement.claim import PASSED, Claim, Verdict, restrictions
from neversaddle.theory.statement.hypotheses import Depth, Sign, implied
from neversaddle.theory.statement.kinds import FlowBound, Inequality, Part
from neversaddle.theory.statement.steps import BALLS as BALLS_RULE
from neversaddle.theory.statement.steps import Step, borrowed
from neversaddle.verdict.result import HypothesisResult, PartResult, Result, StepResult

#: Ball arithmetic tries these precisions in turn.
BALL_BITS = (64, 128, 256, 512)
#: How the rule of a step that they settled begins.
BALLS = "ball arithmetic"
FLOW_BALLS = f"{BALLS}, the flow enclosed"
#: A fast run takes no more digits than these.
FAST_DIGITS = 15
#: Whether a hypothesis is needed is a question of witnesses, not of digits.
NECESSITY_DIGITS = 15
#: A claim that another rests on is attacked at these digits, beside being proved.
USED_DIGITS = 12
#: Instances of a proved part in a fast run, and of a claim that another rests on.
FEW_SAMPLES = 10
#: The scope of statements about numbers.
STATED = "the stated numbers"
#: Verdicts on parts from best to worst: a claim is as good as its worst part.
WORSE = (*PASSED, Verdict.UNKNOWN, Verdict.TIMEOUT, Verdict.REFUTED, Verdict.ERROR)


def judge(claim_id: str, digits: int, seed: int, fast: bool) -> Result:
    """The verdict on one claim of the ledger: `judge_claim` by name, `digits` at most 15 where `fast`."""
    return judge_claim(claim_of(claim_id), digits, seed, fast)


def judge_claim(claim: Claim, digits: int, seed: int, fast: bool) -> Result:
    """Prove, attack and compare. `fast`: at most 15 digits, few samples, no flows, no search for needless hypotheses.

    Raises no Exception: a claim's crash must neither take the run along nor pass unseen, so it is the verdict ERROR.
    """
    start = time.perf_counter()
    try:
        result = _judge(claim, min(digits, FAST_DIGITS) if fast else digits, seed, fast)
    except Exception as failure:
        # A claim's crash must neither take the run along nor pass unseen: it is the claim's verdict, ERROR.
        result = failed(claim, f"{type(failure).__name__}: {failure}")
    return result.took(time.perf_counter() - start)


def failed(claim: Claim, message: str) -> Result:
    """The verdict ERROR on a claim that could not be judged."""
    return _result(claim, Verdict.ERROR, message=message)


def _judge(claim: Claim, digits: int, seed: int, fast: bool) -> Result:
    steps = prove(claim)
    settled = {step.part for step, result in _done(claim, steps) if result.settled}
    # What is proved is tried by the way; what is not, is searched for a counterexample.
    samples = FEW_SAMPLES if fast else SAMPLES
    outcomes = [
        attack(claim, part, digits, seed, not fast, samples if part in settled else REFUTING_SAMPLES)
        for part in claim.says
    ]
    parts = compare(claim, steps, outcomes)
    verdict = overall(part.verdict for part in parts)
    hypotheses: tuple[HypothesisResult, ...] = ()
    if not fast and verdict in PASSED:
        hypotheses = tuple(
            HypothesisResult(str(s.hypothesis), s.hypothesis.why, s.text, s.tried)
            for s in needed(claim, NECESSITY_DIGITS, seed)
        )
    decisive = next((part for part in parts if part.verdict is verdict), None)
    measured = [part.digits for part in parts if part.digits is not None]
    return _result(
        claim,
        verdict,
        parts=parts,
        steps=steps,
        hypotheses=hypotheses,
        digits=min(measured) if measured else None,
        samples=sum(outcome.samples for outcome in outcomes),
        witness=_named(decisive, claim) if decisive else None,
        # What confirms a witness stays with its part.
        message=decisive.message if decisive and decisive.verdict is not Verdict.REFUTED else "",
    )


def _named(part: PartResult, claim: Claim) -> str | None:
    """The witness, with the part it is against where there are several."""
    return part.witness if part.witness is None or len(claim.says) == 1 else f"{part.text}: {part.witness}"


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on a claim from those on its parts: the worst, where a failing part outweighs an undecided one.

    >>> overall([Verdict.PROVED, Verdict.ENCLOSED]).value
    'ENCLOSED'
    """
    return max(verdicts, key=WORSE.index)


def compare(claim: Claim, steps: tuple[StepResult, ...], outcomes: Sequence[Outcome]) -> tuple[PartResult, ...]:
    """The verdict on every part from both channels, which must not contradict each other."""
    ground, weak = foundations(claim)
    return tuple(
        _compared(part, *_proof_of(claim, part, steps, ground, weak), outcome)
        for part, outcome in zip(claim.says, outcomes, strict=True)
    )


def _compared(part: Part, proof: Verdict | None, obstacles: list[str], found: Outcome) -> PartResult:
    if found.witness is None and found.suspect is None:
        message = "" if proof else "; ".join(obstacles)
        return PartResult(part.text, proof or Verdict.SUPPORTED, found.digits, found.samples, message=message)
    at = shown(found.witness or found.suspect or {})
    if proof:
        text = " ".join(
            filter(None, (f"{proof}, yet it fails", at and f"at {at}", found.message and f"({found.message})"))
        )
        message = f"the two channels contradict each other: {text}"
        return PartResult(part.text, Verdict.ERROR, None, found.samples, message=message)
    if found.witness is not None:
        witness = witness_text(part, found.witness)
        return PartResult(part.text, Verdict.REFUTED, None, found.samples, witness, found.message)
    message = ": ".join(filter(None, (found.message, at)))
    return PartResult(part.text, Verdict.UNKNOWN, None, found.samples, message=message)


def proof_verdict(claim: Claim, steps: tuple[StepResult, ...]) -> tuple[Verdict | None, list[str]]:
    """PROVED if every part is settled by a step, every step is settled, and so is every claim it rests on.

    ENCLOSED if ball arithmetic settled some step, of this claim or of one it rests on, ARGUED if one cites an argument
    by hand; else None and the obstacles.
    """
    ground, weak = foundations(claim)
    found = [_proof_of(claim, part, steps, ground, weak) for part in claim.says]
    obstacles = list(dict.fromkeys(obstacle for _, several in found for obstacle in several))
    verdicts = [verdict for verdict, _ in found if verdict]
    return (overall(verdicts), []) if len(verdicts) == len(found) else (None, obstacles)


def foundations(claim: Claim) -> tuple[Verdict, list[str]]:
    """The verdict of what a claim rests on, PROVED, ENCLOSED or ARGUED, and those claims that did not come out so."""
    verdict, weak = Verdict.PROVED, []
    # What is attacked alone, without a proof, rests on nothing.
    for used in claim.uses if claim.proof else ():
        below, _ = proof_verdict(claim_of(used), prove(claim_of(used)))
        if below is None or not _withstands(used):
            weak.append(f"rests on {used}, which is not proved")
        else:
            verdict = overall((verdict, below))
    return verdict, weak


def _proof_of(
    claim: Claim, part: Part, steps: tuple[StepResult, ...], ground: Verdict, weak: list[str]
) -> tuple[Verdict | None, list[str]]:
    """PROVED, ENCLOSED or ARGUED if the part is settled, with all it stands on; else None and the obstacles."""
    if claim.proof is None:
        return None, []
    own = [(step, result) for step, result in _done(claim, steps) if step.part == part or step.part not in claim.says]
    obstacles = [f"{result.text}: {result.reason}" for _, result in own if not result.settled]
    if not obstacles and not any(step.part == part for step, _ in own):
        obstacles = [f"{part.text}: no step settles it"]
    if obstacles or weak:
        return None, [*obstacles, *weak]
    below = {used for step, _ in own for used in borrowed(step)}
    # What a step borrows, and what that borrows: each is settled by steps before it.
    while more := {u for step, _ in _done(claim, steps) if step.part in below for u in borrowed(step)} - below:
        below |= more
    standing = [(s, r) for s, r in _done(claim, steps) if s.part in below | {part} or (s, r) in own]
    balls = any(r.rule.startswith(BALLS) for _, r in standing)
    argued = any(name in ARGUMENTS for s, _ in standing for name in cited(s))
    return overall(
        (ground, Verdict.ENCLOSED if balls else Verdict.PROVED, Verdict.ARGUED if argued else Verdict.PROVED)
    ), []


def _done(claim: Claim, steps: tuple[StepResult, ...]) -> list[tuple[Step, StepResult]]:
    """The steps of a proof with what came of them."""
    return list(zip(_steps(claim, claim.proof), steps, strict=True))


@cache
def _steps(claim: Claim, proof: Callable[[Claim], Iterator[Step]] | None) -> tuple[Step, ...]:
    """The steps of a proof, which is run once: a second run could yield others."""
    return tuple(proof(claim)) if proof else ()


@cache
def _withstands(claim_id: str) -> bool:
    """Whether a short attack, without flows, finds nothing against a claim that another rests on."""
    claim = claim_of(claim_id)
    outcomes = [attack(claim, part, USED_DIGITS, 0, flows=False, samples=FEW_SAMPLES) for part in claim.says]
    return all(outcome.witness is None and outcome.suspect is None for outcome in outcomes)


def prove(claim: Claim) -> tuple[StepResult, ...]:
    """Every step of a claim's proof, decided by the kernel or by ball arithmetic; once a process for each claim."""
    return _prove(claim, claim.proof)


@cache
def _prove(claim: Claim, proof: Callable[[Claim], Iterator[Step]] | None) -> tuple[StepResult, ...]:
    # Claims compare by what they say, so the proof is a key of its own.
    results: list[StepResult] = []
    settled: set[Part] = set()
    for step in _steps(claim, proof):
        result = _borrowed(claim, step, settled) or _decide(claim, step)
        results.append(result)
        if result.settled:
            settled.add(step.part)
    return tuple(results)


def settled_by_proof(claim: Claim, part: Part) -> bool:
    """Whether the claim's own steps settle a part; what the claim rests on is left out of account."""
    steps = [step for step in claim.proof(claim) if step.part == part] if claim.proof else []
    return bool(steps) and all(_decide(claim, step).settled for step in steps)


def _borrowed(claim: Claim, step: Step, settled: set[Part]) -> StepResult | None:
    """A step may use parts only that are settled before, under hypotheses that it has itself; else it fails."""
    for used in borrowed(step):
        if used not in settled:
            return StepResult(step.part.text, step.rule, False, f"uses '{used.text}', which is not settled before")
        if step.premises:
            # Where it is used, in the tree, other hypotheses may hold: the kernel looks there.
            continue
        extra = [str(h) for h in claim.hypotheses(used) if not implied((h,), claim.hypotheses(step.part))]
        if extra:
            return StepResult(step.part.text, step.rule, False, f"uses '{used.text}', which needs {', '.join(extra)}")
    return None


def _decide(claim: Claim, step: Step) -> StepResult:
    if step.rule == BALLS_RULE and isinstance(step.part, Inequality):
        for bits in BALL_BITS:
            gap = certainly_ordered(step.part, bits)
            if gap is not None:
                return StepResult(step.part.text, f"{BALLS}: right - left = {gap.str(5)}", True)
        return StepResult(step.part.text, BALLS, False, f"no certain order of numbers at {BALL_BITS[-1]} bits")
    if step.rule == BALLS_RULE and isinstance(step.part, FlowBound):
        found = certainly_bounded(step.part)
        if found is None:
            return StepResult(step.part.text, FLOW_BALLS, False, obstacle(step.part))
        return StepResult(step.part.text, f"{FLOW_BALLS}: the quantity is about {found.str(8, radius=False)}", True)
    decision = decide(claim, step)
    return StepResult(step.part.text, decision.rule, decision.proved, decision.reason)


def scope(claim: Claim) -> str:
    """For what the statement is made: what restricts all of its parts, then what restricts some of them."""
    every = restrictions(claim)
    shared = [h for h in every if all(h in claim.hypotheses(part) for part in claim.says)]
    all_parts, some = (
        ", ".join(dict.fromkeys(map(str, group))) for group in (shared, [h for h in every if h not in shared])
    )
    if every:
        return "; ".join(filter(None, (all_parts and f"all {all_parts}", some and f"part by part {some}")))
    free = sorted(str(h.symbol) for part in claim.says for h in claim.hypotheses(part) if isinstance(h, Sign))
    if free:
        return f"all real {', '.join(dict.fromkeys(free))}"
    sizes = [str(h) for part in claim.says for h in claim.hypotheses(part) if isinstance(h, Depth)]
    return f"all {', '.join(dict.fromkeys(sizes))}" if sizes else STATED


def _result(
    claim: Claim,
    verdict: Verdict,
    *,
    parts: tuple[PartResult, ...] = (),
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
        name=claim.name,
        fidelity=claim.fidelity,
        differs=claim.differs,
        reported=claim.reported,
        parts=parts,
        steps=steps,
        hypotheses=hypotheses,
        message=message,
    )
