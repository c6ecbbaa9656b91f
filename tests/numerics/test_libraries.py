"""`exact` and `ode` are libraries of their own: they import nothing of the rest, and their pages name what exists."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import neversaddle.numerics

NUMERICS = Path(neversaddle.numerics.__file__).parent
LIBRARIES = ("exact", "ode")
#: What they may stand on, beside the standard library and themselves.
FOUNDATIONS = {"flint", "gmpy2", "mpmath", "numpy", "scipy", "sympy"}
#: A page, and not a manual.
MOST_LINES = 100
#: A row of the table of names: `module.name` and one line on it.
ROW = re.compile(r"^\| `(\w+)\.(\w+)` \| [^|]+ \|$", re.MULTILINE)
#: What a process that has imported a library holds of this package, and nothing else.
LOADED = """
import sys
from importlib import import_module
for module in sys.argv[1:]:
    import_module(module)
print(*sorted(name for name in sys.modules if name.partition(".")[0] in ("neversaddle", "theory", "numerics")))
"""


def package(library: str) -> str:
    return f"neversaddle.numerics.{library}"


def sources(library: str) -> list[Path]:
    found = sorted((NUMERICS / library).rglob("*.py"))
    assert len(found) > 1
    return found


def modules(library: str) -> list[str]:
    folder = NUMERICS / library
    return [
        ".".join([package(library), *path.relative_to(folder).with_suffix("").parts]).removesuffix(".__init__")
        for path in sources(library)
    ]


def imported(source: str) -> Iterator[str]:
    """Every module that a source imports, at its top or in a function; relative imports begin with a dot."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.Name | ast.Attribute) and "import_module" in (
            getattr(node, "id", ""),
            getattr(node, "attr", ""),
        ):
            yield ".by name"


def strangers(source: str, library: str) -> list[str]:
    """The imports that leave a library."""
    return [
        name
        for name in imported(source)
        if name.partition(".")[0] not in FOUNDATIONS | sys.stdlib_module_names
        and not f"{name}.".startswith(f"{package(library)}.")
    ]


@pytest.mark.parametrize("library", LIBRARIES)
def test_no_import_leaves_the_library(library: str) -> None:
    assert {path.name: strangers(path.read_text(encoding="utf-8"), library) for path in sources(library)} == {
        path.name: [] for path in sources(library)
    }


@pytest.mark.parametrize(
    "line",
    [
        "from neversaddle.numerics.flow.flow import weight_flow",
        "import neversaddle.theory",
        "from neversaddle import numerics",
        "from neversaddle.numerics import ode",
        "def later():\n    from neversaddle.numerics.odeother import x",
        "from ..flow import flow",
        "from importlib import import_module\nimport_module('neversaddle.theory')",
        "import typer",
    ],
)
def test_an_import_that_leaves_it_would_be_seen(line: str) -> None:
    assert strangers(line, "ode")
    assert not strangers("from neversaddle.numerics.ode.tape import Tape\nimport mpmath.libmp, math", "ode")


@pytest.mark.parametrize("library", LIBRARIES)
def test_importing_all_of_it_loads_nothing_else_of_the_package(library: str) -> None:
    names = modules(library)
    done = subprocess.run([sys.executable, "-c", LOADED, *names], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded >= set(names)
    assert loaded - set(names) == {
        "neversaddle",
        "neversaddle._version",
        "neversaddle.libraries",
        "neversaddle.numerics",
    }


@pytest.mark.parametrize("library", LIBRARIES)
def test_its_page_is_one_and_names_what_exists(library: str) -> None:
    text = (NUMERICS / library / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES and ">>> " in text
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    named = ROW.findall(text)
    assert rows and len(named) == len(rows)
    for module, name in named:
        assert hasattr(import_module(f"{package(library)}.{module}"), name), f"{module}.{name}"
    # What is to be had is on the page: every module but those that serve the others.
    assert {module for module, _ in named} | {"validated_step"} >= {m.rpartition(".")[2] for m in modules(library)[1:]}


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_module_has_a_test_file_of_its_name_that_needs_no_other_part_of_the_package(library: str) -> None:
    tests = Path(__file__).parent / library
    for module in modules(library)[1:]:
        path = tests / f"test_{module.rpartition('.')[2]}.py"
        names = [name for name in imported(path.read_text(encoding="utf-8")) if name.startswith("neversaddle.")]
        assert f"{module}" in names or any(name == package(library) for name in names), path.name
        assert all(name == package(library) or name.startswith(f"{package(library)}.") for name in names), path.name
