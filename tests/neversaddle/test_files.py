"""Files are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from neversaddle.cli.app import main
from neversaddle.files import CannotWrite, write_atomically
from neversaddle.theory.statement.claim import Verdict


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomically(path, "one\n")
    write_atomically(path, "zwei \u03bb\n")
    assert path.read_bytes() == "zwei \u03bb\n".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    plain = tmp_path / "b.txt"
    plain.write_text("")
    assert path.stat().st_mode == plain.stat().st_mode, "readable by whom any new file is readable"


def test_a_failure_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(CannotWrite, match="taken"):
        write_atomically(tmp_path / "taken", "text")
    with pytest.raises(CannotWrite, match="nowhere"):
        write_atomically(tmp_path / "nowhere" / "a.txt", "text")
    kept = tmp_path / "kept.txt"
    kept.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(kept, "\ud800")
    assert kept.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kept.txt", "taken"]


def test_notes_that_cannot_be_written_are_bad_use(
    stubbed: dict[str, Verdict], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["notes", "--out", str(tmp_path / "file" / "notes")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
