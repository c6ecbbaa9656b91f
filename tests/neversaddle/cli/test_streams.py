"""stdout that nobody reads, that is full or closed, and Ctrl-C before the command has begun: no traceback, ever."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

DERIVE = "derive --depth 2 --q 2"
FLOW = "flow --depth 2 --q 2 --weights 1;1 --loss x1**2/2 --time 1 --digits 8"
JUDGE = "verify depth-threshold --fast --jobs 1"
#: One line of refusal, on stderr.
REFUSED = "derive --depth 0 --q 2"


def run(command: str, stdout: int, before: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; `before` comes first on its path."""
    path = os.pathsep.join(filter(None, [before, *sys.path]))
    return subprocess.run(
        [sys.executable, "-m", "neversaddle", *command.split()],
        env={**os.environ, "PYTHONPATH": path},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("command", ["--help", DERIVE, f"{FLOW} --json -", JUDGE])
def test_a_reader_that_has_left_is_exit_code_one_without_a_word(command: str) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = run(command, write)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("command", ["--help", DERIVE])
def test_a_full_device_is_one_line_and_exit_code_two(command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(command, full.fileno())
    assert done.returncode == 2
    assert done.stderr == "neversaddle: cannot write the output: No space left on device\n"


# A flow is shown as it goes, on stderr.
@pytest.mark.parametrize(
    ("command", "code", "closed"), [(DERIVE, 0, {1}), (FLOW, 0, {2}), (REFUSED, 2, {1}), (REFUSED, 2, {2})]
)
def test_closed_streams_leave_the_exit_code_as_it_is(command: str, code: int, closed: set[int]) -> None:
    words = ["exec", sys.executable, "-m", "neversaddle", *command.split()]
    shell = " ".join([shlex.join(words), *(f"{stream}>&-" for stream in closed)])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(["sh", "-c", shell], env=environment, capture_output=True, text=True)
    assert done.returncode == code
    # What is meant for one stream never comes out of the other.
    assert bool(done.stdout) == (not code and 1 not in closed)
    assert bool(done.stderr) == (bool(code) and 2 not in closed)


#: Ctrl-C, as it arrives in the middle of an import; whatever runs the tests may have it ignored. A file in the module's
#: place would not be imported.
INTERRUPTED = """
import signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
"""


@pytest.mark.parametrize("module", ["typer", "sympy", "mpmath"])
def test_ctrl_c_while_python_imports_is_one_line(module: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTED.format(module=module))
    done = run(DERIVE, subprocess.PIPE, str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "neversaddle: broken off\n")
