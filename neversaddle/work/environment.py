"""Where a process that is sent work looks for modules: where this one does, but never in the working directory."""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder

#: This package: the folder above this one.
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
#: What Python reads at its start, so that it holds for the very first import of a process.
SAFE, PATH = "PYTHONSAFEPATH", "PYTHONPATH"


def search_path() -> list[str]:
    """The entries of sys.path without the working directory; first among them, if nothing else leads there, our home.

    So a checkout that is not installed works from within itself, and no other version takes its place.
    """
    path = [entry for entry in sys.path if isinstance(entry, str) and entry and not _same(entry, os.curdir)]
    home, name = os.path.split(PACKAGE)
    found = PathFinder.find_spec(name, path)
    if found is None or not _same((found.submodule_search_locations or [""])[0], PACKAGE):
        path.insert(0, home)
    return path


def variables() -> dict[str, str]:
    """The environment that makes a new interpreter look there, and there only."""
    return {SAFE: "1", PATH: os.pathsep.join(search_path())}


def _same(one: str, other: str) -> bool:
    """Whether both name one place; what is not there, or no longer, is no other's."""
    try:
        return os.path.realpath(one) == os.path.realpath(other)
    except OSError:
        return False
