"""docs/: the figures' data, their captions and the tour are what the command makes now."""

from __future__ import annotations

from pathlib import Path

import pytest

from neversaddle.cli.app import main

ROOT = Path(__file__).parents[3]


def test_the_tour_is_up_to_date(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = main(["figures", "--check", "--out", "docs/figures", "--tour", "docs/tour.md"])
    assert (code, capsys.readouterr().err) == (0, ""), "make it anew with `neversaddle figures`, as docs/tour.md says"


def test_images_are_small_enough_to_be_kept() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs" / "figures").iterdir()}
    assert sizes and max(sizes.values()) < 150_000
