"""A run of the ledger: every claim judged in a process that may fail alone, the results in ledger order."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace

from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import SETTLED, Verdict
from neversaddle.theory.statement.curves import OF_SOLUTIONS
from neversaddle.verdict.result import Report, Result
from neversaddle.work.gather import gather
from neversaddle.work.outcome import BadSetting, Lost

LEAST_DIGITS, MOST_DIGITS = 5, 200
#: What the processes that judge begin with.
JUDGE = "neversaddle.verdict.judge"
#: Seconds that one claim may take.
TIMEOUT = 300.0


class UnknownClaim(ValueError):
    """A claim id that the ledger does not hold; the message names the nearest ones."""


def verify(
    ids: Sequence[str] | str | None = None,
    *,
    digits: int = 30,
    seed: int = 0,
    jobs: int | None = None,
    timeout: float | None = TIMEOUT,
    scheduler: str | None = None,
    fast: bool = False,
    on_result: Callable[[Result], None] | None = None,
) -> Report:
    """Judge the named claims (default: all) and report on them in ledger order; the same for any number of jobs.

    `digits` from 5 to 200; `jobs` processes (default: one a core), or the Dask cluster at the address `scheduler`;
    `timeout` in seconds for each claim (None: no limit); `fast`: at most 15 digits, no flows, no search for necessary
    hypotheses. `on_result` is called as each verdict arrives, and again for one that falls with a claim it rests on.
    Raises UnknownClaim, and BadSetting for the other settings.

    >>> verify(["depth-threshold"], digits=15, jobs=1).counts
    {'PROVED': 1}
    """
    chosen = select(ids)
    if not LEAST_DIGITS <= digits <= MOST_DIGITS:
        raise BadSetting(f"digits must be from {LEAST_DIGITS} to {MOST_DIGITS}; got {digits}")
    results: dict[str, Result] = {}

    def take(result: Result) -> None:
        results[result.id] = result
        if on_result:
            on_result(result)

    # Begun first, the slow ones leave no core idle at the end.
    calls = {name: (name, digits, seed, fast) for name in sorted(chosen, key=_slow, reverse=True)}
    judging = gather(_judged, calls, jobs=jobs, timeout=timeout, scheduler=scheduler, preload=JUDGE)
    with closing(judging) as arriving:
        for claim_id, result in arriving:
            take(_lost(claim_id, result, timeout) if isinstance(result, Lost) else result)
    while revised := [_unsupported(result, results) for result in results.values() if _fallen(result, results)]:
        for result in revised:
            take(result)
    return Report(tuple(results[claim_id] for claim_id in chosen), {"digits": digits, "seed": seed})


def _judged(claim_id: str, digits: int, seed: int, fast: bool) -> Result:
    """`judge`, imported where it judges: whoever sends claims out needs neither kernel nor attack."""
    from neversaddle.verdict.judge import judge

    return judge(claim_id, digits, seed, fast)


def select(ids: Sequence[str] | str | None) -> list[str]:
    """The ids asked for, each once in ledger order; all for None. Raises UnknownClaim, for no id at all, too."""
    known = list(ledger())
    if not (ids is None or (isinstance(ids, Sequence) and all(isinstance(claim_id, str) for claim_id in ids))):
        raise UnknownClaim(f"claims are asked for by their ids, such as 'balance'; got {str(ids)[:60]!r}")
    ids = known if ids is None else [ids] if isinstance(ids, str) else list(ids)
    if not ids:
        raise UnknownClaim("no claim is named; leave the ids out for the whole ledger")
    for claim_id in ids:
        if claim_id not in known:
            near = difflib.get_close_matches(claim_id, known, n=3, cutoff=0.4)
            hint = f"; nearest: {', '.join(near)}" if near else "; all are in ns.ledger() and in proofs_notes"
            raise UnknownClaim(f"unknown claim {claim_id[:60]!r}{hint}")
    return [claim_id for claim_id in known if claim_id in ids]


def _lost(claim_id: str, lost: Lost, timeout: float | None) -> Result:
    """The verdict on a claim whose process gave none."""
    from neversaddle.verdict.judge import failed

    claim = ledger()[claim_id]
    if lost.reason == "timeout":
        return replace(failed(claim, lost.text), verdict=Verdict.TIMEOUT).took(timeout or 0.0)
    return failed(claim, f"the process that judged it died: {lost.text}" if lost.reason == "died" else lost.text)


def _slow(claim_id: str) -> bool:
    """Whether a flow has to be integrated, which takes longest."""
    return any(isinstance(part, OF_SOLUTIONS) for part in ledger()[claim_id].says)


def _fallen(result: Result, results: dict[str, Result]) -> list[str]:
    """The claims of this run that a proved one rests on and that did not hold."""
    if result.verdict not in SETTLED:
        return []
    return [used for used in result.uses if used in results and results[used].verdict not in SETTLED]


def _unsupported(result: Result, results: dict[str, Result]) -> Result:
    """A proof that rests on a claim of this run which did not hold is no proof."""
    fallen = ", ".join(_fallen(result, results))
    return replace(result, verdict=Verdict.SUPPORTED, message=f"rests on {fallen}, not proved in this run")
