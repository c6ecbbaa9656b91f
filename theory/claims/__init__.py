"""The ledger: every file in a folder of this package is one claim, found by its presence; the folder is its section."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

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
    places: dict[str, str] = {}
    claims = []
    for file in _files(files(__name__)):
        claim = _read(file)
        if claim.id in places:
            raise ClaimError(f"claim {claim.id} stands twice: in {places[claim.id]} and in {file}")
        places[claim.id] = file
        claims.append(claim)
    order = list(SECTIONS.values())
    claims.sort(key=lambda c: (order.index(c.section), c.id))
    found = {claim.id: claim for claim in claims}
    for claim in claims:
        missing = [used for used in claim.uses if used not in found]
        if missing:
            raise ClaimError(f"claim {claim.id} uses {', '.join(missing)}, which the ledger does not hold")
    _require_no_circle(found)
    return found


def _files(folder: Traversable, way: str = "") -> Iterator[str]:
    """Every file below the folder that should be a claim, by its way from here: none is passed over for where it is."""
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _files(entry, f"{way}{entry.name}/")
        elif entry.name.endswith(".py") and entry.name != "__init__.py":
            yield way + entry.name


@cache
def claim_of(claim_id: str) -> Claim:
    """One claim of the ledger, for which no other file is read; KeyError where there is none.

    >>> claim_of("balance") is ledger()["balance"]
    True
    """
    name = f"{claim_id.replace('-', '_')}.py"
    for file in _files(files(__name__)):
        if file.rpartition("/")[2] == name:
            return _read(file)
    raise KeyError(claim_id)


@cache
def _read(file: str) -> Claim:
    """The claim of one file, with its section and its proof; it is read once."""
    folder, _, name = file.removesuffix(".py").rpartition("/")
    where = f"theory/claims/{file}"
    if folder not in SECTIONS:
        raise ClaimError(f"{where}: a claim stands in one of the folders {', '.join(SECTIONS)}")
    try:
        with redirect_stdout(sys.stderr):
            # What a file prints must not get between results.
            content = importlib.import_module(f"{__name__}.{folder}.{name}")
        own: Claim = content.claim
        if not isinstance(own, Claim):
            raise TypeError(f"`claim` is a Claim, not {own!r}")
        claim = replace(own, section=SECTIONS[folder], proof=getattr(content, "prove", None))
    except (
        Exception,
        SystemExit,
        GeneratorExit,
    ) as failure:  # Whatever a claim's file raises on being read, the reader needs its name first.
        raise ClaimError(f"{where}: {type(failure).__name__}: {' '.join(str(failure).split())}") from failure
    if claim.id != name.replace("_", "-"):
        raise ClaimError(f"{where} holds the claim {claim.id}; the file is named after the id, with _ for -")
    if own.section not in ("", claim.section):
        raise ClaimError(f"{where} says section={own.section!r}; the folder is the section: {claim.section}")
    return claim


def _require_no_circle(claims: dict[str, Claim]) -> None:
    """Refuse claims that rest on each other in a circle: none of them would be proved."""
    settled: set[str] = set()
    while len(settled) < len(claims):
        ready = {c.id for c in claims.values() if c.id not in settled and settled.issuperset(c.uses)}
        if not ready:
            raise ClaimError(f"claims rest on each other in a circle: {', '.join(sorted(set(claims) - settled))}")
        settled |= ready
