"""Where a process that is sent work looks for modules: where this one does, but never in the working directory."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from importlib.machinery import ModuleSpec, PathFinder

from neversaddle.libraries import CACHE, CACHED

#: This package: the folder above this one.
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
#: What Python reads at its start, so that it holds for the very first import of a process.
SAFE, PATH = "PYTHONSAFEPATH", "PYTHONPATH"


def search_path() -> list[str]:
    """The entries of sys.path without the working directory, and with our home, if nothing else leads there.

    So a checkout that is not installed works from within itself, and no other version takes its place. Our home comes
    before what holds that other one, or last: what else lies there hides neither the standard library nor ours.
    """
    path = [entry for entry in sys.path if isinstance(entry, str) and entry and not _is_left(entry)]
    home, name = os.path.split(PACKAGE)
    if _leads_here(PathFinder.find_spec(name, path)):
        return path
    for place, entry in enumerate(path):
        if PathFinder.find_spec(name, [entry]) is not None:
            return [*path[:place], home, *path[place:]]
    # An editable install has a finder of its own, which every process of this interpreter has.
    others = (getattr(finder, "find_spec", None) for finder in sys.meta_path if finder is not PathFinder)
    found = next((spec for find in others if find is not None and (spec := find(name, None)) is not None), None)
    return path if _leads_here(found) else [*path, home]


def _leads_here(found: ModuleSpec | None) -> bool:
    return found is not None and _same((found.submodule_search_locations or [""])[0], PACKAGE)


def _is_left(entry: str) -> bool:
    """Whether an entry is the working directory, and not one of the folders that every program looks into."""
    return _same(entry, os.curdir) and not any(_same(entry, place) for place in _of_python())


def _of_python() -> list[str]:
    """Where the standard library and what is installed are."""
    paths = sysconfig.get_paths()
    library = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return [
        *library,
        os.path.join(paths["platstdlib"], "lib-dynload"),
        *site.getsitepackages(),
        site.getusersitepackages(),
    ]


def variables() -> dict[str, str]:
    """The environment that makes a new interpreter look there, and there only, and SymPy remember what it has done."""
    return {SAFE: "1", PATH: os.pathsep.join(search_path()), CACHE: os.environ.get(CACHE, CACHED)}


def _same(one: str, other: str) -> bool:
    """Whether both name one place; what is not there, or no longer, is no other's."""
    try:
        return os.path.realpath(one) == os.path.realpath(other)
    except OSError:
        return False
