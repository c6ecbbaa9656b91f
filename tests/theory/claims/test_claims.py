"""Every claim of the ledger is well formed, and its proof has steps for every part; verdicts say that they settle."""

from __future__ import annotations

import ast
import importlib
from dataclasses import replace
from pathlib import Path

import pytest

import neversaddle.theory.claims
from neversaddle.theory.claims import SECTIONS, claim_of, ledger
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.sentence import claim_sentence, sentence
from neversaddle.theory.statement.writing import LATEX, part_latex
from neversaddle.verdict.judge import judge_claim

LEDGER = ledger()
FOLDER = Path(neversaddle.theory.claims.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*/*.py") if path.stem != "__init__")
PROVEN = [claim for claim in LEDGER.values() if claim.expects is Verdict.PROVED]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_one_claim(path: Path) -> None:
    text = path.read_text()
    claim = LEDGER[path.stem.replace("_", "-")]
    assert importlib.import_module(f"neversaddle.theory.claims.{path.parent.name}.{path.stem}").claim.id == claim.id
    assert claim.section == SECTIONS[path.parent.name]
    assert "section=" not in text
    assert text.startswith('"""') and text.split('"""')[1].strip()
    assert len(text.splitlines()) <= 120
    assert "witness" not in text.lower()
    assert "assert True" not in text
    assert (claim.proof is not None) == ("def prove(" in text)


@pytest.mark.parametrize("claim", LEDGER.values(), ids=LEDGER)
def test_a_claim_is_complete(claim: Claim) -> None:
    assert claim.section in SECTIONS.values()
    assert claim.source
    assert "\n" not in claim.source + claim.differs
    for part in claim.says:
        assumed = {h.symbol for h in claim.hypotheses(part) if not isinstance(h, Condition)}
        assert part.symbols() <= assumed
        assert part_latex(part)
    assert claim.id not in below(claim)


def test_names_differ_and_say_nothing() -> None:
    assert len({claim.name for claim in LEDGER.values()}) == len(LEDGER)
    with pytest.raises(ValueError, match="is no name"):
        replace(LEDGER["balance"], name="|w_i|^q is constant")
    with pytest.raises(ValueError, match="is no name"):
        replace(LEDGER["balance"], name="Depth 2")


def test_no_two_claims_print_one_sentence() -> None:
    said = [(c.id, sentence(part, c.hypotheses(part)), part.text) for c in LEDGER.values() for part in c.says]
    assert len(set(map(claim_sentence, LEDGER.values()))) == len(LEDGER)
    assert len(said) > len(LEDGER) and len(set(said)) == len(said)


@pytest.mark.parametrize("claim", LEDGER.values(), ids=LEDGER)
def test_prose_changes_no_sentence(claim: Claim) -> None:
    bare = replace(claim, name="A", source="-", remark="", fidelity=Fidelity.OURS, differs="", reported=False)
    assert claim_sentence(bare) == claim_sentence(claim)
    assert claim_sentence(bare, LATEX) == claim_sentence(claim, LATEX)


@pytest.mark.parametrize("name", ["balance", "margin", "energy-bound", "commuting-each"])
def test_prose_changes_no_verdict(name: str) -> None:
    claim = LEDGER[name]
    bare = replace(claim, name="A", source="-", remark="", fidelity=Fidelity.OURS, differs="", reported=False)
    with_prose, without = (judge_claim(c, 12, 0, True) for c in (claim, bare))
    assert with_prose.verdict is without.verdict is claim.expects
    assert with_prose.steps == without.steps and with_prose.parts == without.parts


def test_what_decides_reads_no_prose() -> None:
    folders = [FOLDER.parents[1] / "theory" / "kernel", FOLDER.parents[1] / "numerics" / "attack"]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    assert len(files) > 20
    for path in files:
        read = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not read & {"remark", "differs", "fidelity", "reported"}, path


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
    places = [(list(SECTIONS.values()).index(claim.section), claim.id) for claim in LEDGER.values()]
    assert places == sorted(places)
    assert len(LEDGER) == len(FILES) > 0


def test_one_claim_is_that_of_the_ledger() -> None:
    assert all(claim_of(name) is claim for name, claim in LEDGER.items())
    with pytest.raises(KeyError, match="no-such-claim"):
        claim_of("no-such-claim")


def test_a_proof_rests_on_proven_claims_only() -> None:
    for claim in PROVEN:
        assert {LEDGER[name].expects for name in below(claim)} <= {Verdict.PROVED}


@pytest.mark.parametrize("claim", PROVEN, ids=lambda claim: claim.id)
def test_a_proof_has_steps_for_every_part(claim: Claim) -> None:
    assert claim.proof is not None
    assert set(map(id, claim.says)) <= {id(step.part) for step in claim.proof(claim)}
