"""The house: every import runs downwards, none in a circle, and each folder says in one line what it is for."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: Folders, and files that stand beside folders, from the lowest up; each may import itself and what stands before it.
FLOORS = [
    f"{top}/{name}"
    for top, names in {
        "theory": "language geometry definitions motion statement kernel mutants claims",
        "numerics": "exact ode numbers special loss codegen descent flow bias attack",
        "neversaddle": "_version libraries bad_use files work verdict geometry losses optimizers claims errors derive"
        " report figures cli __init__ __main__ reference",
    }.items()
    for name in names.split()
]
#: What a floor does not import although it stands above it: statements know no proofs, attacks neither.
APART = {
    "theory/claims": ("theory/kernel", "theory/mutants"),
    "numerics": ("theory/kernel", "theory/mutants", "theory/claims"),
}
#: Packages that do something as they are imported; all others are one line.
BUSY = {"neversaddle", "theory/claims", "neversaddle/figures/gallery"}


def sources() -> dict[str, Path]:
    """Every module of the product by its name in the tree, such as theory/kernel/decide."""
    found = {}
    for top in ("theory", "numerics", "neversaddle"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = path.relative_to(ROOT).with_suffix("").as_posix()
            if not name.startswith(("neversaddle/theory/", "neversaddle/numerics/")):
                found[name] = path
    return found


SOURCES = sources()


def place(dotted: str) -> str | None:
    """The module, or the package's own file, that a dotted name is; None for names inside modules."""
    inner = dotted.removeprefix("neversaddle.")
    path = inner if inner.split(".")[0] in ("theory", "numerics") else dotted
    path = path.replace(".", "/")
    return path if path in SOURCES else f"{path}/__init__" if f"{path}/__init__" in SOURCES else None


def imports(name: str) -> set[str]:
    """The modules that a module imports anywhere in its text, under a condition and inside functions, too."""
    found = set()
    for node in ast.walk(ast.parse(SOURCES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "neversaddle"}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports by dots"
            assert node.module is not None
            if node.module.split(".")[0] == "neversaddle":
                inner = (f"{node.module}.{alias.name}" for alias in node.names)
                found |= {dotted if place(dotted) else node.module for dotted in inner}
        assert "theory" not in found and "numerics" not in found
    return {place(dotted) or dotted for dotted in found}


IMPORTS = {name: imports(name) for name in SOURCES}


def floor(name: str) -> str:
    """The floor that a module belongs to; the package files of theory and numerics are on the lowest of theirs."""
    return next((f for f in FLOORS if name == f or name.startswith(f"{f}/")), name)


def test_every_module_has_a_floor() -> None:
    assert len(SOURCES) > 300
    assert {floor(name) for name in SOURCES} - set(FLOORS) == {"theory/__init__", "numerics/__init__"}


@pytest.mark.parametrize("name", SOURCES)
def test_imports_run_downwards(name: str) -> None:
    for other in IMPORTS[name]:
        assert other in SOURCES, f"{name} imports {other}, which is no module"
        here, there = floor(name), floor(other)
        if there in FLOORS and here in FLOORS:
            assert FLOORS.index(there) <= FLOORS.index(here), f"{name} imports {other}, which stands above it"
        for above, apart in APART.items():
            if name.startswith(f"{above}/"):
                assert there not in apart, f"{name} imports {other}"


def test_no_imports_run_in_a_circle() -> None:
    order = list(graphlib.TopologicalSorter(IMPORTS).static_order())
    assert len(order) == len(SOURCES)


def test_statements_and_claims_load_without_the_kernel() -> None:
    seen, todo = set[str](), ["theory/claims/__init__", *(n for n in SOURCES if n.startswith("theory/claims/"))]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += IMPORTS[name]
    assert not [name for name in seen if floor(name) == "theory/kernel"] and len(seen) > 100


@pytest.mark.parametrize("name", [name for name in SOURCES if name.endswith("/__init__")])
def test_a_folder_says_in_one_line_what_it_is_for(name: str) -> None:
    text = SOURCES[name].read_text(encoding="utf-8")
    assert (ast.get_docstring(ast.parse(text)) or "").splitlines()
    if name.removesuffix("/__init__") not in BUSY:
        assert len(text.splitlines()) == 1 and text.startswith('"""')


@pytest.mark.parametrize("name", [name for name in SOURCES if floor(name) == "theory/kernel" and "__" not in name])
def test_every_file_that_may_say_proved_has_a_test_of_its_name(name: str) -> None:
    path = Path("tests", name)
    assert (ROOT / path.with_name(f"test_{path.name}.py")).exists()


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_is_one_idea(name: str) -> None:
    assert len(SOURCES[name].read_text(encoding="utf-8").splitlines()) < 400
    assert not {"utils", "helpers", "manager"} & set(name.replace("_", "/").split("/"))


def calls(path: Path, name: str) -> list[int]:
    """The lines on which something of that name is called."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [c.lineno for c in called if name in (getattr(c.func, "id", ""), getattr(c.func, "attr", ""))]


def test_only_one_function_says_proved() -> None:
    """A rule raises what stands in the way, or has shown its goal; that makes a Decision in one place alone."""
    places = {name: calls(path, "Decision") for name, path in SOURCES.items()}
    assert {name: len(lines) for name, lines in places.items() if lines} == {"theory/kernel/decide": 2}
    judged = {name for name, path in SOURCES.items() if name.startswith("theory") and calls(path, "judged")}
    assert judged == {"theory/kernel/decide", "theory/kernel/proof"}
