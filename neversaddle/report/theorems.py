"""The theorems of analysis that proofs cite, with the claims whose own proofs cite each."""

from __future__ import annotations

from collections.abc import Iterable

from neversaddle.theory.kernel.rules.theorems import ARGUMENTS, THEOREMS
from neversaddle.theory.kernel.rules.theorems import cited as cited_in
from neversaddle.theory.statement.claim import Claim


def cited(claim: Claim) -> list[str]:
    """The theorems and arguments that a claim's own proof cites, each once, in the order in which it does.

    >>> from neversaddle.theory.claims import ledger
    >>> cited(ledger()["balance"])
    ['zero-derivative']
    """
    steps = claim.proof(claim) if claim.proof else ()
    return list(dict.fromkeys(name for step in steps for name in cited_in(step)))


def as_text(claims: Iterable[Claim]) -> str:
    """Every theorem: what it says, where it is proved, and who cites it."""
    citing = {claim.id: cited(claim) for claim in claims}
    blocks = []
    for name, theorem in (*sorted(THEOREMS.items()), *sorted(ARGUMENTS.items())):
        users = ", ".join(claim for claim, names in citing.items() if name in names) or "no claim"
        blocks.append(f"{name}\n  {theorem.says}\n  source: {theorem.source}\n  cited by: {users}\n")
    return "\n".join(blocks)
