"""Work sent out, to processes of this machine or to a cluster: what is lost loses itself and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping
from math import inf

from neversaddle.work.outcome import BadSetting, Lost, T


def gather(
    task: Callable[..., T],
    calls: Mapping[str, tuple[object, ...]],
    *,
    jobs: int | None = None,
    timeout: float | None = None,
    scheduler: str | None = None,
    preload: str | None = None,
) -> Generator[tuple[str, T | Lost], None, None]:
    """`task(*arguments)` for every call, begun in their order: the name and the result of each as it arrives.

    In `jobs` processes (default: one a core) that stay warm between calls, or on the Dask cluster at `scheduler`;
    `timeout` in seconds for each call. A call that gives no result gives a Lost. Closing the generator, as an
    interrupt must, stops every process at once. `task` has to be importable, but not from the working directory;
    `preload` is the module that processes of this machine are started with (default: that of the task).
    Raises BadSetting.

    >>> import math
    >>> dict(gather(math.factorial, {"three": (3,), "minus one": (-1,)}, jobs=1))["three"]
    6
    """
    if timeout is not None and not 0 < timeout < inf:
        raise BadSetting(f"the time limit must be a positive number of seconds; got {timeout:g}")
    if jobs is not None and jobs < 1:
        raise BadSetting(f"jobs must be at least 1; got {jobs}")
    try:
        os.getcwd()
    except OSError:
        raise BadSetting("the working directory is gone; go to one that is there") from None
    if scheduler is None:
        from neversaddle.work.processes import in_processes

        return in_processes(task, calls, jobs or os.cpu_count() or 1, timeout, preload or task.__module__)
    if jobs is not None:
        raise BadSetting("jobs are for local processes; a cluster runs as many as it has workers")
    from neversaddle.work.cluster import connect, on_cluster

    return on_cluster(connect(scheduler), task, calls, timeout)
