"""docs/: what is kept of the figures. That they are what the command makes now, `make figures-check` says."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_images_are_small_enough_to_be_kept() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs" / "figures").iterdir()}
    assert sizes and max(sizes.values()) < 150_000
