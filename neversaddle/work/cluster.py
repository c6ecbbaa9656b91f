"""Work on a Dask cluster: every call in a process of its own beside the worker, stopped when its time is over."""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from math import inf
from typing import TYPE_CHECKING

from neversaddle._version import __version__
from neversaddle.libraries import installed
from neversaddle.work.environment import variables
from neversaddle.work.outcome import BadSetting, Lost, T, guarded, out_of_time

if TYPE_CHECKING:
    from distributed import Client

#: Seconds that a scheduler, and then its first worker, may take to answer.
PATIENCE = 10
#: Seconds between two looks at whether a call's time is over, or nobody waits for it any more.
LOOK = 0.1
#: Dask gives a call up after four workers died with it; so many times it is sent anew before it counts as lost.
RESENT = 3
#: What a process beside a worker writes when everything is imported and the call, and its time, begin.
BEGUN = b"!"


class NoCluster(BadSetting):
    """A cluster that cannot be used; one line that says why."""


def connect(address: str) -> Client:
    """A client of the Dask scheduler at `address`, such as tcp://host:8786; NoCluster if it cannot serve this run."""
    installed("distributed")
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster("a cluster needs Dask: pip install 'neversaddle[cluster]'") from None
    try:
        # In a thread, for a notebook's own event loop.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(_answers(address))).result()
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception as failure:  # Dask has no type of its own for what is wrong with an address, or behind it.
        why = str(failure) or f"nothing within {PATIENCE} s"
        raise NoCluster(f"no Dask scheduler answers at {ascii(address)[:80]}: {why}") from failure
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        versions = set(client.run(version).values())
        if versions != {__version__}:
            raise NoCluster(f"its workers run neversaddle {', '.join(sorted(versions))}; this is {__version__}")
    except Exception as failure:  # Whatever a worker without this package answers, it cannot do the work.
        client.close()
        why = "it has no workers" if isinstance(failure, TimeoutError) else str(failure)
        raise NoCluster(f"the cluster at {address} cannot serve: {why}") from failure
    return client


async def _answers(address: str) -> None:
    """Ask the scheduler who it is; a client would wait for ever for a server that accepts and says nothing."""
    from distributed import Security
    from distributed.core import rpc

    async with asyncio.timeout(PATIENCE):
        async with rpc(address, connection_args=Security().get_connection_args("client")) as scheduler:
            await scheduler.identity()


def version() -> str:
    """What a worker has installed."""
    return __version__


def on_cluster(
    client: Client, task: Callable[..., T], calls: Mapping[str, tuple[object, ...]], timeout: float | None
) -> Generator[tuple[str, T | Lost], None, None]:
    """`gather` on a cluster; closes the client. What dying workers held is done by others."""
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    loads = {name: pickle.dumps((task, arguments)) for name, arguments in calls.items()}
    sent = dict.fromkeys(calls, 0)
    waiting = {}
    try:
        arriving = as_completed(loop=client.loop)
        for name in calls:
            future = client.submit(beside, loads[name], timeout, pure=False)
            waiting[future] = name
            arriving.add(future)
        for future in arriving:
            name = waiting.pop(future)
            outcome: T | Lost
            try:
                outcome = pickle.loads(future.result())
            except KilledWorker as end:
                if sent[name] < RESENT:
                    sent[name] += 1
                    again = client.submit(beside, loads[name], timeout, pure=False)
                    waiting[again] = name
                    arriving.add(again)
                    continue
                outcome = Lost("died", f"its workers died: {end}")
            except Exception as failure:  # The cluster's, not the call's: it must not take the others along.
                outcome = Lost("died", f"the cluster lost it: {type(failure).__name__}: {failure}")
            yield name, outcome
    finally:
        client.cancel(list(waiting), force=True)
        client.close()


def beside(load: bytes, timeout: float | None) -> bytes:
    """On a worker: make the pickled call in a new process and give back its pickled outcome."""
    environment = {**os.environ, **variables()}
    command = [sys.executable, "-m", __name__]
    end = inf
    with (
        tempfile.TemporaryFile() as answer,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=answer, env=environment) as process,
    ):
        try:
            if process.stdin is not None:
                # Left open: should this worker die, the process sees the end of its input, and ends, too.
                process.stdin.write(load)
                process.stdin.flush()
            while process.poll() is None:
                if end == inf and timeout is not None and os.fstat(answer.fileno()).st_size:
                    end = time.monotonic() + timeout
                if time.monotonic() > end or not _wanted():
                    return pickle.dumps(out_of_time(timeout))
                time.sleep(LOOK)
        finally:
            process.kill()
        answer.seek(len(BEGUN))
        return answer.read() or pickle.dumps(Lost("died", f"the process died with exit code {process.returncode}"))


def _wanted() -> bool:
    """Whether somebody still waits for what this worker's thread is doing."""
    from distributed import get_worker

    worker = get_worker()
    state = worker.state.tasks.get(worker.get_current_task())
    return state is not None and state.state != "cancelled"


def main() -> None:
    """In the process beside a worker: one call from stdin, its outcome to stdout."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What the call prints must not get between.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    task, arguments = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_worker, daemon=True).start()
    answer.write(BEGUN)
    answer.flush()
    outcome = pickle.dumps(guarded(task, arguments))
    answer.write(outcome)
    answer.flush()
    # The thread still reads stdin, which the interpreter would wait for.
    os._exit(0)


def _end_with_worker() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    main()
