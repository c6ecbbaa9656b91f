"""How processes are started: apart from the calling script, its folder, its fork server and its Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from multiprocessing import spawn, util
from multiprocessing.context import BaseContext, SpawnProcess
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from neversaddle.work.environment import search_path, variables

#: How Python starts a process: from a server that has imported everything, where there are such.
METHOD = "spawn" if sys.platform == "win32" else "forkserver"


class Worker(BaseProcess):
    """A process that starts apart from the script that called, and that Ctrl-C does not reach."""

    def start(self) -> None:
        """Start it; the server that forks all of them starts with the first."""
        with _uninterrupted(), _apart():
            super().start()


class Spawned(Worker, SpawnProcess):
    """One that starts as a new interpreter."""


if sys.platform == "win32":
    Forked = Spawned
else:
    from multiprocessing import forkserver, resource_tracker
    from multiprocessing.context import ForkServerProcess

    class Forked(Worker, ForkServerProcess):
        """One that is forked from our own server."""

    @cache
    def _server(process: int) -> forkserver.ForkServer:
        """The fork server of this process: the caller's own was started in its folder, and does not block Ctrl-C."""
        return forkserver.ForkServer()


class Context(BaseContext):
    """Where a pool gets its processes from; it remembers them, to end them at once."""

    def __init__(self, preload: str) -> None:
        """A fork server imports the module `preload` once for all."""
        super().__init__()
        self._name = METHOD
        self.started: list[Worker] = []
        if sys.platform != "win32":
            _server(os.getpid()).set_forkserver_preload([preload])
            # The first lock of a pool would start it, in the working directory.
            with _apart():
                resource_tracker.ensure_running()

    def Process(self, *arguments: Any, **settings: Any) -> Worker:
        """A new process, not yet started."""
        worker = (Spawned if METHOD == "spawn" else Forked)(*arguments, **settings)
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
    """While it lasts, processes of this thread find neither calling script nor its folder, and inherit no Ctrl-C."""
    with _STARTING, ExitStack() as stack:
        stack.enter_context(_for_this_thread(spawn, "get_preparation_data", _preparation))
        if sys.platform == "win32":
            stack.enter_context(_environment(variables()))
        else:
            stack.enter_context(_for_this_thread(util, "spawnv_passfds", _spawned))
            connect = _server(os.getpid()).connect_to_new_process
            stack.enter_context(_for_this_thread(forkserver, "connect_to_new_process", connect))
            blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            stack.callback(signal.pthread_sigmask, signal.SIG_SETMASK, blocked)
        yield


_PREPARED = spawn.get_preparation_data


def _preparation(name: str) -> dict[str, Any]:
    """What a new process is told, but for the calling script, which it would run anew, and its folder."""
    data = {key: value for key, value in _PREPARED(name).items() if not key.startswith("init_main")}
    return {**data, "sys_path": search_path()}


def _spawned(path: bytes | str, arguments: list[Any], descriptors: list[int]) -> int:
    """A new interpreter with these files open, the variables that keep it apart set for it alone; its process id."""
    process = subprocess.Popen(
        arguments, executable=path, pass_fds=descriptors, env={**os.environ, **variables()}, restore_signals=False
    )
    # Who asked for the process waits for it.
    process.returncode = 0
    return process.pid


@contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    """While it lasts, processes are started with these variables."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _for_this_thread(module: ModuleType, name: str, ours: Callable[..., Any]) -> Iterator[None]:
    """While it lasts, this thread finds `ours` by that name in the module, and every other one what was there."""
    theirs, mine = getattr(module, name), threading.get_ident()

    def either(*arguments: Any) -> Any:
        return (ours if threading.get_ident() == mine else theirs)(*arguments)

    setattr(module, name, either)
    try:
        yield
    finally:
        setattr(module, name, theirs)
