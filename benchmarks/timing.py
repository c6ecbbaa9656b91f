"""How the benchmarks measure: seconds of the quickest run, a limit for rivals, and digits that agree."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import mpmath
from mpmath import mp

ROOT = Path(__file__).resolve().parent.parent

#: A row of a table.
Row = tuple[str, ...]
Found = TypeVar("Found")


def environment() -> dict[str, str]:
    """The environment of a child process, in which this checkout is importable."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def best(times: int, run: Callable[[], Found]) -> tuple[float, Found]:
    """Seconds of the quickest of some runs, and what it found."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        found = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), found


def correct(found: Sequence[mpmath.mpf], true: Sequence[mpmath.mpf], digits: int) -> str:
    """Digits that agree, relative to the largest number."""
    with mp.workdps(digits + 40):
        apart = max(abs(a - b) for a, b in zip(found, true, strict=True)) / max(map(abs, true))
        return mp.nstr(-mp.log10(apart), 4) if apart else "all"


def within(limit: float, run: Callable[[], Found]) -> tuple[float, Found | None]:
    """The seconds that a call takes and its value; the limit and None if it takes longer."""

    def stop(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        return best(1, run)
    except TimeoutError:
        return limit, None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
