"""`neversaddle figures`: whole files or none, the same bytes again, and drift does not pass."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from neversaddle.cli.app import main
from neversaddle.figures.gallery import gallery
from neversaddle.files import write_atomically
from neversaddle.theory.statement.claim import Verdict
from neversaddle.work.outcome import Lost

#: Two that are quick, a drawing and a table, and their files.
CURVES, TABLE = "balance-curves", "regularizers"
CURVE_FILES = [
    *(f"{CURVES}-{name}.csv" for name in ("between", "curves", "lengths")),
    *(f"{CURVES}{suffix}" for suffix in (".caption.tex", ".pdf", ".png")),
]
TABLE_FILES = [f"{TABLE}{suffix}" for suffix in (".csv", ".tex", ".txt")]

Calls = Mapping[str, tuple[object, ...]]


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch, stubbed: dict[str, Verdict]) -> dict[str, Verdict]:
    """Verdicts without a run, and figures made in this process."""

    def gather(task: Callable[..., object], calls: Calls, **_: object) -> Iterator[tuple[str, object]]:
        for name, arguments in calls.items():
            yield name, task(*arguments)

    monkeypatch.setattr(import_module("neversaddle.work.gather"), "gather", gather)
    return stubbed


#: Two exhibits whose data are made once.
SMALL = {name: replace(gallery()[name], data=cache(gallery()[name].data)) for name in (CURVES, TABLE)}


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch, at_once: dict[str, Verdict]) -> dict[str, Verdict]:
    """A gallery of two, whose drawings are not drawn: what becomes of files does not hang by what is in them."""
    for module in ("gallery", "making"):
        monkeypatch.setattr(import_module(f"neversaddle.figures.{module}"), "gallery", lambda: SMALL)
    monkeypatch.setattr(import_module("neversaddle.figures.style"), "images", lambda *_: {".png": b"-", ".pdf": b"-"})
    return at_once


def test_a_real_run_makes_all_files_of_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--out", str(tmp_path / "a" / "b"), "--only", TABLE, "--jobs", "1"]) == 0
    assert names(tmp_path / "a" / "b") == TABLE_FILES
    said = capsys.readouterr().out
    assert "Table 1" in said and f"written in {tmp_path / 'a' / 'b'}: {TABLE}\n" in said
    tex = (tmp_path / "a" / "b" / f"{TABLE}.tex").read_text()
    assert r"\texttt{regularizer-as-penalty} (REFUTED; parts: 1 PROVED, 2 REFUTED)" in tex


def test_an_existing_directory_is_kept_and_its_files_replaced(at_once: dict[str, Verdict], tmp_path: Path) -> None:
    run = ["figures", "--out", str(tmp_path), "--only", CURVES, "--only", TABLE]
    (tmp_path / "mine.txt").write_text("something else\n")
    (tmp_path / f"{TABLE}.csv").write_text("old\n")
    assert main(run) == 0
    assert names(tmp_path) == sorted([*CURVE_FILES, *TABLE_FILES, "mine.txt"]), "no leftovers of writing"
    once = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    assert once["mine.txt"] == b"something else\n" and once[f"{TABLE}.csv"].startswith(b"decay,q,exponent,L = 2")
    assert main(run) == 0
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == once


def test_check_follows_writing_and_names_what_differs(
    two: dict[str, Verdict], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, page = tmp_path / "figures", tmp_path / "tour.md"
    run = ["figures", "--out", str(out), "--tour", str(page)]
    assert main([*run, "--check"]) == 1
    assert not out.exists() and not page.exists(), "a check writes nothing"
    assert capsys.readouterr().err.count("missing: ") == len(CURVE_FILES) + len(TABLE_FILES) + 1
    assert main(run) == 0
    assert main([*run, "--check"]) == 0
    (out / f"{CURVES}.png").write_bytes(b"drawn by another version")
    assert main([*run, "--check"]) == 0, "data are compared, not pixels"
    (out / f"{TABLE}.txt").unlink()
    (out / "gone.png").write_bytes(b"")
    csv = out / f"{CURVES}-lengths.csv"
    csv.write_text(csv.read_text().replace("0.38205", "0.38206"))
    capsys.readouterr()
    assert main([*run, "--check"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 3
    assert f"out of date: {csv}: line 2, length: 0.38206" in error
    assert f"missing: {out / TABLE}.txt" in error and f"orphan: {out / 'gone.png'}" in error


def test_check_tells_what_it_cannot_read(
    two: dict[str, Verdict], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, page = tmp_path / "figures", tmp_path / "tour.md"
    run = ["figures", "--out", str(out), "--tour", str(page)]
    assert main(run) == 0
    bad = [out / f"{CURVES}-curves.csv", out / f"{CURVES}-lengths.csv", out / f"{TABLE}.txt", page]
    for path in bad:
        path.write_bytes(b"\xff\xfe" + path.read_bytes())
    bad[0].write_text('"' + "9" * 200_000 + '"\n')
    capsys.readouterr()
    assert main([*run, "--check"]) == 1
    assert capsys.readouterr().err == "".join(f"neversaddle: out of date: {path} (not readable)\n" for path in bad)

    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    assert main([*run, "--check"]) == 1
    error = capsys.readouterr().err
    assert error.count("(not readable)\n") == error.count("\n") == len([*bad, "between", "caption", "csv", "tex"])


def test_a_name_too_long_for_a_file_is_one_line(
    two: dict[str, Verdict], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["figures", "--out", str(tmp_path / ("a" * 300))]
    assert main(run) == 2
    assert "File name too long" in capsys.readouterr().err
    assert main([*run, "--check"]) == 1
    assert capsys.readouterr().err.count("missing: ") == len(CURVE_FILES) + len(TABLE_FILES)


class Closed(io.StringIO):
    """An output that takes no line."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 1, ""),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "cannot write the output: No space left on device"),
    ],
)
def test_all_files_are_written_though_nobody_listens(
    error: OSError,
    code: int,
    said: str,
    two: dict[str, Verdict],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "tour.md"
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", Closed(error))
        # Typer wraps it, and leaves by sys.exit, when a pipe is closed.
        patch.setattr("sys.stderr", sys.stderr)
        try:
            ended: object = main(["figures", "--out", str(tmp_path / "f"), "--tour", str(page)])
        except SystemExit as left:
            ended = left.code
    assert ended == code
    assert names(tmp_path / "f") == sorted([*CURVE_FILES, *TABLE_FILES]) and page.is_file()
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == (1 if said else 0)


def test_an_exhibit_half_written_is_not_called_finished(
    two: dict[str, Verdict], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(path: Path, content: str | bytes) -> None:
        if path.name == CURVE_FILES[2]:
            raise KeyboardInterrupt
        write_atomically(path, content)

    monkeypatch.setattr(import_module("neversaddle.cli.figures"), "write_atomically", write)
    assert main(["figures", "--out", str(tmp_path)]) == 130
    assert names(tmp_path), "some of its files are there"
    assert f"finished: none; left: {CURVES}, {TABLE}" in capsys.readouterr().err


def test_a_changed_verdict_is_drift_in_captions_and_tour(
    two: dict[str, Verdict], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["figures", "--out", str(tmp_path / "f"), "--tour", str(tmp_path / "tour.md")]
    assert main(run) == 0
    two["path-length-monotone"] = Verdict.SUPPORTED
    capsys.readouterr()
    assert main([*run, "--check"]) == 1
    error = capsys.readouterr().err
    assert "claim path-length-monotone is SUPPORTED, not REFUTED" in error
    assert f"{CURVES}.caption.tex" in error and "out of date: " in error and "tour.md" in error


def test_the_tour_shows_every_figure_with_its_claims(two: dict[str, Verdict], tmp_path: Path) -> None:
    page = tmp_path / "tour.md"
    assert main(["figures", "--out", str(tmp_path / "f"), "--tour", str(page)]) == 0
    text = page.read_text()
    assert f"![Figure 3: Balance curves and their lengths](f/{CURVES}.png)" in text
    assert "| decay" not in text and "```text\ndecay" in text
    for exhibit in (gallery()[CURVES], gallery()[TABLE]):
        assert f"## {exhibit.label}. {exhibit.title}" in text and exhibit.reading in text
        assert f"neversaddle figures --out DIR --only {exhibit.id}" in text
        for claim in exhibit.claims:
            assert f"proofs_notes/{claim}.md), **" in text
    for link in (*CURVE_FILES, *TABLE_FILES):
        assert f"](f/{link})" in text


def test_what_is_broken_off_leaves_whole_figures(
    two: dict[str, Verdict], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def gather(task: Callable[..., object], calls: Calls, **_: object) -> Iterator[tuple[str, object]]:
        yield CURVES, task(*calls[CURVES])
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module("neversaddle.work.gather"), "gather", gather)
    assert main(["figures", "--out", str(tmp_path), "--only", CURVES, "--only", TABLE]) == 130
    assert names(tmp_path) == sorted(CURVE_FILES)
    assert f"finished: {CURVES}; left: {TABLE}" in capsys.readouterr().err
    again = tmp_path / "again"
    assert main(["figures", "--out", str(again), "--only", CURVES]) == 130
    assert {n: (again / n).read_bytes() for n in CURVE_FILES} == {n: (tmp_path / n).read_bytes() for n in CURVE_FILES}


def test_broken_off_while_judging_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def verify(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module("neversaddle.verdict.verify"), "verify", verify)
    assert main(["figures", "--out", str(tmp_path), "--only", TABLE]) == 130
    assert names(tmp_path) == []
    assert f"finished: none; left: {TABLE}" in capsys.readouterr().err


def test_one_that_fails_does_not_take_the_others_along(
    at_once: dict[str, Verdict], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def gather(task: Callable[..., object], calls: Calls, **_: object) -> Iterator[tuple[str, object]]:
        yield CURVES, Lost("timeout", "no result within its time limit of 300 s")
        yield TABLE, task(*calls[TABLE])

    monkeypatch.setattr(import_module("neversaddle.work.gather"), "gather", gather)
    assert main(["figures", "--out", str(tmp_path), "--only", TABLE, "--only", CURVES]) == 1
    assert names(tmp_path) == TABLE_FILES
    assert "balance-curves failed: no result within its time limit of 300 s" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--only", "balance-curve"], "unknown figure 'balance-curve'; nearest: balance-curves"),
        (["--only", "xyz"], f"unknown figure 'xyz'; there are {', '.join(gallery())}"),
        (["--only", TABLE, "--tour", "tour.md"], "--tour shows the whole gallery; leave out --only"),
        (["--out", ""], "--out needs a name; got an empty one"),
        (["--tour", ""], "--tour needs a name; got an empty one"),
        (["--out", "a-file"], "--out needs a directory; a-file is a file"),
        (["--out", "a-file/below"], "cannot make a-file/below: Not a directory"),
        (["--tour", "no-such-place/tour.md"], "cannot write no-such-place/tour.md: No such file or directory"),
    ],
)
def test_bad_use_is_one_line_and_nothing_is_run(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def verify(*_: object, **__: object) -> None:
        raise AssertionError("refused first")

    monkeypatch.setattr(import_module("neversaddle.verdict.verify"), "verify", verify)
    monkeypatch.chdir(tmp_path)
    Path("a-file").write_text("in the way\n")
    assert main(["figures", *words]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and said in error
    assert Path("a-file").read_text() == "in the way\n"
