"""A run of the ledger: every claim judged in a process of its own pool, the results in ledger order."""

from __future__ import annotations

import difflib
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import replace

from neversaddle.result import Report, Result
from theory.claims import ledger
from theory.statement import Verdict

LEAST_DIGITS, MOST_DIGITS = 5, 200


class UnknownClaim(ValueError):
    """A claim id that the ledger does not hold; the message names the nearest ones."""


def verify(
    ids: Sequence[str] | None = None,
    *,
    digits: int = 30,
    seed: int = 0,
    jobs: int | None = None,
    fast: bool = False,
    on_result: Callable[[Result], None] | None = None,
) -> Report:
    """Judge the named claims (default: all) and report on them in ledger order; the same for any number of jobs.

    `digits` from 5 to 200; `fast`: at most 15 digits, no flows, no search for necessary hypotheses. `on_result` is
    called as each verdict arrives. Raises UnknownClaim, ValueError for bad settings; KeyboardInterrupt ends the pool.

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
    ordered = tuple(_supported(results[claim_id], results) for claim_id in chosen)
    return Report(ordered, {"digits": digits, "seed": seed})


def select(ids: Sequence[str] | None) -> list[str]:
    """The ids asked for, in ledger order, each once; all of them for None or an empty sequence."""
    known = list(ledger())
    for claim_id in ids or ():
        if claim_id not in known:
            near = difflib.get_close_matches(claim_id, known, n=3, cutoff=0.4)
            hint = f"; nearest: {', '.join(near)}" if near else f"; the ledger holds {', '.join(known)}"
            raise UnknownClaim(f"unknown claim {claim_id[:60]!r}{hint}")
    return [claim_id for claim_id in known if not ids or claim_id in ids]


def _in_parallel(
    chosen: list[str], digits: int, seed: int, fast: bool, workers: int, take: Callable[[Result], None]
) -> None:
    from neversaddle.judge import judge

    # Slow claims first, so that no core idles at the end; spawned workers share no state with the parent.
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context)
    try:
        waiting: list[Future[Result]] = [pool.submit(judge, claim_id, digits, seed, fast) for claim_id in chosen]
        for done in as_completed(waiting):
            take(done.result())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _supported(result: Result, results: dict[str, Result]) -> Result:
    """A proof that rests on a claim of this run which did not hold is no proof."""
    fallen = [u for u in result.uses if u in results and results[u].verdict not in (Verdict.PROVED, Verdict.ENCLOSED)]
    if fallen and result.verdict in (Verdict.PROVED, Verdict.ENCLOSED):
        return replace(
            result, verdict=Verdict.SUPPORTED, message=f"rests on {', '.join(fallen)}, not proved in this run"
        )
    return result
