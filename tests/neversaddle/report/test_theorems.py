"""`neversaddle theorems`: every theorem of analysis, and the claims that cite it."""

from __future__ import annotations

from typer.testing import CliRunner

from neversaddle.cli.app import app
from neversaddle.report.theorems import as_text, cited
from neversaddle.theory.claims import ledger
from neversaddle.theory.kernel.rules.theorems import ARGUMENTS, CITABLE, THEOREMS


def test_every_theorem_is_shown_with_its_source_and_those_who_cite_it() -> None:
    shown = CliRunner().invoke(app, ["theorems"]).stdout
    blocks = {block.splitlines()[0]: block for block in shown.split("\n\n")}
    assert list(blocks) == [*sorted(THEOREMS), *sorted(ARGUMENTS)]
    for name, theorem in CITABLE.items():
        citing = [claim.id for claim in ledger().values() if name in cited(claim)]
        assert theorem.source in blocks[name] and theorem.says in blocks[name]
        assert f"cited by: {', '.join(citing) or 'no claim'}" in blocks[name]


def test_only_the_claims_that_are_asked_for_are_named() -> None:
    text = as_text([ledger()["balance"]])
    assert text.count("cited by: balance\n") == 1
    assert text.count("cited by: no claim\n") == len(CITABLE) - 1
