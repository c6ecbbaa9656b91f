"""The libraries this package stands on, though a file beside the calling script, or under test, may have their name.

Python has one module of a name. Where `sympy.py` or `flint.py` of a project comes first on sys.path, as in scripts and
under pytest, the library is imported at once, so that no later import takes the file. In doubt nothing is done: only a
file that hides an installed library and is nothing like it counts, neither a checkout of the library nor an archive.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder

#: Under which name each is imported, and under which it is installed.
DISTRIBUTIONS = {
    "sympy": "sympy",
    "mpmath": "mpmath",
    "gmpy2": "gmpy2",
    "numpy": "numpy",
    "scipy": "scipy",
    "flint": "python-flint",
    "typer": "typer",
    "rich": "rich",
    "pebble": "pebble",
    "matplotlib": "matplotlib",
    "distributed": "distributed",
}
#: What every use needs; the others belong to the command line and to work that is sent out.
MATHEMATICS = ("sympy", "mpmath", "gmpy2", "numpy", "scipy", "flint")
#: How many results of each of its functions SymPy keeps, told before it is imported: at its own 1000 it works most of a
#: ledger out several times. Of the caller's own process nothing is changed.
CACHE, CACHED = "SYMPY_CACHE_SIZE", "50000"


def installed(*names: str) -> None:
    """See to it that `import name` gives the installed library; where nothing hides it, nothing is imported.

    Raises ImportError, one line, where a file of that name has been imported already.
    """
    shelves: dict[str, set[str]] = {}
    hiding: dict[str, list[str]] = {}
    for name in names:
        if entries := _hiding(name, shelves):
            hiding[name] = entries
    if hiding:
        before = sys.path
        sys.path = [entry for entry in before if not any(entry in entries for entries in hiding.values())]
        try:
            for name in hiding:
                import_module(name)
        finally:
            sys.path = before


def _hiding(name: str, shelves: dict[str, set[str]]) -> list[str]:
    """The entries of sys.path whose file hides the library; ImportError if such a file is imported already."""
    module = sys.modules.get(name)
    imported = getattr(module, "__spec__", None)
    if name in sys.modules and (imported is None or imported.origin is None):
        return []
    earlier: list[tuple[str, ModuleSpec]] = []
    for entry in sys.path:
        spec = PathFinder.find_spec(name, [entry])
        if spec is None or not spec.has_location:
            continue
        if DISTRIBUTIONS[name] not in _distributions(entry, shelves):
            earlier.append((entry, spec))
            continue
        if imported is not None:
            if not _alike(imported, spec):
                raise ImportError(
                    f"{imported.origin} hides the library {DISTRIBUTIONS[name]}, which neversaddle needs: rename it"
                )
            return []
        # The nearest decides what is imported; those behind it are left out with it, or they would come instead.
        return [] if not earlier or _alike(earlier[0][1], spec) else [entry for entry, _ in earlier]
    return []


def _distributions(entry: str, shelves: dict[str, set[str]]) -> set[str]:
    """What is installed in a folder, by the records that installers leave there."""
    if entry not in shelves:
        records = [file.rpartition(".") for file in _files(entry) or () if file.endswith((".dist-info", ".egg-info"))]
        shelves[entry] = {stem.partition("-")[0].replace("_", "-").lower() for stem, _, _ in records}
    return shelves[entry]


def _alike(one: ModuleSpec, library: ModuleSpec) -> bool:
    """Whether one may be the library, too, in another version or place: it has half of its files; True in doubt."""
    if one.origin == library.origin:
        return True
    has, needs = _own(one), _own(library)
    return has is None or needs is None or 2 * len(has & needs) >= len(needs)


def _own(spec: ModuleSpec) -> set[str] | None:
    """What a module consists of: its file, or what its folder holds; None if that cannot be read."""
    folders = spec.submodule_search_locations
    if folders is None:
        return {os.path.basename(spec.origin or "")}
    files = _files(next(iter(folders), ""))
    return None if files is None else {file for file in files if not file.startswith("__")}


def _files(folder: str) -> list[str] | None:
    try:
        return os.listdir(folder or os.curdir)
    except OSError:
        return None
