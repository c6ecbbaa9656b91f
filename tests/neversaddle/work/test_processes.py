"""Work sent out: nothing is lost but what is lost by itself, on this machine and on a cluster that loses a worker."""

from __future__ import annotations

import fcntl
import math
import multiprocessing
import operator
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import LocalCluster

from neversaddle.cli.app import main
from neversaddle.verdict.judge import judge
from neversaddle.verdict.result import Result
from neversaddle.verdict.verify import verify
from neversaddle.work import cluster as clusters
from neversaddle.work import starting
from neversaddle.work.cluster import NoCluster, connect
from neversaddle.work.gather import gather
from neversaddle.work.outcome import BadSetting, Lost

FACTORIALS: dict[str, tuple[object, ...]] = {f"{n}!": (math.factorial, n) for n in range(6)}
EXPECTED = {f"{n}!": math.factorial(n) for n in range(6)}
#: Calls of operator.call that end as no call should.
ENDS: dict[str, tuple[object, ...]] = {
    "sleeps": (time.sleep, 600),
    "exits": (os._exit, 3),
    "aborts": (os.abort,),
    "divides": (operator.truediv, 1, 0),
    "leaves": (sys.exit, 4),
}
REASONS = {"sleeps": "timeout", "exits": "died", "aborts": "died", "divides": "raised", "leaves": "raised"}
#: Far more than an answer takes, far less than what sleeps.
LIMIT = 2.0


def check(found: dict[str, Any]) -> None:
    """Each bad end is its own, and all others have their values."""
    assert set(found) == {*EXPECTED, *ENDS}
    assert {name: found[name] for name in EXPECTED} == EXPECTED
    lost = {name: found[name] for name in ENDS}
    assert all(isinstance(outcome, Lost) for outcome in lost.values())
    assert {name: outcome.reason for name, outcome in lost.items()} == REASONS
    assert "2 s" in lost["sleeps"].text and "ZeroDivisionError" in lost["divides"].text
    assert "3" in lost["exits"].text


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_bad_end_is_its_own(jobs: int) -> None:
    # The bad ends come first, so that every other call follows one of them into the same process.
    check(dict(gather(operator.call, {**ENDS, **FACTORIALS}, jobs=jobs, timeout=LIMIT)))


def test_closing_ends_every_process_at_once() -> None:
    before = set(multiprocessing.active_children())
    calls = {"quick": FACTORIALS["3!"], "slow": (time.sleep, 600), "slower": (time.sleep, 600)}
    arriving = gather(operator.call, calls, jobs=2)
    assert next(arriving) == ("quick", 6)
    workers = set(multiprocessing.active_children()) - before
    assert len(workers) == 2
    arriving.close()
    assert all(worker.exitcode is not None for worker in workers)
    assert set(multiprocessing.active_children()) <= before


#: Ctrl-C comes while a process is started, before its number is known; it reads what it needs only after that. A
#: thread that does not block the signal, such as those of a linear algebra library, takes it.
INTERRUPTED = """
import os, signal, threading, time
from multiprocessing import forkserver
from neversaddle.work import starting
from neversaddle.work.gather import gather

# Whatever runs the tests may have it ignored, as shells do for what they run in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
start, read = starting.Worker.start, forkserver.read_signed

class Slow:
    def __reduce__(self):
        return time.sleep, (1,)

def slowly(worker):
    worker.__dict__ = {"first": Slow(), **worker.__dict__}
    start(worker)

def interrupted(descriptor):
    forkserver.read_signed = read
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.3)
    return read(descriptor)

starting.Worker.start, forkserver.read_signed = slowly, interrupted
try:
    list(gather(time.sleep, {"slow": (600,)}, jobs=1))
except KeyboardInterrupt:
    print("broken off", flush=True)
"""


def test_processes_that_are_just_starting_end_without_a_word() -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("broken off\n", "")


@pytest.fixture
def interruptible() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_waits_until_a_process_has_started(interruptible: None) -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), starting._uninterrupted():
        signal.raise_signal(signal.SIGINT)
        done.append("started")
    assert done == ["started"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    "settings",
    [
        {"jobs": 0},
        {"timeout": 0.0},
        {"timeout": -1.0},
        {"timeout": math.nan},
        {"timeout": math.inf},
        {"jobs": 1, "scheduler": "tcp://127.0.0.1:1"},
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(BadSetting) as refused:
        gather(math.factorial, {"3!": (3,)}, **settings)
    assert "\n" not in str(refused.value)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two workers, and a scheduler that gives a call up as soon as one worker died with it."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as started,
    ):
        yield started


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster that answers may be as slow as the machine is busy."""
    monkeypatch.setattr(clusters, "PATIENCE", 600)


def kill_a_worker(cluster: LocalCluster) -> None:
    """End one worker process as the machine under it would."""
    os.kill(next(iter(cluster.workers.values())).process.pid, signal.SIGKILL)


def test_a_cluster_that_loses_a_worker_loses_nothing_else(cluster: LocalCluster) -> None:
    found = {}
    arriving = gather(operator.call, {**ENDS, **FACTORIALS}, timeout=LIMIT, scheduler=cluster.scheduler_address)
    for count, (name, outcome) in enumerate(arriving):
        found[name] = outcome
        if count == 3:
            kill_a_worker(cluster)
    check(found)


def test_a_run_on_a_cluster_that_loses_a_worker_gives_the_same_report(cluster: LocalCluster) -> None:
    names = ["duality-map", "steepest-direction", "depth-threshold", "coercivity-ordering"]
    arrived: list[Result] = []

    def kill_at_first(result: Result) -> None:
        arrived.append(result)
        if len(arrived) == 1:
            kill_a_worker(cluster)

    there = verify(names, digits=12, fast=True, scheduler=cluster.scheduler_address, on_result=kill_at_first)
    here = [judge(r.id, 12, 0, fast=True) for r in there.results]
    assert [replace(r, seconds=0.0) for r in there.results] == [replace(r, seconds=0.0) for r in here]
    assert {r.id for r in there.results} == set(names)
    assert len(arrived) == len(names)


def test_a_cluster_that_cannot_serve_is_one_line(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(clusters, "PATIENCE", 1)
        for address in ("tcp://127.0.0.1:1", "nonsense://", "localhost", "tcp://127.0.0.1:port", ""):
            assert main(["verify", "depth-threshold", "--scheduler", address]) == 2
            captured = capsys.readouterr()
            assert captured.out == "" and captured.err.count("\n") == 1
            assert "no Dask scheduler answers" in captured.err
    monkeypatch.setattr(clusters, "__version__", "0.0.0")
    with pytest.raises(NoCluster, match=r"workers run neversaddle .*; this is 0\.0\.0"):
        connect(cluster.scheduler_address)


def test_a_cluster_without_dask_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoCluster, match=r"pip install 'neversaddle\[cluster\]'"):
        connect("tcp://127.0.0.1:1")


def test_a_working_directory_that_is_gone_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(BadSetting, match="the working directory is gone"):
        gather(math.factorial, {"three": (3,)}, jobs=1)


#: Sends out a call that locks a file and never ends.
ENDLESS = """
from neversaddle.work.gather import gather
call = "import fcntl, time; f = open('held', 'w'); fcntl.flock(f, fcntl.LOCK_EX); print('.', file=f, flush=True)"
for _ in gather(exec, {"endless": (call + "; time.sleep(10**6)",)}, jobs=1):
    pass
"""


def test_workers_end_with_a_caller_that_is_killed(tmp_path: Path) -> None:
    held = tmp_path / "held"
    caller = subprocess.Popen([sys.executable, "-c", ENDLESS], cwd=tmp_path)
    while not held.exists() or not held.read_text():
        assert caller.poll() is None
        time.sleep(0.05)
    caller.kill()
    caller.wait()
    with held.open() as file:
        # Waits for the worker's end, which releases it.
        fcntl.flock(file, fcntl.LOCK_EX)
        assert held.read_text() == ".\n"
