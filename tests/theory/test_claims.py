"""Every claim of the ledger is well formed, its proof settles, and small mutants of it are not proved."""

from __future__ import annotations

import dataclasses
import importlib
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import sympy as sp

import theory.claims
from theory.claims import SECTIONS, ledger
from theory.hypotheses import Condition, Hypothesis, Range, Sign
from theory.parts import (
    Dissipation,
    Equivalence,
    Evolves,
    Identity,
    ImproperIntegral,
    Inequality,
    Minimiser,
    Part,
    free_symbols,
)
from theory.proof import decide
from theory.statement import Claim, Verdict
from theory.symbols import L, p, q
from theory.writing import part_latex

LEDGER = ledger()
FOLDER = Path(theory.claims.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.py") if path.stem != "__init__")
PROVEN = [claim for claim in LEDGER.values() if claim.expects is Verdict.PROVED]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_one_claim(path: Path) -> None:
    text = path.read_text()
    claim = LEDGER[path.stem.replace("_", "-")]
    assert importlib.import_module(f"theory.claims.{path.stem}").claim.id == claim.id
    assert text.startswith('"""') and text.split('"""')[1].strip()
    assert len(text.splitlines()) <= 120
    assert "witness" not in text.lower()
    assert "assert True" not in text
    assert (claim.proof is not None) == ("def prove(" in text)


@pytest.mark.parametrize("claim", LEDGER.values(), ids=LEDGER)
def test_a_claim_is_complete(claim: Claim) -> None:
    assert claim.section in SECTIONS
    assert claim.title and claim.source
    assert "\n" not in claim.title + claim.source
    for part in claim.says:
        assumed = {h.symbol for h in claim.hypotheses(part) if not isinstance(h, Condition)}
        assert free_symbols(part) <= assumed
        assert part_latex(part)
    assert claim.id not in below(claim)


def below(claim: Claim) -> set[str]:
    """Everything a claim rests on; a cycle ends in the claim itself."""
    found: set[str] = set()
    waiting = list(claim.uses)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += LEDGER[name].uses
    return found


def test_the_ledger_is_in_order() -> None:
    places = [(SECTIONS.index(claim.section), claim.id) for claim in LEDGER.values()]
    assert places == sorted(places)
    assert len(LEDGER) == len(FILES) > 0


def test_a_proof_rests_on_proven_claims_only() -> None:
    for claim in PROVEN:
        assert {LEDGER[name].expects for name in below(claim)} <= {Verdict.PROVED}


@pytest.mark.parametrize("claim", PROVEN, ids=lambda claim: claim.id)
def test_a_proof_settles_every_part(claim: Claim) -> None:
    assert claim.proof is not None
    steps = list(claim.proof(claim))
    assert set(map(id, claim.says)) <= {id(step.part) for step in steps}
    for step in steps:
        decision = decide(claim, step)
        assert decision.proved, f"{step.part.text}: {decision.reason}"


# --- mutants ---

#: Changes that leave a true statement, with the reason; every other change must not be proved.
STILL_TRUE: dict[str, tuple[str, set[str]]] = {
    "duality-map": (
        "Phi_p' inverts Phi_q' for every exponent, q + 1 among them",
        {"inverse to Phi_p, 1/p + 1/q = 1: left q + 1 for q"},
    ),
    "balance-complete": (
        "the left side is 0: another weight does not appear in it",
        {
            f"d(|w_i|^q - |w_1|^q)/dw_j, another weight: left {c}"
            for c in ("twice", "negative", "squared", "q + 1 for q")
        },
    ),
    "coercivity": (
        "in u_i = |w_i|^q the metric does not contain q",
        {"attained at x = 0: left p for q", "attained at x = 0: left q + 1 for q"},
    ),
    "metric-balanced": (
        "in u_i = |w_i|^q neither the metric nor |x|^q contains q",
        {
            "|x|^q: left q + 1 for q",
            "the inverse metric: left p for q",
            "the inverse metric: left q + 1 for q",
            "the same as |x|^q sum_i 1/u_i: left p for q",
            "the same as |x|^q sum_i 1/u_i: left q + 1 for q",
            "the same as |x|^q sum_i 1/u_i: right q + 1 for q",
        },
    ),
    "metric-depth-two": (
        "in u_i = |w_i|^q neither the metric nor |x|^q contains q",
        {f"R'' on the leaf: {c}" for c in ("left p for q", "left q + 1 for q", "right q + 1 for q")},
    ),
    "metric-exponent": (
        "in u = |w_i|^q neither the metric nor |x|^(-m) contains q",
        {f"R'' on the balanced leaf: {c}" for c in ("left p for q", "left q + 1 for q", "right q + 1 for q")},
    ),
    "mirror-map-sign": ("at q = 1 orbit time is |w_1| at every depth", {"orbit time is |w_1|: left L - 1 for L"}),
    "steepest-direction": (
        "the ball is symmetric: -|g| <= g v for all |v| <= 1 is -|g| <= -g v for all |v| <= 1",
        {"q = 1: over |v| <= 1 nothing is below -|g|: sign"},
    ),
    "energy-bound": ("twice a bound is a bound", {"the integral of |grad f|_2^2: factor twice"}),
}


def changes(side: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    """Systematic mistakes in one expression; none is made in 0, of which everything said here stays true."""
    if side == 0:
        return
    yield "twice", 2 * side
    yield "negative", -side
    yield "squared", side**2
    if side.has(L):
        yield "L - 1 for L", side.subs(L, L - 1)
    if side.has(q):
        yield "p for q", side.subs(q, p)
        yield "q + 1 for q", side.subs(q, q + 1)


def changed(part: Part) -> Iterator[tuple[str, Part]]:
    """A part with one mistake in one of its expressions."""
    match part:
        case Identity():
            fields = ("left", "right")
        case Evolves(rate=rate):
            # A multiple or a power of what is kept is kept.
            fields = ("rate",) if rate != 0 else ("quantity",)
        case ImproperIntegral():
            fields = ("value", "integrand")
        case Dissipation():
            fields = ("factor",)
        case Minimiser():
            fields = ("at", "objective")
        case _:
            fields = ()
    for field in fields:
        for name, new in changes(getattr(part, field)):
            kept = isinstance(part, Evolves) and part.rate == 0 and name in ("twice", "negative", "squared")
            same_least = isinstance(part, Minimiser) and field == "objective" and name == "twice"
            if new != getattr(part, field) and not kept and not same_least:
                yield f"{part.text}: {field} {name}", dataclasses.replace(part, **{field: new})


def turned(part: Part) -> Iterator[tuple[str, Part]]:
    """An inequality the other way round, or strict where the proof shows equality, and conditions denied."""
    match part:
        case Inequality(text=text, left=left, right=right, strict=strict, given=given):
            yield f"{text}: turned round", Inequality(text, right, left, strict, given)
            yield f"{text}: sign", Inequality(text, left, -right if right != 0 else -1 - left, strict, given)
        case Equivalence(text=text, conditions=(first, *others), given=given):
            yield f"{text}: denied", Equivalence(text, (sp.Not(first), *others), given)
        case ImproperIntegral(finite=finite):
            yield f"{part.text}: denied", dataclasses.replace(part, finite=sp.Not(finite))


def with_part(claim: Claim, index: int, part: Part) -> Claim:
    return dataclasses.replace(claim, says=(*claim.says[:index], part, *claim.says[index + 1 :]))


def proved(claim: Claim, index: int) -> bool:
    assert claim.proof is not None
    steps = [step for step in claim.proof(claim) if step.part == claim.says[index]]
    assert steps
    return all(decide(claim, step).proved for step in steps)


@pytest.mark.parametrize("claim", PROVEN, ids=lambda claim: claim.id)
def test_mutants_are_not_proved(claim: Claim) -> None:
    survivors, count = set(), 0
    for index, part in enumerate(claim.says):
        for name, wrong in itertools.chain(changed(part), turned(part)):
            count += 1
            survivors |= {name} if proved(with_part(claim, index, wrong), index) else set()
    assert count > 0
    assert survivors == STILL_TRUE.get(claim.id, ("", set()))[1]


def widened(given: tuple[Hypothesis, ...]) -> Iterator[tuple[str, tuple[Hypothesis, ...]]]:
    """Hypotheses with one dropped or weakened: conditions, open ends, and symbols that do not vanish."""
    for index, h in enumerate(given):
        rest = given[:index], given[index + 1 :]
        if isinstance(h, Condition):
            yield f"without {h}", (*rest[0], *rest[1])
        elif isinstance(h, Range) and h.open_low:
            yield f"closed {h}", (*rest[0], dataclasses.replace(h, open_low=False), *rest[1])
        elif isinstance(h, Sign) and h.kind == "nonzero":
            yield f"{h.symbol} may vanish", (*rest[0], dataclasses.replace(h, kind="real"), *rest[1])


#: The weight w_1 of the balance equations is only differentiated by the others.
NOT_NEEDED = {"balance-complete": {"w_1 may vanish"}}


@pytest.mark.parametrize("claim", PROVEN, ids=lambda claim: claim.id)
def test_a_statement_without_one_of_its_hypotheses_is_not_proved(claim: Claim) -> None:
    shared = [(name, dataclasses.replace(claim, given=given)) for name, given in widened(claim.given)]
    own = [
        (name, with_part(claim, index, dataclasses.replace(part, given=given)))
        for index, part in enumerate(claim.says)
        for name, given in widened(part.given)
    ]
    survivors = {name for name, wrong in shared + own if all(proved(wrong, i) for i in range(len(wrong.says)))}
    assert survivors == NOT_NEEDED.get(claim.id, set())
