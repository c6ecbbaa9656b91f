"""The gallery: every module of this package is one figure or table, found by its presence."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from itertools import pairwise

from neversaddle.figures.figure import Exhibit
from neversaddle.theory.claims import ledger


class GalleryError(ValueError):
    """A file of the gallery that is not a figure as it should be; one line that names it."""


@cache
def gallery() -> dict[str, Exhibit]:
    """All figures and tables by id, figures first, each kind in the order of its labels. Raises GalleryError.

    >>> gallery()["metric-exponent"].label
    'Figure 2'
    """
    found = sorted((_read(module.name) for module in pkgutil.iter_modules(__path__)), key=lambda e: e.label)
    for one, other in pairwise(found):
        if one.label == other.label:
            raise GalleryError(f"{one.id} and {other.id} are both {one.label}")
    return {exhibit.id: exhibit for exhibit in found}


def _read(name: str) -> Exhibit:
    """The exhibit of one file."""
    exhibit = getattr(importlib.import_module(f"{__name__}.{name}"), "figure", None)
    if not isinstance(exhibit, Exhibit):
        raise GalleryError(f"neversaddle/figures/gallery/{name}.py has no `figure = Figure(...)` or PrintedTable(...)")
    if exhibit.id != name.replace("_", "-"):
        raise GalleryError(f"{exhibit.id} stands in {name}.py; the file is named after the id, with _ for -")
    unknown = [claim for claim in exhibit.claims if claim not in ledger()]
    if unknown:
        raise GalleryError(f"{exhibit.id} illustrates {', '.join(unknown)}, which the ledger does not hold")
    return exhibit
