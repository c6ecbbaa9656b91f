"""Work sent out to processes of this machine: what runs out of time, or takes its process down, loses only itself."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from neversaddle.libraries import installed
from neversaddle.work.outcome import Lost, T, guarded, out_of_time
from neversaddle.work.starting import Context

if TYPE_CHECKING:
    from pebble import ProcessPool

#: How often, in seconds, it is asked whether a pool is still whole while nothing arrives.
LOOK = 1.0
STILLBORN = Lost("died", "the process died as it began")


def in_processes(
    task: Callable[..., T], calls: Mapping[str, tuple[object, ...]], jobs: int, timeout: float | None, preload: str
) -> Generator[tuple[str, T | Lost], None, None]:
    """`gather` on this machine: one pool of one process for each job, given one call at a time.

    A pool of several loses calls: a worker that is being stopped may just have taken the next one (pebble #153).
    """
    installed("pebble")
    from pebble import ProcessPool

    context = Context(preload)
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
                try:
                    running[pool.schedule(guarded, (task, call[1]), timeout=timeout)] = call[0], pool
                except BrokenProcessPool:
                    free.append(None)
                    yield call[0], STILLBORN
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
    # What was imported stays; to look through it again and again for what may go is for nothing.
    gc.freeze()
    with suppress(OSError):  # Either may be closed.
        os.dup2(2, 1)
    threading.Thread(target=_end_with_caller, daemon=True).start()


def _end_with_caller() -> None:
    # Its parent may be the fork server; the one that sent it work is known to multiprocessing.
    if (caller := parent_process()) is not None:
        caller.join()
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
        return STILLBORN
