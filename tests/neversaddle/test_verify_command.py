"""`neversaddle verify`: exit codes, the JSON contract, plain lines, what Ctrl-C leaves, nothing half written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from neversaddle.cli import main
from neversaddle.report import line, table
from neversaddle.result import Report, Result
from theory.claims import ledger
from theory.statement import Verdict

FIELDS = {"id", "verdict", "expected", "scope", "digits", "samples", "seconds", "witness", "source", "uses"}


def test_as_expected_is_zero_and_anything_else_is_one(
    stubbed: dict[str, Verdict], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [text.split()[1] for text in lines[:-1]] == list(ledger()), "results come in ledger order"
    assert lines[-1].startswith(f"{len(ledger())} claims: ") and lines[-1].endswith("; as expected")
    for verdict in (Verdict.SUPPORTED, Verdict.REFUTED, Verdict.UNKNOWN, Verdict.ERROR, Verdict.TIMEOUT):
        stubbed["balance"] = verdict
        assert main(["verify", "balance"]) == 1
        out = capsys.readouterr().out
        assert "NOT AS EXPECTED (PROVED)" in out and "NOT as expected: balance" in out


def test_a_refutation_that_does_not_come_is_a_failure(stubbed: dict[str, Verdict]) -> None:
    stubbed["coercivity-ordering"] = Verdict.PROVED
    assert main(["verify", "coercivity-ordering"]) == 1


def test_plain_lines_can_be_searched_and_carry_no_control_characters(
    stubbed: dict[str, Verdict], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["verify", "balance", "coercivity-ordering"])
    out = capsys.readouterr().out
    assert out.startswith("PROVED     balance  all L >= 2, q in [1, 2]")
    assert "witness: L = 2, q = 1" in out
    assert all(c == "\n" or c.isprintable() for c in out)


def check_contract(data: dict[str, object], count: int) -> None:
    assert list(data) == ["version", "claims", "counts"]
    claims = data["claims"]
    assert isinstance(claims, list) and len(claims) == count
    for claim in claims:
        assert set(claim) == FIELDS
        assert claim["verdict"] in list(Verdict) and claim["expected"] in list(Verdict)
        assert all(isinstance(claim[key], str) for key in ("id", "scope", "source"))
        assert claim["digits"] is None or isinstance(claim["digits"], int)
        assert isinstance(claim["samples"], int) and isinstance(claim["seconds"], float)
        assert claim["witness"] is None or isinstance(claim["witness"], str)
        assert isinstance(claim["uses"], list) and set(claim["uses"]) <= set(ledger())
    counts = data["counts"]
    assert isinstance(counts, dict) and sum(counts.values()) == count and set(counts) <= set(Verdict)


def test_json_to_stdout_is_only_json(stubbed: dict[str, Verdict], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--json", "-"]) == 0
    captured = capsys.readouterr()
    check_contract(json.loads(captured.out), len(ledger()))
    assert captured.err == ""


def test_json_to_a_file_comes_beside_the_lines_and_whole(
    stubbed: dict[str, Verdict], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    stubbed["balance"] = Verdict.ERROR
    assert main(["verify", "balance", "orbit", "--json", str(target)]) == 1
    check_contract(json.loads(target.read_text()), 2)
    assert "2 claims" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"], "no temporary file stays"


def test_the_real_run_keeps_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "depth-threshold", "--fast", "--jobs", "1", "--digits", "10", "--json", "-"]) == 0
    data = json.loads(capsys.readouterr().out)
    check_contract(data, 1)
    assert data["claims"][0]["verdict"] == "PROVED"


def test_breaking_off_prints_what_there_is_and_writes_no_json(
    monkeypatch: pytest.MonkeyPatch,
    made_up: Callable[..., Result],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def broken_off(ids: Sequence[str] | None, *, on_result: Callable[[Result], None], **_: object) -> Report:
        on_result(made_up("balance"))
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module("neversaddle.run"), "verify", broken_off)
    assert main(["verify", "--json", str(tmp_path / "out.json")]) == 130
    captured = capsys.readouterr()
    assert captured.out.startswith("PROVED     balance") and len(captured.out.splitlines()) == 1
    assert captured.err == f"broken off after 1 of {len(ledger())} claims: 1 PROVED\n"
    assert list(tmp_path.iterdir()) == []


def test_a_verdict_that_falls_at_the_end_is_shown_again(
    monkeypatch: pytest.MonkeyPatch, made_up: Callable[..., Result], capsys: pytest.CaptureFixture[str]
) -> None:
    def fallen(ids: Sequence[str] | None, *, on_result: Callable[[Result], None], **_: object) -> Report:
        on_result(made_up("balance"))
        return Report((made_up("balance", Verdict.SUPPORTED),))

    monkeypatch.setattr(import_module("neversaddle.run"), "verify", fallen)
    assert main(["verify", "balance"]) == 1
    assert [text.split()[0] for text in capsys.readouterr().out.splitlines()] == ["PROVED", "SUPPORTED", "1"]


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_the_table_fits_the_terminal_and_marks_the_unexpected(columns: int, made_up: Callable[..., Result]) -> None:
    results = [made_up(name) for name in ledger()] + [made_up("balance", Verdict.UNKNOWN)]
    console = Console(width=columns, record=True, file=StringIO())
    console.print(table(results))
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= columns
    assert all(name in text for name in ledger())
    assert text.count("expected PROVED") == 1


def test_a_line_says_everything_on_one_line(made_up: Callable[..., Result]) -> None:
    text = line(made_up("balance", Verdict.REFUTED))
    assert "\n" not in text
    assert text == (
        "REFUTED    balance  all L >= 2, q in [1, 2]  [24 digits, 3 samples, 0.25 s]  witness: L = 2, q = 1  "
        "NOT AS EXPECTED (PROVED)"
    )
