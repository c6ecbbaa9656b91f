"""The ledger: every file in a folder of this package is one claim, found by its presence; the folder is its section."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache

from neversaddle.theory.statement.claim import Claim

#: Folders and the titles of their sections, in the order in which they are read; within one, claims come by name.
SECTIONS = {
    "foundations": "Foundations",
    "balance": "Balance",
    "mirror_geometry": "Mirror geometry",
    "legendre": "Legendre and Bregman",
    "convergence": "Convergence",
    "saddles": "Saddles",
    "weight_decay": "Weight decay",
    "flows": "Flows",
    "implicit_bias": "Implicit bias and limits",
}


class ClaimError(ValueError):
    """A file of the ledger that is not a claim as it should be; one line that names it."""


@cache
def ledger() -> dict[str, Claim]:
    """All claims by id, in the order of the sections.

    >>> ledger()["balance"].expects.value
    'PROVED'
    """
    places = [m.name for m in pkgutil.walk_packages(__path__, f"{__name__}.") if not m.ispkg]
    claims = [_read(place) for place in places]
    order = list(SECTIONS.values())
    claims.sort(key=lambda c: (order.index(c.section), c.id))
    found = {claim.id: claim for claim in claims}
    for claim in claims:
        missing = [used for used in claim.uses if used not in found]
        if missing:
            raise ClaimError(f"claim {claim.id} uses {', '.join(missing)}, which the ledger does not hold")
    _require_no_circle(found)
    return found


def _read(module: str) -> Claim:
    """The claim of one file, with its section and its proof."""
    folder, _, name = module.removeprefix(f"{__name__}.").rpartition(".")
    file = f"theory/claims/{folder}{'/' if folder else ''}{name}.py"
    if folder not in SECTIONS:
        raise ClaimError(f"{file}: a claim stands in one of the folders {', '.join(SECTIONS)}")
    try:
        with redirect_stdout(sys.stderr):
            # What a file prints must not get between results.
            content = importlib.import_module(module)
        claim: Claim = replace(content.claim, section=SECTIONS[folder], proof=getattr(content, "prove", None))
    except (
        Exception,
        SystemExit,
    ) as failure:  # Whatever a claim's file raises on being read, the reader needs its name first.
        raise ClaimError(f"{file}: {type(failure).__name__}: {failure}") from failure
    if claim.id != name.replace("_", "-"):
        raise ClaimError(f"claim {claim.id} stands in {name}.py; the file is named after the id, with _ for -")
    return claim


def _require_no_circle(claims: dict[str, Claim]) -> None:
    """Refuse claims that rest on each other in a circle: none of them would be proved."""
    settled: set[str] = set()
    while len(settled) < len(claims):
        ready = {c.id for c in claims.values() if c.id not in settled and settled.issuperset(c.uses)}
        if not ready:
            raise ClaimError(f"claims rest on each other in a circle: {', '.join(sorted(set(claims) - settled))}")
        settled |= ready
