"""Terminals: whether there is one, how wide text may be, and a progress bar where somebody watches."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

#: Text that goes to a file or a pipe is folded here.
PLAIN_WIDTH = 100


def width(stream: TextIO | None = None) -> int:
    """Columns for folded text: those of the terminal between 80 and 120, else a fixed number."""
    if not (stream or sys.stdout).isatty():
        return PLAIN_WIDTH
    return min(120, max(80, shutil.get_terminal_size().columns))


@contextmanager
def progress_bar(what: str, total: float) -> Iterator[Callable[[float], None]]:
    """A function that is told how much of `total` is done; it draws on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
