"""How large everything is that may say "proved": what a reader has to trust, beside the theorems that it cites."""

from __future__ import annotations

from pathlib import Path

import pytest

KERNEL = Path(__file__).parents[3] / "theory" / "kernel"
#: Lines of the kernel and its rules; each change that adds to them says so here, and why it is worth that.
LINES = 6412


def test_the_kernel_does_not_grow_unseen(capsys: pytest.CaptureFixture[str]) -> None:
    """Of theorems of analysis, and arguments by hand, the sentence and the source are to be read, and no code."""
    files = [path for path in KERNEL.rglob("*.py") if not {"analysis", "arguments"} & set(path.parts)]
    sizes = {path.relative_to(KERNEL).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    with capsys.disabled():
        print(f"\nmay say proved: {sum(sizes.values())} lines in {len(sizes)} files")
    assert len(sizes) > 10 and sum(sizes.values()) <= LINES
