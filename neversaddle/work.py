"""Work sent out to processes: what runs out of time, or takes its process down, loses itself and nothing else."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import inf
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

if sys.platform == "win32":
    from multiprocessing.context import SpawnContext as BaseContext
    from multiprocessing.context import SpawnProcess as BaseProcess
else:
    from multiprocessing.context import ForkServerContext as BaseContext
    from multiprocessing.context import ForkServerProcess as BaseProcess

if TYPE_CHECKING:
    from pebble import ProcessPool

T = TypeVar("T")

#: How often, in seconds, it is asked whether a pool is still whole while nothing arrives.
LOOK = 1.0


class BadSetting(ValueError):
    """A number of jobs, a time limit or a scheduler that cannot be; one line that says what can."""


@dataclass(frozen=True)
class Lost:
    """What came instead of a result. `reason`: "timeout", "died" (the process), or "raised" (an exception)."""

    reason: str
    text: str


def gather(
    task: Callable[..., T],
    calls: Mapping[str, tuple[object, ...]],
    *,
    jobs: int | None = None,
    timeout: float | None = None,
    scheduler: str | None = None,
) -> Generator[tuple[str, T | Lost], None, None]:
    """`task(*arguments)` for every call, begun in their order: the name and the result of each as it arrives.

    In `jobs` processes (default: one a core) that stay warm between calls, or on the Dask cluster at `scheduler`;
    `timeout` in seconds for each call. A call that gives no result gives a Lost. Closing the generator, as an
    interrupt must, stops every process at once. `task` has to be importable. Raises BadSetting.

    >>> import math
    >>> dict(gather(math.factorial, {"three": (3,), "minus one": (-1,)}, jobs=1))["three"]
    6
    """
    if timeout is not None and not 0 < timeout < inf:
        raise BadSetting(f"the time limit must be a positive number of seconds; got {timeout:g}")
    if jobs is not None and jobs < 1:
        raise BadSetting(f"jobs must be at least 1; got {jobs}")
    if scheduler is None:
        return _local(task, calls, jobs or os.cpu_count() or 1, timeout)
    if jobs is not None:
        raise BadSetting("jobs are for local processes; a cluster runs as many as it has workers")
    from neversaddle.cluster import connect, on_cluster

    return on_cluster(connect(scheduler), task, calls, timeout)


def guarded(task: Callable[..., T], arguments: tuple[object, ...]) -> T | Lost:
    """The call, in the process that makes it; an exception comes back as text, since not every one can be sent."""
    try:
        return task(*arguments)
    except (
        Exception,
        SystemExit,
        KeyboardInterrupt,
    ) as failure:  # Whatever it is, it is this call's outcome and no other's.
        return Lost("raised", f"{type(failure).__name__}: {failure}")


def out_of_time(timeout: float | None) -> Lost:
    """What a call is worth that was stopped."""
    return Lost("timeout", f"no result within its time limit of {timeout:g} s")


def _local(
    task: Callable[..., T], calls: Mapping[str, tuple[object, ...]], jobs: int, timeout: float | None
) -> Generator[tuple[str, T | Lost], None, None]:
    """One pool of one process for each job, given one call at a time.

    A pool of several loses calls: a worker that is being stopped may just have taken the next one (pebble #153).
    """
    from pebble import ProcessPool

    context = _Context()
    context.set_forkserver_preload([task.__module__])
    pools: list[ProcessPool] = []

    def whole(pool: ProcessPool | None) -> ProcessPool:
        if pool is None or not pool.active:
            pool = ProcessPool(max_workers=1, context=context, initializer=_begin)
            pools.append(pool)
        return pool

    waiting = iter(calls.items())
    free: list[ProcessPool | None] = [None] * min(jobs, len(calls))
    running: dict[Future[T | Lost], tuple[str, ProcessPool]] = {}
    try:
        while True:
            while free and (call := next(waiting, None)) is not None:
                pool = whole(free.pop())
                running[pool.schedule(guarded, (task, call[1]), timeout=timeout)] = call[0], pool
            if not running:
                return
            done, _ = wait(running, LOOK, FIRST_COMPLETED)
            # A broken pool fails what it runs; what was handed to it in that very moment it would keep for ever.
            done |= {future for future, (_, pool) in running.items() if not pool.active}
            arrived = [(running.pop(future), future) for future in done]
            free += [pool for (_, pool), _ in arrived]
            for (name, _), future in arrived:
                yield name, _outcome(future, timeout)
    finally:
        for pool in pools:
            pool.stop()
        context.kill()
        for pool in pools:
            pool.join()


def _begin() -> None:
    """In a worker: what it prints goes to stderr, and it ends with the process that sent it work."""
    with suppress(OSError):  # Either may be closed.
        os.dup2(2, 1)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


def _outcome(future: Future[T | Lost], timeout: float | None) -> T | Lost:
    from pebble import ProcessExpired

    try:
        return future.result(timeout=0)
    except TimeoutError:
        return out_of_time(timeout) if future.done() else Lost("died", "the process died before it began")
    except ProcessExpired as end:
        return Lost("died", f"the process died with exit code {end.exitcode}")
    except BrokenProcessPool:
        return Lost("died", "the process died as it began")


class _Worker(BaseProcess):
    """A process that starts without the script that called, and that Ctrl-C does not reach."""

    def start(self) -> None:
        """Start it; the server that forks all of them starts with the first."""
        with _uninterrupted(), _apart():
            super().start()


class _Context(BaseContext):
    """Where a pool gets its processes from; it remembers them, to end them at once."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[_Worker] = []

    def Process(self, *arguments: object, **settings: object) -> _Worker:  # type: ignore[override]
        """A new process, not yet started."""
        worker = _Worker(*arguments, **settings)  # type: ignore[arg-type]
        self.started.append(worker)
        return worker

    def kill(self) -> None:
        """End every process now, whatever it is in the middle of."""
        for worker in self.started:
            if worker.pid is not None and worker.is_alive():
                worker.kill()


_STARTING = threading.Lock()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """While it lasts, Ctrl-C waits: a process half started has no id yet by which to end it.

    Left alone, it would look for the locks of its pool, and tell stderr that they are gone. That this thread blocks the
    signal is not enough: another one, such as those of a linear algebra library, takes it, and Python raises it here.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is None:
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def _apart() -> Iterator[None]:
    """While it lasts, new processes find no calling script, which they would run anew, and inherit no Ctrl-C."""
    with _STARTING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if sys.platform != "win32" else None
        try:
            yield
        finally:
            sys.modules["__main__"] = main
            if sys.platform != "win32" and blocked is not None:
                signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
