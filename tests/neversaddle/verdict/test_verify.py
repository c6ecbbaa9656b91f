"""A run of the ledger: the same for any number of jobs and any hash seed, and one claim's fall is its own."""

from __future__ import annotations

import json
import operator
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from typing import Any

import pytest

from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import Verdict
from neversaddle.verdict.judge import judge
from neversaddle.verdict.result import Report, Result
from neversaddle.verdict.verify import UnknownClaim, select, verify
from neversaddle.work.gather import gather as sent_out
from neversaddle.work.outcome import BadSetting, Lost

#: The module, whose name the package gives to the function that returns the claims.
running = sys.modules[verify.__module__]
#: More seconds than any test may take.
FOR_EVER = 10**6
#: Claims that rest on little.
CHEAP = ["duality-map", "depth-threshold", "steepest-direction", "coercivity-ordering"]

#: Judged in the process itself, whose hash seed is told; mutants are known to others by their place.
JUDGED = """
import json, sys
from neversaddle.theory.claims import claim_of
from neversaddle.theory.mutants.mistakes import mutants
from neversaddle.verdict.judge import judge
results = [judge(name, digits=12, seed=3, fast=False) for name in sys.argv[1:]]
texts = [[str(getattr(r, f)) for f in r.__dataclass_fields__ if f != "seconds"] for r in results]
changes = [m.change for name in ("stationary-decoupled", "commuting", "margin") for m in mutants(claim_of(name))]
print(json.dumps([*texts, changes]))
"""
#: No guard against being run anew by the processes that it starts.
UNGUARDED = """
import sys
from neversaddle.verdict.verify import verify
for result in verify(sys.argv[1:], digits=12, fast=True, jobs=2).results:
    print(result.id, result.verdict.value)
"""


def timeless(report: Report) -> list[Result]:
    """The results without the seconds."""
    return [replace(result, seconds=0.0) for result in report.results]


def test_one_job_and_two_give_the_same() -> None:
    one, two = (verify(CHEAP, digits=12, fast=True, jobs=jobs) for jobs in (1, 2))
    assert timeless(one) == timeless(two)
    assert one.as_expected
    assert [r.id for r in one.results] == [name for name in ledger() if name in CHEAP]


def test_hash_seeds_give_the_same() -> None:
    texts = []
    for seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-c", JUDGED, *CHEAP]
        texts.append(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert texts[0] == texts[1]
    assert len(json.loads(texts[0])) == len(CHEAP) + 1


def test_a_script_without_a_guard_may_run_several_jobs() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-", *CHEAP[:2]]
    done = subprocess.run(command, input=UNGUARDED, env=environment, capture_output=True, text=True, check=True)
    assert sorted(done.stdout.splitlines()) == sorted(f"{name} PROVED" for name in CHEAP[:2])


@pytest.mark.usefixtures("here")
def test_the_seed_chooses_the_samples_not_the_verdicts() -> None:
    first, second = (verify(["coercivity-ordering", "duality-map"], digits=12, seed=seed, jobs=1) for seed in (0, 1))
    assert first.counts == second.counts
    assert (first.settings, second.settings) == ({"digits": 12, "seed": 0}, {"digits": 12, "seed": 1})


@pytest.mark.parametrize(
    ("asked", "near"),
    [("balanse", "balance"), ("mirror_map", "mirror-map"), ("conjugate", "conjugacy"), ("xyzzy", "ns.ledger()")],
)
def test_an_unknown_claim_names_the_nearest(asked: str, near: str) -> None:
    with pytest.raises(UnknownClaim, match=near) as refused:
        verify(["balance", asked])
    assert "\n" not in str(refused.value)


def test_select_keeps_ledger_order_and_takes_each_once() -> None:
    assert select(None) == list(ledger())
    with pytest.raises(UnknownClaim, match="no claim is named"):
        select([])
    assert select(["mirror-map", "balance", "mirror-map"]) == ["balance", "mirror-map"]


@pytest.mark.parametrize(
    "settings", [{"digits": 4}, {"digits": 201}, {"jobs": 0}, {"jobs": -1}, {"timeout": 0.0}, {"timeout": -1.0}]
)
def test_settings_out_of_range_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(BadSetting, match="must be"):
        verify(["balance"], **settings)  # type: ignore[arg-type]


def falling(name: str, verdict: Verdict) -> Callable[[str, int, int, bool], Result]:
    """A judge for whom one claim does not hold."""

    def judged(claim_id: str, digits: int, seed: int, fast: bool) -> Result:
        result = judge(claim_id, digits, seed, fast)
        return replace(result, verdict=verdict, message="made to fall") if claim_id == name else result

    return judged


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims are judged in this process, where a test can reach into them."""

    def gather(
        task: Callable[..., Result], calls: Mapping[str, tuple[object, ...]], **_: object
    ) -> Iterator[tuple[str, Result]]:
        yield from ((name, task(*arguments)) for name, arguments in calls.items())

    monkeypatch.setattr(running, "gather", gather)


@pytest.mark.usefixtures("here")
def test_what_rests_on_a_fallen_claim_falls_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neversaddle.verdict.judge.judge", falling("metric-general", Verdict.ERROR))
    heard: list[Result] = []
    # metric-depth-two uses metric-balanced, which uses metric-general; depth-threshold rests on nothing.
    names = ["metric-general", "metric-balanced", "metric-depth-two", "depth-threshold"]
    report = verify(names, digits=12, jobs=1, fast=True, on_result=heard.append)
    verdicts = {r.id: r.verdict for r in report.results}
    assert verdicts == {
        "metric-general": Verdict.ERROR,
        "metric-balanced": Verdict.SUPPORTED,
        "metric-depth-two": Verdict.SUPPORTED,
        "depth-threshold": Verdict.PROVED,
    }
    assert {r.id: r for r in heard} == {r.id: r for r in report.results}
    assert not report.as_expected
    assert "rests on metric-balanced" in next(r.message for r in report.results if r.id == "metric-depth-two")


@pytest.mark.usefixtures("here")
def test_a_refuted_claim_keeps_its_verdict_when_its_ground_falls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neversaddle.verdict.judge.judge", falling("coercivity", Verdict.UNKNOWN))
    report = verify(["coercivity", "coercivity-ordering"], digits=12, jobs=1, fast=True)
    assert [r.verdict for r in report.results] == [Verdict.UNKNOWN, Verdict.REFUTED]


@pytest.mark.usefixtures("here")
def test_a_crash_stays_with_its_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    def crashing(claim: object, part: object, *rest: object, **settings: object) -> object:
        if getattr(claim, "id", "") == "duality-map":
            raise ZeroDivisionError("by hand")
        return original(claim, part, *rest, **settings)  # type: ignore[arg-type]

    from neversaddle.verdict import judge as judging

    original = judging.attack
    monkeypatch.setattr(judging, "attack", crashing)
    report = verify(["duality-map", "steepest-direction"], digits=12, jobs=1, fast=True)
    assert [r.verdict for r in report.results] == [Verdict.ERROR, Verdict.PROVED]
    assert report.results[0].message == "ZeroDivisionError: by hand"


def test_a_claim_out_of_time_is_a_timeout_and_the_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sleeps for ever, the other is judged beforehand and only handed through: no machine is too busy for that."""

    def gather(
        task: Callable[..., Result], calls: Mapping[str, tuple[object, ...]], **settings: Any
    ) -> Iterator[tuple[str, Result | Lost]]:
        late, done = ("mirror-flow", "depth-threshold")
        assert set(calls) == {late, done}
        ends = {late: (time.sleep, FOR_EVER), done: (copy, task(*calls[done]))}
        yield from sent_out(operator.call, ends, **settings)

    monkeypatch.setattr(running, "gather", gather)
    report = verify(["mirror-flow", "depth-threshold"], digits=12, jobs=1, timeout=2.0)
    late, done = sorted(report.results, key=lambda result: result.verdict == Verdict.PROVED)
    assert (late.id, late.verdict, late.seconds) == ("mirror-flow", Verdict.TIMEOUT, 2.0)
    assert "2 s" in late.message
    assert (done.id, done.verdict) == ("depth-threshold", Verdict.PROVED)
    assert not report.as_expected


@pytest.mark.parametrize(
    ("reason", "verdict", "message"),
    [
        ("timeout", Verdict.TIMEOUT, "lost by hand"),
        ("died", Verdict.ERROR, "the process that judged it died: lost by hand"),
        ("raised", Verdict.ERROR, "lost by hand"),
    ],
)
def test_a_lost_claim_has_a_verdict_that_never_counts_as_passed(
    monkeypatch: pytest.MonkeyPatch, reason: str, verdict: Verdict, message: str
) -> None:
    def gather(
        task: Callable[..., Result], calls: Mapping[str, tuple[object, ...]], **_: object
    ) -> Iterator[tuple[str, Result | Lost]]:
        yield from ((name, Lost(reason, "lost by hand")) for name in calls)

    monkeypatch.setattr(running, "gather", gather)
    report = verify(["balance", "coercivity-ordering"])
    assert [(r.verdict, r.message) for r in report.results] == [(verdict, message)] * 2
    assert not any(result.as_expected for result in report.results)


@pytest.mark.usefixtures("here")
def test_an_interrupt_closes_what_was_sent_out(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []

    def gather(
        task: Callable[..., Result], calls: Mapping[str, tuple[object, ...]], **_: object
    ) -> Iterator[tuple[str, Result]]:
        try:
            yield from ((name, task(*arguments)) for name, arguments in calls.items())
        finally:
            closed.append(True)

    def interrupt(result: Result) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "gather", gather)
    with pytest.raises(KeyboardInterrupt) as broken_off:
        verify(["depth-threshold", "duality-map"], digits=12, fast=True, on_result=interrupt)
    # While the traceback still holds every frame, so that nothing else can have closed it.
    assert broken_off.tb is not None and closed == [True]
