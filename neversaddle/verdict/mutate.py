"""Mutants judged: each systematic mistake in a claim must be refuted, or be shown to leave the statement as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

import sympy as sp

from neversaddle.numerics.attack.attack import REFUTING_SAMPLES, attack
from neversaddle.numerics.attack.kinds.relations import certainly_ordered
from neversaddle.numerics.attack.necessity import necessity, outside
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.witness import witness_text
from neversaddle.theory.claims import claim_of
from neversaddle.theory.kernel.proof import decide
from neversaddle.theory.mutants.equivalence import same_statement
from neversaddle.theory.mutants.formulas import FLIPPED
from neversaddle.theory.mutants.mistakes import Mutant, determined, mutants
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import (
    FlowBound,
    Identity,
    Inequality,
    Iterates,
    Limit,
    Part,
)
from neversaddle.theory.statement.proofs import by_commutator, by_commuting, chain_rule, proves
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import Shape, Trait
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import (
    Step,
    by_coefficients,
    by_continuity,
    by_normal_form,
    by_quotient,
    by_step,
)
from neversaddle.theory.statement.writing import part_text
from neversaddle.verdict.judge import settled_by_proof
from neversaddle.verdict.verify import select
from neversaddle.work.gather import gather
from neversaddle.work.outcome import BadSetting, Lost

#: Mutants are tried at these digits: they need witnesses, not precision.
DIGITS = 15
#: Samples of a mutant that the kernel proves, before its change is taken to have left the statement as it was.
CONFIRMING_SAMPLES = 40
#: What may prove a mutant of one of these kinds.
MENDING: dict[type, Callable[[Part], Step]] = {
    Identity: by_normal_form,
    Inequality: by_coefficients,
    Rate: lambda part: proves(part, chain_rule()),
    Iterates: by_step,
    ConvexGradient: by_commuting,
    NoFunction: by_commutator,
}
#: Bits of the balls in which numbers are compared.
BITS = 128
#: Mutants sent out together.
BATCH = 8


class Fate(StrEnum):
    """What became of a mutant. SURVIVED is a failure of the tool, LOST (out of time, process died) one of the run.

    KILLED: refuted, or at least not passed. EQUIVALENT: it says no more than the original. MENDED: the original is
    false, and the kernel proves the mutant.
    """

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    MENDED = "mended"
    SURVIVED = "survived"
    LOST = "lost"


@dataclass(frozen=True)
class MutantResult:
    """One mutant: the claim, the part, what was changed, what became of it, and why."""

    claim: str
    part: str
    change: str
    fate: Fate
    reason: str
    statement: str = ""


@dataclass(frozen=True)
class MutationReport:
    """The fates of all mutants of a run, by claim in ledger order."""

    results: tuple[MutantResult, ...] = ()
    complete: bool = True

    @property
    def as_expected(self) -> bool:
        """Whether the run came to its end, there were mutants, and none survived or was lost."""
        return self.complete and bool(self.results) and not self.failures

    @property
    def failures(self) -> tuple[MutantResult, ...]:
        """The mutants that survived or were lost."""
        return tuple(r for r in self.results if r.fate in (Fate.SURVIVED, Fate.LOST))

    def counts(self, claim: str | None = None) -> dict[str, int]:
        """How many mutants met each fate, of one claim or of all."""
        mine = [r.fate for r in self.results if claim in (None, r.claim)]
        return {fate.value: mine.count(fate) for fate in Fate}


def mutate(
    ids: Sequence[str] | str | None = None,
    *,
    seed: int = 0,
    sample: int | None = None,
    jobs: int | None = None,
    timeout: float | None = 300.0,
    scheduler: str | None = None,
    on_results: Callable[[dict[tuple[str, int], MutantResult]], None] | None = None,
) -> MutationReport:
    """Judge the mutants of the named claims (default: all), or `sample` of them, evenly spread.

    `timeout` in seconds for each batch of a few mutants; `jobs` and `scheduler` as for `verify`. `on_results` is called
    as batches arrive. Raises UnknownClaim, and ValueError for bad settings.

    >>> mutate(["depth-threshold"], sample=3, jobs=1).as_expected
    True
    """
    every = places(ids, sample)
    batches: dict[str, tuple[str, tuple[int, ...], int]] = {}
    for claim_id, group in groupby(every, key=lambda place: place[0]):
        indices = [index for _, index in group]
        for start in range(0, len(indices), BATCH):
            batches[f"{claim_id} {start}"] = (claim_id, tuple(indices[start : start + BATCH]), seed)
    found: dict[tuple[str, int], MutantResult] = {}
    with closing(gather(judge_mutants, batches, jobs=jobs, timeout=timeout, scheduler=scheduler)) as arriving:
        for name, outcome in arriving:
            claim_id, batch, _ = batches[name]
            results = _lost(claim_id, batch, outcome) if isinstance(outcome, Lost) else outcome
            arrived = {(claim_id, index): result for index, result in zip(batch, results, strict=True)}
            found |= arrived
            if on_results:
                on_results(arrived)
    return MutationReport(tuple(found[place] for place in every))


def places(ids: Sequence[str] | str | None, sample: int | None) -> list[tuple[str, int]]:
    """The mutants of a run, each by its claim and its place among the claim's mutants. Raises as `mutate` does."""
    chosen = select(ids)
    if sample is not None and sample < 1:
        raise BadSetting(f"the sample must be at least 1; got {sample}")
    every = [(claim_id, index) for claim_id in chosen for index, _ in enumerate(mutants(claim_of(claim_id)))]
    if sample is None:
        return every
    count = min(sample, len(every))
    return [every[i * len(every) // count] for i in range(count)]


def _lost(claim_id: str, indices: tuple[int, ...], lost: Lost) -> list[MutantResult]:
    every = _mutants_of(claim_id)
    return [_result(every[i], Fate.LOST, lost.text) for i in indices]


def judge_mutants(claim_id: str, indices: tuple[int, ...], seed: int) -> list[MutantResult]:
    """The fates of some of a claim's mutants, by their place in `mutants`."""
    every = _mutants_of(claim_id)
    return [judge_mutant(every[i], seed) for i in indices]


@lru_cache(maxsize=1)
def _mutants_of(claim_id: str) -> tuple[Mutant, ...]:
    """All mutants of a claim, made once: the batches of one claim follow each other."""
    return tuple(mutants(claim_of(claim_id)))


def judge_mutant(mutant: Mutant, seed: int) -> MutantResult:
    """Prove and attack one mutant; proved where the attack refutes it, it survives as a contradiction."""
    fate, reason = _without_hypothesis(mutant, seed) if mutant.index is None else _changed(mutant, seed)
    return _result(mutant, fate, reason)


def _result(mutant: Mutant, fate: Fate, reason: str) -> MutantResult:
    if mutant.index is None:
        return MutantResult(mutant.claim.id, "", mutant.change, fate, reason)
    return MutantResult(mutant.claim.id, mutant.part.text, mutant.change, fate, reason, part_text(mutant.part))


def _changed(mutant: Mutant, seed: int) -> tuple[Fate, str]:
    part = mutant.part
    proved, same, mended = settled_by_proof(mutant.claim, part) or _proved_anew(mutant), "", ""
    for samples in (CONFIRMING_SAMPLES, REFUTING_SAMPLES):
        try:
            found = attack(mutant.claim, part, DIGITS, seed, flows=False, samples=samples, shrink=False)
        except (Undefined, ValueError) as obstacle:
            return (Fate.SURVIVED, f"proved, but {obstacle}") if proved else (Fate.KILLED, f"no meaning: {obstacle}")
        if found.witness is not None or found.suspect is not None:
            at = witness_text(part, found.witness) if found.witness is not None else f"undecided, {found.message}"
            return (Fate.SURVIVED, f"proved, yet: {at}") if proved else (Fate.KILLED, at)
        same = same or same_statement(mutant) or _fewer_numbers(mutant)
        mended = "" if same else _mended(mutant)
        if same or proved or mended:
            break
    if same:
        return Fate.EQUIVALENT, same
    if proved and mutant.field in determined(part):
        return Fate.EQUIVALENT, "proved, and the rest of the statement leaves no other choice"
    if proved and isinstance(part, Limit):
        return Fate.EQUIVALENT, "proved: the limit does not see the change"
    if mended:
        return Fate.MENDED, f"proved where the original is false: {mended}"
    return Fate.SURVIVED, "proved" if proved else "supported"


def _proved_anew(mutant: Mutant) -> bool:
    """Whether a changed limit is proved by steps that take no notice of what the claim tells its own."""
    if not isinstance(mutant.part, Limit):
        return False
    steps = by_continuity(mutant.part), by_quotient(mutant.part, *sp.fraction(mutant.part.expression))
    return any(decide(mutant.claim, step).proved for step in steps)


def _mended(mutant: Mutant) -> str:
    """The rule that proves a mutant of a part that has no proof, since it is false; empty without one."""
    if settled_by_proof(mutant.original, mutant.original.says[mutant.index or 0]):
        return ""
    decisions = (decide(mutant.claim, step) for step in _mending(mutant))
    return next((decision.rule for decision in decisions if decision.proved), "")


def _mending(mutant: Mutant) -> Iterator[Step]:
    """What may prove a mutant of a part that has no proof, since it is false."""
    old, new = mutant.original.says[mutant.index or 0], mutant.part
    if isinstance(old, Shape) and isinstance(new, Shape):
        said = old.condition
        turned = FLIPPED[said.func](*said.args) if isinstance(said, sp.Rel) else said
        for condition in (sp.true, new.condition, turned):
            yield by_traits(new, conditions={Trait.ESSENTIALLY_SMOOTH: condition})
    elif type(new) in MENDING:
        yield MENDING[type(new)](new)


def _fewer_numbers(mutant: Mutant) -> str:
    """The same for an inequality between numbers, by ball arithmetic: the changed side on its safe side."""
    old, new = mutant.original.says[mutant.index or 0], mutant.part
    if isinstance(old, FlowBound) and isinstance(new, FlowBound) and mutant.field in ("low", "high"):
        bounds = (new.low, old.low) if mutant.field == "low" else (old.high, new.high)
        implied = certainly_ordered(Inequality("", *bounds), BITS)
        return "" if implied is None else "implied by the original: its bound is wider"
    if not (isinstance(old, Inequality) and isinstance(new, Inequality)) or mutant.field == "order":
        return ""
    sides = (old.right, new.right) if mutant.field == "right" else (new.left, old.left)
    weaker = certainly_ordered(Inequality("", *sides), BITS)
    return "" if weaker is None else "weaker than the original"


def _without_hypothesis(mutant: Mutant, seed: int) -> tuple[Fate, str]:
    assert mutant.dropped is not None
    claim, dropped = mutant.original, mutant.dropped
    bearing = [i for i, part in enumerate(claim.says) if dropped in claim.hypotheses(part)]
    settled = [settled_by_proof(mutant.claim, mutant.claim.says[i]) for i in bearing]
    try:
        broken = necessity(claim, dropped, DIGITS, seed).broken
        if broken is not None:
            contradiction = settled[bearing.index(claim.says.index(broken.part))]
            return (Fate.SURVIVED, f"proved, yet {broken.text}") if contradiction else (Fate.KILLED, broken.text)
        for i in bearing:
            # What is false under a hypothesis is false without it.
            if not settled_by_proof(claim, claim.says[i]):
                found = attack(claim, claim.says[i], DIGITS, seed, flows=False, samples=REFUTING_SAMPLES, shrink=False)
                if found.witness is not None:
                    return Fate.KILLED, f"false with it, too: {witness_text(claim.says[i], found.witness)}"
    except (Undefined, ValueError) as obstacle:
        return Fate.KILLED, f"no meaning: {obstacle}"
    if all(settled):
        return Fate.EQUIVALENT, "proved without it"
    if not isinstance(dropped, Condition) and not any(
        True for i in bearing for _ in outside(claim, claim.says[i], dropped, seed)
    ):
        return Fate.EQUIVALENT, "nothing is outside it: it is implied by what the statement is about"
    return Fate.SURVIVED, "supported without it"
