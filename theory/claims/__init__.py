"""The ledger: every module of this package is one claim, found by its presence."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from functools import cache

from theory.statement import Claim

#: Sections in the order they are read; within one, claims come by name.
SECTIONS = ("Foundations", "Balance", "Mirror geometry", "Legendre and Bregman", "Convergence", "Saddles")


@cache
def ledger() -> dict[str, Claim]:
    """All claims by id, in the order of the sections.

    >>> ledger()["balance"].expects.value
    'PROVED'
    """
    claims = []
    for module in pkgutil.iter_modules(__path__):
        content = importlib.import_module(f"{__name__}.{module.name}")
        claim: Claim = replace(content.claim, proof=getattr(content, "prove", None))
        if claim.id != module.name.replace("_", "-"):
            raise ValueError(f"claim {claim.id} stands in {module.name}.py; the file is named after the id")
        claims.append(claim)
    claims.sort(key=lambda c: (SECTIONS.index(c.section), c.id))
    found = {claim.id: claim for claim in claims}
    for claim in claims:
        missing = [used for used in claim.uses if used not in found]
        if missing:
            raise ValueError(f"claim {claim.id} uses {', '.join(missing)}, which the ledger does not hold")
    _require_no_circle(found)
    return found


def _require_no_circle(claims: dict[str, Claim]) -> None:
    """Refuse claims that rest on each other in a circle: none of them would be proved."""
    settled: set[str] = set()
    while len(settled) < len(claims):
        ready = {c.id for c in claims.values() if c.id not in settled and settled.issuperset(c.uses)}
        if not ready:
            raise ValueError(f"claims rest on each other in a circle: {', '.join(sorted(set(claims) - settled))}")
        settled |= ready
