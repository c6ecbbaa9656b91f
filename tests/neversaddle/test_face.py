"""One face: what users read of comes from `neversaddle` alone, and the reference lists all of it."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

import neversaddle as ns
from neversaddle.reference import reference

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCKS = [
    (page.name, block)
    for page in PAGES
    for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
]
PARTS = (ns.claims, ns.errors, ns.losses, ns.optimizers)
#: What readers have anyway, and need to write formulas and numbers.
LIBRARIES = {"sympy", "mpmath", "numpy"}


@pytest.mark.parametrize(("page", "block"), BLOCKS)
def test_readers_import_nothing_of_ours_but_the_face(page: str, block: str) -> None:
    for node in ast.walk(ast.parse(block)):
        for name in imported(node):
            top, _, inner = name.partition(".")
            assert top in LIBRARIES | {"neversaddle"} | sys.stdlib_module_names, f"{page} imports {name}"
            assert top != "neversaddle" or inner in {"", "claims", "errors", "losses", "optimizers"}


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def test_pages_with_python_were_found() -> None:
    assert len(BLOCKS) >= 6


def test_the_claim_of_the_readme_is_that_of_the_ledger() -> None:
    (block,) = [block for _, block in BLOCKS if "claim = Claim(" in block]
    names: dict[str, object] = {}
    exec(block, names)
    claim, prove = names["claim"], names["prove"]
    assert isinstance(claim, ns.claims.Claim) and callable(prove)
    ours = ns.ledger()["balance"]
    assert replace(claim, section=ours.section) == ours
    assert ours.proof is not None and list(prove(claim)) == list(ours.proof(ours))


def test_the_reference_is_up_to_date_and_its_contents_are_the_face() -> None:
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert page == reference(), "run make reference"
    (contents,) = [line for line in page.splitlines() if line.startswith("[")]
    assert re.findall(r"\[(\w+)\]", contents) == dir(ns)
    assert [line.removeprefix("## ns.") for line in page.splitlines() if line.startswith("## ")] == dir(ns)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_a_part_promises_what_it_has(part: ModuleType) -> None:
    assert len(set(part.__all__)) == len(part.__all__) > 5
    for name in part.__all__:
        assert getattr(part, name) is not None
    assert inspect.getdoc(part)


def test_all_that_the_ledger_is_written_in_is_in_claims() -> None:
    found = set()
    for path in (ROOT / "theory" / "claims").glob("*/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            # A claim as it is reported has formulas of the one that repairs it: these are no words of the language.
            own = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("neversaddle.theory.claims.")
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("neversaddle") and not own:
                found |= {(node.module, alias.name) for alias in node.names}
    assert len(found) > 90
    for module, name in found:
        assert module is not None and getattr(ns.claims, name) is getattr(sys.modules[module], name)


def test_every_error_that_a_public_docstring_names_is_public() -> None:
    named = set()
    for home in (ns, *PARTS):
        for name in home.__all__:
            value = getattr(home, name)
            members = vars(value).values() if inspect.isclass(value) else ()
            for part in (value, *members):
                text = inspect.getdoc(part) or "" if callable(part) or isinstance(part, property) else ""
                named |= set(re.findall(r"\b[A-Z]\w+Error\b", text)) | set(re.findall(r"[Rr]aises ([A-Z]\w+)", text))
    assert len(named) > 8 and named - {"ValueError"} <= set(ns.errors.__all__)
    assert all(issubclass(getattr(ns.errors, name), ValueError) for name in ns.errors.__all__)
