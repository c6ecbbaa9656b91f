"""The ledger: every module of this package is one claim, found by its presence."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache

from neversaddle.theory.statement.claim import Claim

#: Sections in the order they are read; within one, claims come by name.
SECTIONS = (
    "Foundations",
    "Balance",
    "Mirror geometry",
    "Legendre and Bregman",
    "Convergence",
    "Saddles",
    "Weight decay",
    "Flows",
    "Implicit bias and limits",
)


class ClaimError(ValueError):
    """A file of the ledger that is not a claim as it should be; one line that names it."""


@cache
def ledger() -> dict[str, Claim]:
    """All claims by id, in the order of the sections.

    >>> ledger()["balance"].expects.value
    'PROVED'
    """
    claims = [_read(module.name) for module in pkgutil.iter_modules(__path__)]
    claims.sort(key=lambda c: (SECTIONS.index(c.section), c.id))
    found = {claim.id: claim for claim in claims}
    for claim in claims:
        missing = [used for used in claim.uses if used not in found]
        if missing:
            raise ClaimError(f"claim {claim.id} uses {', '.join(missing)}, which the ledger does not hold")
    _require_no_circle(found)
    return found


def _read(name: str) -> Claim:
    """The claim of one file, with its proof."""
    try:
        with redirect_stdout(sys.stderr):
            # What a file prints must not get between results.
            content = importlib.import_module(f"{__name__}.{name}")
        claim: Claim = replace(content.claim, proof=getattr(content, "prove", None))
    except (
        Exception,
        SystemExit,
    ) as failure:  # Whatever a claim's file raises on being read, the reader needs its name first.
        raise ClaimError(f"theory/claims/{name}.py: {type(failure).__name__}: {failure}") from failure
    if claim.id != name.replace("_", "-"):
        raise ClaimError(f"claim {claim.id} stands in {name}.py; the file is named after the id, with _ for -")
    if claim.section not in SECTIONS:
        raise ClaimError(f"claim {claim.id}: section {claim.section!r} is not one of {', '.join(SECTIONS)}")
    return claim


def _require_no_circle(claims: dict[str, Claim]) -> None:
    """Refuse claims that rest on each other in a circle: none of them would be proved."""
    settled: set[str] = set()
    while len(settled) < len(claims):
        ready = {c.id for c in claims.values() if c.id not in settled and settled.issuperset(c.uses)}
        if not ready:
            raise ClaimError(f"claims rest on each other in a circle: {', '.join(sorted(set(claims) - settled))}")
        settled |= ready
