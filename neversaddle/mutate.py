"""Mutants judged: each systematic mistake in a claim must be refuted, or be shown to leave the statement as it was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from neversaddle.judge import settled_by_proof
from numerics.attack import REFUTING_SAMPLES, attack
from numerics.necessity import necessity, outside
from numerics.sampling import Undefined
from numerics.witness import witness_text
from theory.claims import ledger
from theory.mutants import DETERMINED, Mutant, mutants, same_statement
from theory.parts import Limit

#: Mutants are tried at these digits: they need witnesses, not precision.
DIGITS = 15
#: Samples of a mutant that the kernel proves, before its change is taken to have left the statement as it was.
CONFIRMING_SAMPLES = 40


class Fate(StrEnum):
    """What became of a mutant. Only SURVIVED is a failure of the tool."""

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    SURVIVED = "survived"


@dataclass(frozen=True)
class MutantResult:
    """One mutant: the claim, the part, what was changed, what became of it, and why."""

    claim: str
    part: str
    change: str
    fate: Fate
    reason: str


def judge_mutants(claim_id: str, start: int, stop: int, seed: int) -> list[MutantResult]:
    """The fates of some of a claim's mutants, by their place in `mutants`."""
    found = list(mutants(ledger()[claim_id]))[start:stop]
    return [judge_mutant(mutant, seed) for mutant in found]


def judge_mutant(mutant: Mutant, seed: int) -> MutantResult:
    """Prove and attack one mutant; proved where the attack refutes it, it survives as a contradiction."""
    fate, reason = _without_hypothesis(mutant, seed) if mutant.index is None else _changed(mutant, seed)
    text = "" if mutant.index is None else mutant.part.text
    return MutantResult(mutant.claim.id, text, mutant.change, fate, reason)


def _changed(mutant: Mutant, seed: int) -> tuple[Fate, str]:
    part = mutant.part
    proved, same = settled_by_proof(mutant.claim, part), ""
    try:
        for samples in (CONFIRMING_SAMPLES, REFUTING_SAMPLES):
            found = attack(mutant.claim, part, DIGITS, seed, flows=False, samples=samples, shrink=False)
            if found.witness is not None or found.suspect is not None:
                at = witness_text(part, found.witness) if found.witness is not None else f"undecided, {found.message}"
                return (Fate.SURVIVED, f"proved, yet: {at}") if proved else (Fate.KILLED, at)
            same = same or same_statement(mutant)
            if same or proved:
                break
    except (Undefined, ValueError) as obstacle:
        return (Fate.SURVIVED, f"proved, but {obstacle}") if proved else (Fate.KILLED, f"no meaning: {obstacle}")
    if same:
        return Fate.EQUIVALENT, same
    if proved and mutant.field in DETERMINED[type(part)]:
        return Fate.EQUIVALENT, "proved, and the rest of the statement leaves no other choice"
    if proved and isinstance(part, Limit):
        return Fate.EQUIVALENT, "proved: the limit does not see the change"
    return Fate.SURVIVED, "proved" if proved else "supported"


def _without_hypothesis(mutant: Mutant, seed: int) -> tuple[Fate, str]:
    assert mutant.dropped is not None
    claim, dropped = mutant.original, mutant.dropped
    bearing = [i for i, part in enumerate(claim.says) if dropped in claim.hypotheses(part)]
    settled = [settled_by_proof(mutant.claim, mutant.claim.says[i]) for i in bearing]
    try:
        broken = necessity(claim, dropped, DIGITS, seed)
        if broken is not None:
            contradiction = settled[bearing.index(claim.says.index(broken.part))] and not broken.meaningless
            return Fate.SURVIVED if contradiction else Fate.KILLED, broken.text
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
    if not any(True for i in bearing for _ in outside(claim, claim.says[i], dropped, seed)):
        return Fate.EQUIVALENT, "nothing is outside it: it is implied by what the statement is about"
    return Fate.SURVIVED, "supported without it"
