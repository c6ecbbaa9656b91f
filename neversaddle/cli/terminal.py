"""Terminals: whether there is one, how wide text may be, and a progress bar where somebody watches."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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


@dataclass
class Pace:
    """How a flow gets on: which run it is in, and its flow time per second; a time that falls begins another run."""

    clock: Callable[[], float] = time.monotonic
    run: int = 1
    reached: float = 0.0
    rate: float = 0.0
    _began: float = field(init=False)
    _heard: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self._heard = self.clock()

    def told(self, t: float) -> None:
        """The flow has come to time t."""
        if t < self.reached:
            self.run, self._began = self.run + 1, self._heard
        self.reached, self._heard = t, self.clock()
        seconds = self._heard - self._began
        self.rate = t / seconds if seconds > 0 else 0.0

    @property
    def what(self) -> str:
        """What is being done: the first run, or one at higher precision."""
        return "integrating" if self.run == 1 else f"integrating, run {self.run}"


@contextmanager
def flow_bar(final: float) -> Iterator[Callable[[float], None]]:
    """A function that is told the flow time reached; it draws time, rate and run on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda t: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("t = {task.completed:.4g} of {task.total:.4g}"),
        TextColumn("{task.fields[rate]:.3g} per second"),
        TimeElapsedColumn(),
    )
    pace = Pace()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(pace.what, total=final, rate=0.0)

        def told(t: float) -> None:
            pace.told(t)
            bar.update(task, completed=t, description=pace.what, rate=pace.rate)

        yield told
