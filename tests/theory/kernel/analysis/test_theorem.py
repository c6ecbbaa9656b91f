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
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.curves import OF_SOLUTIONS
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.shapes import Shape, Trait
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
    if not dataclasses.is_dataclass(thing) or isinstance(thing, type | Trait):
        return set()
    return set().union(*(symbols(getattr(thing, f.name)) for f in dataclasses.fields(thing)))


@pytest.mark.parametrize("name", THEOREMS)
def test_it_is_complete(name: str) -> None:
    """It cites a book, concludes of its letters alone, and has a letter for the flow that it is about, if any."""
    theorem = THEOREMS[name]
    letters = {letter for letter in theorem.letters if isinstance(letter, sp.Symbol)}
    bound = {premise.variable for premise in theorem.premises if isinstance(premise, StrictlyConvex)}
    assert re.search(r"Theorem|Section|Proposition", theorem.source) and theorem.says
    said = (*theorem.premises, *theorem.assumes)
    assert symbols(said) | symbols(theorem.conclusion) == letters | bound | (symbols(theorem.conclusion) & {TIME})
    of_numbers = set(theorem.fixed) | set(theorem.bounded) | set(theorem.continuous) | set(theorem.in_the_limit)
    assert of_numbers | set(theorem.places) <= letters
    assert {letter for pair in theorem.smooth for letter in pair} <= letters
    assert (AnyFlow() in theorem.letters) == hasattr(theorem.conclusion, "along")
    if isinstance(theorem.conclusion, Shape):
        assert symbols(theorem.conclusion) == letters and not (theorem.fixed or theorem.bounded)
        assert all(letter.is_positive is None for letter in letters)
        assert {theorem.conclusion.place, theorem.conclusion.curvature} <= set(theorem.letters)
        return
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
    for theorem in (theorem for theorem in THEOREMS.values() if isinstance(theorem.conclusion, OF_SOLUTIONS)):
        names = {letter: LOSS for letter in theorem.letters if isinstance(letter, sp.Symbol)}
        parts = filled((*theorem.premises, theorem.conclusion), names)
        bound = {part.variable for part in theorem.premises if isinstance(part, StrictlyConvex)}
        assert symbols(parts) <= {LOSS, TIME} | bound


def test_a_theorem_is_data() -> None:
    theorem = THEOREMS["falling"]
    assert filled(theorem, {}) == theorem and isinstance(theorem, Theorem)


def test_letters_of_functions_are_filled_in() -> None:
    """The function, its parameter, its traits and the condition; and nothing is left of them."""
    u, C = sp.Symbol("u", positive=True), sp.Symbol("m", real=True) < 1
    theorem = THEOREMS["separable-sum"]
    names = {str(getattr(letter, "name", letter)).removesuffix("(s)"): letter for letter in theorem.letters[:-1]}
    values = {"s": u, "X": u**2, "a": 1 / u, "low": sp.S.Zero, "C": C, "n": sp.Integer(2), "v": None}
    letters = {names[name]: value for name, value in values.items()} | {theorem.letters[-1]: (Trait.ONTO,)}
    said = Shape("in all coordinates", (Trait.ONTO,), u, u**2, 1 / u, C, sp.S.Zero, sp.Integer(2))
    assert filled(theorem.conclusion, letters) == said
    s, X, a = (names[name] for name in ("s", "X", "a"))
    (premise,) = filled(THEOREMS["slope-at-the-boundary"].premises, {s: u, X: u**2, a: 1 / u, names["C"]: C})
    assert premise.integrand.doit() == 2 and premise.variable == u and premise.finite == sp.Not(C)
