"""A run of the ledger: the same for any number of jobs and any hash seed, and one claim's fall is its own."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from neversaddle.judge import judge
from neversaddle.result import Report, Result
from neversaddle.run import UnknownClaim, select, verify
from theory.claims import ledger
from theory.statement import Verdict

#: The module, whose name the package gives to the function that returns the claims.
running = sys.modules[verify.__module__]
#: Claims that rest on little.
CHEAP = ["duality-map", "depth-threshold", "steepest-direction", "coercivity-ordering"]

SCRIPT = """
import json, sys
from neversaddle.run import verify
report = verify(sys.argv[1:], digits=12, seed=3, jobs=1)
print(json.dumps([[str(getattr(r, f)) for f in r.__dataclass_fields__ if f != "seconds"] for r in report.results]))
"""


def timeless(report: Report) -> list[Result]:
    """The results without the seconds."""
    return [replace(result, seconds=0.0) for result in report.results]


def test_one_job_and_two_give_the_same() -> None:
    one, two = (verify(CHEAP, digits=12, jobs=jobs) for jobs in (1, 2))
    assert timeless(one) == timeless(two)
    assert one.as_expected
    assert [r.id for r in one.results] == [name for name in ledger() if name in CHEAP]


def test_hash_seeds_give_the_same() -> None:
    texts = []
    for seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-c", SCRIPT, *CHEAP]
        texts.append(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert texts[0] == texts[1]
    assert len(json.loads(texts[0])) == len(CHEAP)


def test_a_script_without_a_guard_may_run_several_jobs() -> None:
    script = SCRIPT.replace("jobs=1", "jobs=2")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-", *CHEAP[:2]]
    done = subprocess.run(command, input=script, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.count("PROVED") >= 4
    assert "ERROR" not in done.stdout


def test_the_seed_chooses_the_samples_not_the_verdicts() -> None:
    first, second = (verify(["coercivity-ordering", "duality-map"], digits=12, seed=seed, jobs=1) for seed in (0, 1))
    assert first.counts == second.counts
    assert (first.settings, second.settings) == ({"digits": 12, "seed": 0}, {"digits": 12, "seed": 1})


@pytest.mark.parametrize(
    ("asked", "near"),
    [("balanse", "balance"), ("mirror_map", "mirror-map"), ("conjugate", "conjugacy"), ("xyzzy", "the ledger holds")],
)
def test_an_unknown_claim_names_the_nearest(asked: str, near: str) -> None:
    with pytest.raises(UnknownClaim, match=near) as refused:
        verify(["balance", asked])
    assert "\n" not in str(refused.value)


def test_select_keeps_ledger_order_and_takes_each_once() -> None:
    assert select(None) == select([]) == list(ledger())
    assert select(["mirror-map", "balance", "mirror-map"]) == ["balance", "mirror-map"]


@pytest.mark.parametrize("settings", [{"digits": 4}, {"digits": 201}, {"jobs": 0}, {"jobs": -1}])
def test_settings_out_of_range_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        verify(["balance"], **settings)  # type: ignore[arg-type]


def falling(name: str, verdict: Verdict) -> Callable[[str, int, int, bool], Result]:
    """A judge for whom one claim does not hold."""

    def judged(claim_id: str, digits: int, seed: int, fast: bool) -> Result:
        result = judge(claim_id, digits, seed, fast)
        return replace(result, verdict=verdict, message="made to fall") if claim_id == name else result

    return judged


def test_what_rests_on_a_fallen_claim_falls_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neversaddle.judge.judge", falling("duality-map", Verdict.ERROR))
    heard: list[Result] = []
    # metric-general uses orbit, which uses duality-map; depth-threshold rests on nothing.
    names = ["duality-map", "orbit", "metric-general", "depth-threshold"]
    report = verify(names, digits=12, jobs=1, fast=True, on_result=heard.append)
    verdicts = {r.id: r.verdict for r in report.results}
    assert verdicts == {
        "duality-map": Verdict.ERROR,
        "orbit": Verdict.SUPPORTED,
        "metric-general": Verdict.SUPPORTED,
        "depth-threshold": Verdict.PROVED,
    }
    assert {r.id: r for r in heard} == {r.id: r for r in report.results}
    assert not report.as_expected
    assert "rests on orbit" in next(r.message for r in report.results if r.id == "metric-general")


def test_a_refuted_claim_keeps_its_verdict_when_its_ground_falls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neversaddle.judge.judge", falling("coercivity", Verdict.UNKNOWN))
    report = verify(["coercivity", "coercivity-ordering"], digits=12, jobs=1, fast=True)
    assert [r.verdict for r in report.results] == [Verdict.UNKNOWN, Verdict.REFUTED]


def test_a_crash_stays_with_its_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    def crashing(claim: object, part: object, *rest: object, **settings: object) -> object:
        if getattr(claim, "id", "") == "duality-map":
            raise ZeroDivisionError("by hand")
        return original(claim, part, *rest, **settings)  # type: ignore[arg-type]

    from neversaddle import judge as judging

    original = judging.attack
    monkeypatch.setattr(judging, "attack", crashing)
    report = verify(["duality-map", "steepest-direction"], digits=12, jobs=1, fast=True)
    assert [r.verdict for r in report.results] == [Verdict.ERROR, Verdict.PROVED]
    assert report.results[0].message == "ZeroDivisionError: by hand"


def dying(claim_id: str, digits: int, seed: int, fast: bool) -> Result:
    """A judge whose process dies at one claim."""
    if claim_id == "duality-map":
        os._exit(3)
    return judge(claim_id, digits, seed, fast)


def interrupted(claim_id: str, digits: int, seed: int, fast: bool) -> Result:
    """A judge that would take for ever."""
    import time

    time.sleep(600)
    raise AssertionError("not reached")


def fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that share the monkeypatched judge."""
    context = multiprocessing.get_context("fork")
    monkeypatch.setattr(multiprocessing, "get_context", lambda kind: context)


def test_a_dying_process_is_its_claims_error_only(monkeypatch: pytest.MonkeyPatch) -> None:
    fork(monkeypatch)
    monkeypatch.setattr("neversaddle.judge.judge", dying)
    report = verify(["duality-map", "steepest-direction", "depth-threshold"], digits=12, jobs=2, fast=True)
    assert [r.verdict for r in report.results] == [Verdict.ERROR, Verdict.PROVED, Verdict.PROVED]
    assert "died" in report.results[0].message


def test_an_interrupt_ends_the_workers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fork(monkeypatch)
    monkeypatch.setattr("neversaddle.judge.judge", interrupted)

    def broken_off(futures: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "as_completed", broken_off)
    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt):
        verify(["duality-map", "steepest-direction"], digits=12, jobs=2)
    workers = set(multiprocessing.active_children()) - before
    # The pool's own thread may collect a worker first and note its exit code a moment later: ask until it stands.
    for _ in range(2000):
        if all(worker.exitcode is not None for worker in workers):
            break
        time.sleep(0.01)
    assert all(worker.exitcode is not None for worker in workers)
