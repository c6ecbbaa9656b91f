"""proofs_notes/: one page a claim, the same on every machine, and drift does not pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from neversaddle.cli.app import main
from neversaddle.report.notes import notes
from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.sentence import sentence
from neversaddle.theory.statement.steps import Step, by_normal_form
from neversaddle.theory.statement.writing import part_latex
from neversaddle.verdict.result import Report, Result


def test_check_follows_write(stubbed: dict[str, Verdict], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", str(tmp_path / "notes")]
    assert main(["notes", "--check", *out]) == 1
    assert capsys.readouterr().err.count("missing: ") == len(ledger()) + 1
    assert not (tmp_path / "notes").exists(), "a check writes nothing"
    assert main(["notes", *out]) == 0
    assert main(["notes", "--check", *out]) == 0
    assert sorted(p.name for p in (tmp_path / "notes").iterdir()) == sorted(
        [*(f"{i}.md" for i in ledger()), "README.md"]
    )


def test_drift_missing_files_and_orphans_are_named(
    stubbed: dict[str, Verdict], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path)]
    assert main(["notes", *out]) == 0
    (tmp_path / "balance.md").write_text("edited by hand\n")
    (tmp_path / "orbit.md").unlink()
    (tmp_path / "gone.md").write_text("of a claim that is no more\n")
    capsys.readouterr()
    assert main(["notes", "--check", *out]) == 1
    err = capsys.readouterr().err
    assert "out of date: " in err and "balance.md" in err
    assert "missing: " in err and "orbit.md" in err
    assert "orphan: " in err and "gone.md" in err
    assert err.count("\n") == 3


def test_a_changed_verdict_is_drift(stubbed: dict[str, Verdict], tmp_path: Path) -> None:
    out = ["--out", str(tmp_path)]
    assert main(["notes", *out]) == 0
    stubbed["balance"] = Verdict.SUPPORTED
    assert main(["notes", "--check", *out]) == 1


def test_of_a_run_that_is_not_as_expected_no_note_is_written(
    stubbed: dict[str, Verdict], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stubbed["balance"] = Verdict.ERROR
    assert main(["notes", "--out", str(tmp_path / "notes")]) == 1
    assert capsys.readouterr().err.count("balance is ERROR, not as expected") == 1
    assert not (tmp_path / "notes").exists()


def test_notes_do_not_depend_on_time_or_on_spare_digits(made_up: Callable[..., Result]) -> None:
    results = tuple(made_up(name) for name in list(ledger())[::6])
    slower = tuple(replace(result, seconds=9.5, digits=31) for result in results)
    assert notes(Report(results)) == notes(Report(slower))
    fewer = tuple(replace(result, digits=7) for result in results)
    assert notes(Report(results)) != notes(Report(fewer))


def test_the_same_statement_proved_otherwise_has_another_note(
    made_up: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, result = ledger()["balance"], made_up("balance")
    before = notes(Report((result,)))["balance.md"]

    def prove(claim: Claim) -> Iterator[Step]:
        return (by_normal_form(part) for part in claim.says)

    other = replace(claim, proof=prove)
    assert other == claim, "claims compare by what they say"
    monkeypatch.setattr("neversaddle.report.notes.ledger", lambda: {**ledger(), "balance": other})
    after = notes(Report((replace(result, steps=result.steps[: len(claim.says)]),)))["balance.md"]
    assert "by the theorem 'zero-derivative'" in before
    assert "by the theorem 'zero-derivative'" not in after and "by the kernel's rule 'normal form'" in after


def test_a_note_says_everything(made_up: Callable[..., Result]) -> None:
    pages = notes(Report(tuple(made_up(name) for name in ledger())))
    page = pages["balance.md"]
    for said in (
        "# Balance\n",
        "**PROVED**",
        "Rests on: nothing else in the ledger",
        rf"$${part_latex(ledger()['balance'].says[0])}$$",
        "by the theorem 'zero-derivative', since",
        "Theorem *zero-derivative*: an absolutely continuous function whose derivative is zero almost everywhere is",
        sentence(ledger()["balance"].says[0], ledger()["balance"].hypotheses(ledger()["balance"].says[0]))[:40],
        "without it: L = 1",
        "not shown necessary",
        "agreeing to at least 20 digits",
        "Lemma 4.5",
    ):
        assert said in page
    assert "It fails at L = 2, q = 1." in pages["coercivity-ordering.md"]
    for name, claim in ledger().items():
        assert f"[{name}]({name}.md)" in pages["README.md"]
        assert pages[f"{name}.md"].count("$$") >= 2 * len(claim.says)
    for text in pages.values():
        assert all(word not in text for word in ("InverseOf", "OrbitTime", "InverseMetric", "PathLength", "Rational("))
