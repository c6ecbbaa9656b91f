"""The theorems of analysis that proofs cite, with the claims that rest on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from neversaddle.theory.kernel.rules.theorems import THEOREMS
from neversaddle.theory.statement.claim import Claim
from neversaddle.theory.statement.steps import Proof, Step


def cited(claim: Claim) -> list[str]:
    """The theorems that a claim's own proof cites, each once, in the order in which it does.

    >>> from neversaddle.theory.claims import ledger
    >>> cited(ledger()["balance"])
    ['zero-derivative']
    """
    steps = claim.proof(claim) if claim.proof else ()
    return list(dict.fromkeys(name for step in steps for name in _names(step)))


def _names(proof: Step | Proof) -> Iterator[str]:
    if proof.rule in THEOREMS:
        yield proof.rule
    for premise in proof.premises:
        yield from _names(premise)


def as_text(claims: Iterable[Claim]) -> str:
    """Every theorem: what it says, where it is proved, and who cites it."""
    citing = {claim.id: cited(claim) for claim in claims}
    blocks = []
    for name, theorem in sorted(THEOREMS.items()):
        users = ", ".join(claim for claim, names in citing.items() if name in names) or "no claim"
        blocks.append(f"{name}\n  {theorem.says}\n  source: {theorem.source}\n  cited by: {users}\n")
    return "\n".join(blocks)
