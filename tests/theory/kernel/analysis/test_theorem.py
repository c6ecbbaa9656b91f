"""Theorems of analysis as data: what they are made of, and that none of them knows the field."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem, filled
from neversaddle.theory.kernel.rules.theorems import THEOREMS
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import LOSS, DiagonalNetwork, Steepest
from neversaddle.theory.statement.curves import OF_SOLUTIONS
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.solutions import AnyFlow, Rate

FOLDER = Path(__file__).parents[4] / "theory" / "kernel" / "analysis"
FILES = sorted(path for path in FOLDER.glob("*.py") if path.stem not in ("__init__", "theorem", "path"))
#: Of the theory that the tool is about; a theorem that needs one of them is no theorem of analysis.
FIELD = re.compile(
    r"\b(mirror|depth|layer|metric|duality|phi|exponent|sign flow|steepest|balance|weight|network|loss|bregman|legendre"
    r"|leaf|orbit|reparametri[sz]ation|saddle|decay|sparsity|implicit bias)(s|es)?\b"
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_theorem_knows_the_field(path: Path) -> None:
    # Any flow will do: it is the letter for what nothing is known of.
    text = path.read_text(encoding="utf-8").replace("AnyFlow", "").lower()
    assert not FIELD.search(text)


def test_every_file_is_a_theorem_that_can_be_cited() -> None:
    assert {path.stem.replace("_", "-") for path in FILES} == set(THEOREMS)
    assert all(theorem.id == name for name, theorem in THEOREMS.items())
    assert all((Path(__file__).parent / f"test_{path.stem}.py").exists() for path in FILES)


def symbols(thing: object) -> set[sp.Symbol]:
    """The letters in premises and conclusions."""
    if isinstance(thing, sp.Basic):
        return set(thing.free_symbols)
    if isinstance(thing, tuple):
        return set().union(*map(symbols, thing))
    if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
        return set()
    return set().union(*(symbols(getattr(thing, f.name)) for f in dataclasses.fields(thing)))


@pytest.mark.parametrize("name", THEOREMS)
def test_it_is_complete(name: str) -> None:
    """It cites a book and concludes of its letters alone; one that is about a solution is so in its premises."""
    theorem = THEOREMS[name]
    letters = {letter for letter in theorem.letters if isinstance(letter, sp.Symbol)}
    assert re.search(r"Theorem|Section", theorem.source) and theorem.says
    assert (
        not isinstance(theorem.conclusion, OF_SOLUTIONS)
        or not theorem.premises
        or any(isinstance(p, Rate) for p in theorem.premises)
    )
    assert symbols(theorem.premises) | symbols(theorem.conclusion) == letters | (symbols(theorem.conclusion) & {TIME})
    assert set(theorem.fixed) | set(theorem.bounded) | set(theorem.places) <= letters
    assert (AnyFlow() in theorem.letters) == hasattr(theorem.conclusion, "along")
    numbers = letters - {s for s in letters if s.is_integer}
    assert all(letter.is_real and letter.is_positive is None for letter in numbers)


def test_letters_are_filled_in_at_once() -> None:
    """What is put in for one letter is not taken for another."""
    a, b = sp.symbols("a b", real=True)
    flow = Steepest(DiagonalNetwork(sp.Integer(2)), sp.Integer(2))
    thing = (Rate("-", a * b, Initially(a), AnyFlow()), Inequality("a < b", TimeIntegral(a), b), "a", 3, None)
    there = filled(thing, {a: b, b: 2 * a, AnyFlow(): flow})
    assert there == (
        Rate("-", 2 * a * b, Initially(b), flow),
        Inequality("a < b", TimeIntegral(b), 2 * a),
        "a",
        3,
        None,
    )


def test_nothing_is_left_of_the_letters() -> None:
    for theorem in THEOREMS.values():
        names = {letter: LOSS for letter in theorem.letters if isinstance(letter, sp.Symbol) and not letter.is_integer}
        parts = filled((*theorem.premises, theorem.conclusion), names)
        counts = {letter for letter in theorem.letters if isinstance(letter, sp.Symbol) and letter.is_integer}
        assert symbols(parts) <= {LOSS, TIME} | counts


def test_a_theorem_is_data() -> None:
    theorem = THEOREMS["falling"]
    assert filled(theorem, {}) == theorem and isinstance(theorem, Theorem)
