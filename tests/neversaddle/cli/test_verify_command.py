"""`neversaddle verify`: exit codes, the JSON contract, plain lines, what Ctrl-C leaves, nothing half written."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from neversaddle.cli.app import main
from neversaddle.report.live import line, summary, table
from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import Verdict
from neversaddle.verdict.result import PartResult, Report, Result

FIELDS = {"id", "verdict", "expected", "scope", "digits", "samples", "seconds", "witness", "source", "uses"}
FIELDS |= {"fidelity", "differs", "reported"}
FIELDS |= {"parts", "hypotheses", "message"}
PART_FIELDS = {"text", "verdict", "digits", "samples", "witness", "message"}


def test_as_expected_is_zero_and_anything_else_is_one(
    stubbed: dict[str, Verdict], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [text.split()[1] for text in lines[:-2]] == list(ledger()), "results come in ledger order"
    # Each of the made-up results has one such hypothesis.
    assert lines[-2] == f"{len(ledger())} hypotheses not shown necessary; `neversaddle show ID` lists them"
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


def check_contract(data: dict[str, object], count: int, complete: bool = True) -> None:
    assert list(data) == ["version", "claims", "counts", "complete"]
    assert data["complete"] is complete
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
        assert all(set(part) == PART_FIELDS and part["verdict"] in list(Verdict) for part in claim["parts"])
        assert all(set(hypothesis) == {"text", "witness", "tried"} for hypothesis in claim["hypotheses"])
        assert isinstance(claim["message"], str)
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
    assert [part["text"] for part in data["claims"][0]["parts"]] == [p.text for p in ledger()["depth-threshold"].says]


def test_breaking_off_prints_what_there_is_and_writes_it_as_incomplete(
    monkeypatch: pytest.MonkeyPatch,
    made_up: Callable[..., Result],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def broken_off(ids: Sequence[str] | None, *, on_result: Callable[[Result], None], **_: object) -> Report:
        on_result(made_up("balance"))
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module("neversaddle.verdict.verify"), "verify", broken_off)
    files = {name: tmp_path / name for name in ("out.json", "out.xml")}
    assert main(["verify", "--json", str(files["out.json"]), "--junit", str(files["out.xml"])]) == 130
    captured = capsys.readouterr()
    assert captured.out.startswith("PROVED     balance") and len(captured.out.splitlines()) == 1
    assert captured.err == f"broken off after 1 of {len(ledger())} claims: 1 PROVED\n"
    check_contract(json.loads(files["out.json"].read_text()), 1, complete=False)
    suite = ElementTree.parse(files["out.xml"]).getroot()
    assert len(suite) == len(ledger()) and suite.get("errors") == str(len(ledger()) - 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def test_ctrl_c_leaves_a_readable_partial_table_and_no_process(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    # The first takes a hundredth of what the other takes.
    names = ["steepest-direction", "never-saddle"]
    command = [sys.executable, "-m", "neversaddle", "verify", *names, "--digits", "200", "--jobs", "2"]
    process = subprocess.Popen(
        [*command, "--json", str(target)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Whatever runs the tests may have it ignored, as shells do for what they run in the background.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None and process.stderr is not None
    first = process.stdout.readline()
    # As a terminal does: to the whole group, workers included.
    os.killpg(process.pid, signal.SIGINT)
    # Nothing but the interrupt makes it 130.
    assert process.wait() == 130
    assert first.startswith("PROVED     steepest-direction") and process.stdout.read() == ""
    assert process.stderr.read() == "broken off after 1 of 2 claims: 1 PROVED\n"
    check_contract(json.loads(target.read_text()), 1, complete=False)
    # Its helper processes end as soon as they see it gone; should one of the group be left, this goes on for ever.
    with pytest.raises(ProcessLookupError):
        while True:
            os.killpg(process.pid, 0)
            time.sleep(0.01)


@pytest.mark.parametrize("option", ["--json", "--junit"])
def test_a_target_that_cannot_be_written_is_found_out_before_the_run(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("nothing may be judged")

    monkeypatch.setattr(import_module("neversaddle.verdict.verify"), "verify", never)
    (tmp_path / "file").write_text("")
    for target in (tmp_path, tmp_path / "none" / "out", tmp_path / "file" / "out", tmp_path / ("n" * 300)):
        assert main(["verify", "balance", option, str(target)]) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and captured.err.count("\n") == 1
        assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


#: The device that is always full.
FULL = Path("/dev/full")


@pytest.mark.parametrize("option", ["--json", "--junit"])
def test_a_full_device_is_named_in_one_line(
    option: str, stubbed: dict[str, Verdict], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "balance", option, str(FULL)]) == 2
    assert capsys.readouterr().err == "neversaddle: cannot write /dev/full: No space left on device\n"


def unread() -> int:
    """The end of a pipe whose reader has left."""
    read, write = os.pipe()
    os.close(read)
    return write


#: What test_streams.py asks of whole processes, of which starting one and judging a claim take all the time.
@pytest.mark.parametrize("more", [[], ["--json", "-"]])
@pytest.mark.parametrize(
    ("opened", "code", "said"),
    [
        (lambda: os.open(FULL, os.O_WRONLY), 2, "neversaddle: cannot write the output: No space left on device\n"),
        (unread, 1, ""),
    ],
)
def test_an_output_that_takes_nothing_is_no_traceback(
    opened: Callable[[], int],
    code: int,
    said: str,
    more: list[str],
    stubbed: dict[str, Verdict],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as patch, suppress(OSError), open(opened(), "w") as output:
        patch.setattr(sys, "stdout", output)
        # Typer wraps it, and leaves by sys.exit, when a pipe is closed.
        patch.setattr(sys, "stderr", sys.stderr)
        try:
            ended: object = main(["verify", "balance", *more])
        except SystemExit as left:
            ended = left.code
    assert (ended, capsys.readouterr().err) == (code, said)


def test_a_closed_stdout_is_no_traceback() -> None:
    arguments = [sys.executable, "-m", "neversaddle", "verify", "depth-threshold", "--fast", "--jobs", "1"]
    closed = subprocess.run(
        ["/bin/sh", "-c", f"{shlex.join(arguments)} >&-"], env=environment(), capture_output=True, text=True
    )
    assert (closed.returncode, closed.stderr) == (0, "")


def test_a_verdict_that_falls_at_the_end_is_shown_again(
    monkeypatch: pytest.MonkeyPatch, made_up: Callable[..., Result], capsys: pytest.CaptureFixture[str]
) -> None:
    def fallen(ids: Sequence[str] | None, *, on_result: Callable[[Result], None], **_: object) -> Report:
        on_result(made_up("balance"))
        return Report((made_up("balance", Verdict.SUPPORTED),))

    monkeypatch.setattr(import_module("neversaddle.verdict.verify"), "verify", fallen)
    assert main(["verify", "balance"]) == 1
    assert [text.split()[0] for text in capsys.readouterr().out.splitlines()] == ["PROVED", "SUPPORTED", "1", "1"]


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
        "REFUTED    balance  as stated for all L >= 2, q in [1, 2]  [24 digits, 3 samples, 0.25 s]  "
        "witness: L = 2, q = 1  "
        "NOT AS EXPECTED (PROVED)"
    )


def test_parts_that_differ_in_verdict_are_told_apart(made_up: Callable[..., Result]) -> None:
    verdicts = [Verdict.REFUTED, Verdict.PROVED, Verdict.REFUTED]
    parts = tuple(PartResult(f"part {i}", verdict) for i, verdict in enumerate(verdicts))
    mixed = replace(made_up("balance", Verdict.REFUTED), parts=parts)
    assert "  parts: 1 PROVED, 2 REFUTED  witness: " in line(mixed)
    alike = replace(mixed, parts=parts[::2])
    assert "parts:" not in line(alike)
    console = Console(width=100, record=True, file=StringIO())
    console.print(table([mixed, alike]))
    text = console.export_text()
    assert text.count("PROVED: part 1") == 1 and text.count("REFUTED: part 0; part 2") == 1


def test_the_summary_counts_what_is_not_shown_necessary(made_up: Callable[..., Result]) -> None:
    one = made_up("balance")
    assert summary(Report((one,))).splitlines() == [
        "1 hypothesis not shown necessary; `neversaddle show ID` lists them",
        "1 claim: 1 PROVED; as expected",
    ]
    assert summary(Report((replace(one, hypotheses=()),))) == "1 claim: 1 PROVED; as expected"


def test_a_broken_off_run_is_never_as_expected(made_up: Callable[..., Result]) -> None:
    assert Report((made_up("balance"),)).as_expected
    assert not Report((made_up("balance"),), complete=False).as_expected
