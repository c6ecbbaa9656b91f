"""`neversaddle show`: one claim with its parts, hypotheses, proof and evidence, and its place in the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module

import pytest

from neversaddle.cli.app import main
from neversaddle.report.show import as_json, as_latex, as_text, carries, rests_on
from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import Verdict
from neversaddle.theory.statement.writing import part_latex, part_text
from neversaddle.verdict.result import PartResult, Report, Result


def test_a_real_claim_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "depth-threshold", "--digits", "10"]) == 0
    out = capsys.readouterr().out
    claim = ledger()["depth-threshold"]
    assert claim.name in out and claim.source in out and claim.section in out
    assert "PROVED, as expected" in out
    folded = " ".join(out.split())
    for part in claim.says:
        assert part.text in folded and " ".join(part_text(part).split()) in folded
    for h in claim.given:
        assert str(h) in out
    assert "by the kernel's rule '" in out and "not shown necessary" in out and "without it: " in out
    assert all(len(text) <= 100 for text in out.splitlines())


def test_an_argument_by_hand_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for style in ("text", "latex"):
        assert main(["show", "commuting-negative", "--fast", "--format", style]) == 0
        shown = " ".join(capsys.readouterr().out.split())
        assert "The argument: Solutions depend continuously" in shown and "others begin." in shown


def test_parts_are_a_table_in_columns(made_up: Callable[..., Result]) -> None:
    claim = ledger()["depth-threshold"]
    verdicts = [Verdict.PROVED, Verdict.REFUTED, Verdict.UNKNOWN]
    parts = tuple(PartResult(p.text, v, witness="L = 2") for p, v in zip(claim.says, verdicts, strict=True))
    text = as_text(replace(made_up(claim.id, Verdict.REFUTED), parts=parts))
    table = text.split("PARTS\n")[1].split("\n\n")[0].splitlines()
    assert len(table) == len(parts)
    assert len({row.rindex("  ") for row in table}) == 1, "the verdicts stand in one column"
    assert [row.split()[-1] for row in table] == [verdict.value for verdict in verdicts]
    assert "REFUTED, EXPECTED PROVED" in text and "witness: L = 2" in text


def test_the_exit_code_is_that_of_the_verdict(stubbed: dict[str, Verdict], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "coercivity-ordering"]) == 0
    assert "it fails at L = 2, q = 1" in capsys.readouterr().out
    stubbed["coercivity-ordering"] = Verdict.PROVED
    assert main(["show", "coercivity-ordering"]) == 1


def test_the_place_in_the_ledger_is_transitive_and_both_ways() -> None:
    assert set(ledger()["balance-complete"].uses) <= set(rests_on("balance-complete"))
    for claim_id in ledger():
        below = rests_on(claim_id)
        assert claim_id not in below and len(set(below)) == len(below)
        assert all(claim_id in carries(used) for used in below)
        assert all(claim_id in rests_on(user) for user in carries(claim_id))
        assert below[: len(ledger()[claim_id].uses)] == list(ledger()[claim_id].uses)


def test_json_extends_that_of_verify(
    stubbed: dict[str, Verdict], capsys: pytest.CaptureFixture[str], made_up: Callable[..., Result]
) -> None:
    assert main(["show", "balance", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == as_json(made_up("balance"))
    assert main(["verify", "balance", "--json", "-"]) == 0
    verified = json.loads(capsys.readouterr().out)["claims"][0]
    assert set(verified) < set(shown)
    assert {key: shown[key] for key in verified if key not in ("parts", "hypotheses")} == {
        key: verified[key] for key in verified if key not in ("parts", "hypotheses")
    }
    assert shown["rests_on"] == rests_on("balance") and shown["carries"] == carries("balance")
    assert shown["parts"][0]["latex"] == part_latex(ledger()["balance"].says[0])
    assert shown["hypotheses"][0] == {"text": "L >= 2", "why": "a reason", "witness": "L = 1"}
    assert [step["settled"] for step in shown["proof"]] == [True] * len(ledger()["balance"].says)


@pytest.mark.parametrize("claim_id", list(ledger()))
def test_every_claim_can_be_shown_in_every_format(claim_id: str, made_up: Callable[..., Result]) -> None:
    # The second was stopped before anything was found.
    stopped = replace(made_up(claim_id, Verdict.TIMEOUT), parts=(), steps=(), hypotheses=(), message="stopped")
    for result in (made_up(claim_id), stopped):
        text, latex = as_text(result, 90), as_latex(result)
        assert claim_id in text and result.verdict.value in text
        assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")
        for part in ledger()[claim_id].says:
            assert part_latex(part) in latex
        assert json.loads(json.dumps(as_json(result)))["id"] == claim_id
    assert "stopped" in as_text(stopped)


def test_digits_reach_the_run(
    monkeypatch: pytest.MonkeyPatch, made_up: Callable[..., Result], capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[object] = []

    def verify(ids: str | Sequence[str], **settings: object) -> Report:
        asked.append((ids, settings["digits"]))
        return Report((made_up("balance"),))

    monkeypatch.setattr(import_module("neversaddle.verdict.verify"), "verify", verify)
    assert main(["show", "balance", "--digits", "12"]) == 0
    assert asked == [("balance", 12)]
