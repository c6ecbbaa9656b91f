"""A run of the ledger: every claim judged in a process of its own pool, the results in ledger order."""

from __future__ import annotations

import difflib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType

from neversaddle.result import Report, Result
from theory.claims import ledger
from theory.parts import Evolves
from theory.statement import Verdict

#: Verdicts that other claims may rest on.
SETTLED = (Verdict.PROVED, Verdict.ENCLOSED)
LEAST_DIGITS, MOST_DIGITS = 5, 200


class UnknownClaim(ValueError):
    """A claim id that the ledger does not hold; the message names the nearest ones."""


def verify(
    ids: Sequence[str] | str | None = None,
    *,
    digits: int = 30,
    seed: int = 0,
    jobs: int | None = None,
    fast: bool = False,
    on_result: Callable[[Result], None] | None = None,
) -> Report:
    """Judge the named claims (default: all) and report on them in ledger order; the same for any number of jobs.

    `digits` from 5 to 200; `fast`: at most 15 digits, no flows, no search for necessary hypotheses. `on_result` is
    called as each verdict arrives, and again for one that falls with a claim it rests on. Raises UnknownClaim, and
    ValueError for bad settings.

    >>> verify(["depth-threshold"], digits=15, jobs=1).counts
    {'PROVED': 1}
    """
    chosen = select(ids)
    if not LEAST_DIGITS <= digits <= MOST_DIGITS:
        raise ValueError(f"digits must be from {LEAST_DIGITS} to {MOST_DIGITS}; got {digits}")
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs must be at least 1; got {jobs}")
    workers = min(jobs or os.cpu_count() or 1, len(chosen))
    results: dict[str, Result] = {}

    def take(result: Result) -> None:
        results[result.id] = result
        if on_result:
            on_result(result)

    if workers == 1:
        from neversaddle.judge import judge

        for claim_id in chosen:
            take(judge(claim_id, digits, seed, fast))
    else:
        _in_parallel(chosen, digits, seed, fast, workers, take)
    while revised := [_unsupported(result, results) for result in results.values() if _fallen(result, results)]:
        for result in revised:
            take(result)
    return Report(tuple(results[claim_id] for claim_id in chosen), {"digits": digits, "seed": seed})


def select(ids: Sequence[str] | str | None) -> list[str]:
    """The ids asked for, in ledger order, each once; all of them for None or an empty sequence."""
    known = list(ledger())
    ids = [ids] if isinstance(ids, str) else ids
    for claim_id in ids or ():
        if claim_id not in known:
            near = difflib.get_close_matches(claim_id, known, n=3, cutoff=0.4)
            hint = f"; nearest: {', '.join(near)}" if near else f"; the ledger holds {', '.join(known)}"
            raise UnknownClaim(f"unknown claim {claim_id[:60]!r}{hint}")
    return [claim_id for claim_id in known if not ids or claim_id in ids]


def _in_parallel(
    chosen: Sequence[str], digits: int, seed: int, fast: bool, workers: int, take: Callable[[Result], None]
) -> None:
    """Judge in a pool. If a worker dies, what is left goes on one by one, so that only the culprit fails."""
    from neversaddle.judge import failed

    left = list(chosen)

    def done(result: Result) -> None:
        left.remove(result.id)
        take(result)

    try:
        _pool(left, digits, seed, fast, workers, done)
    except BrokenProcessPool:
        for claim_id in tuple(left):
            try:
                _pool([claim_id], digits, seed, fast, 1, done)
            except BrokenProcessPool:
                done(failed(ledger()[claim_id], "the process that judged it died"))


def _pool(ids: Sequence[str], digits: int, seed: int, fast: bool, workers: int, done: Callable[[Result], None]) -> None:
    from neversaddle.judge import judge

    # Workers share no state with the parent, and leave Ctrl-C to it.
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, context, signal.signal, (signal.SIGINT, signal.SIG_IGN))
    try:
        # Integrated flows take longest; begun first, they leave no core idle at the end.
        slow_first = sorted(ids, key=lambda claim_id: not any(isinstance(p, Evolves) for p in ledger()[claim_id].says))
        with _no_main():
            futures = [pool.submit(judge, claim_id, digits, seed, fast) for claim_id in slow_first]
        for future in as_completed(futures):
            done(future.result())
    except BaseException:
        # Broken off: nobody waits for what is still being judged.
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in set(multiprocessing.active_children()) - before:
            worker.terminate()
        raise
    pool.shutdown()


@contextmanager
def _no_main() -> Iterator[None]:
    """While it lasts, new processes find no calling script: they need nothing of it, and would run it anew."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _fallen(result: Result, results: dict[str, Result]) -> list[str]:
    """The claims of this run that a proved one rests on and that did not hold."""
    if result.verdict not in SETTLED:
        return []
    return [used for used in result.uses if used in results and results[used].verdict not in SETTLED]


def _unsupported(result: Result, results: dict[str, Result]) -> Result:
    """A proof that rests on a claim of this run which did not hold is no proof."""
    fallen = ", ".join(_fallen(result, results))
    return replace(result, verdict=Verdict.SUPPORTED, message=f"rests on {fallen}, not proved in this run")
