"""A folder of the user's whose files have the names of our packages and libraries: everything is as it is elsewhere."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from distributed import LocalCluster

import neversaddle as ns
from neversaddle.cli.app import main
from neversaddle.report.mutants import as_text
from neversaddle.verdict.mutate import MutationReport, judge_mutants
from neversaddle.work import cluster as clusters
from neversaddle.work import starting
from neversaddle.work.environment import variables
from neversaddle.work.gather import gather
from neversaddle.work.outcome import Lost

ROOT = Path(__file__).parents[3]
#: What the folder holds; each says so when it is imported.
FILES = ("theory.py", "theory/__init__.py", "numerics.py", "flint.py", "sympy.py")
RAISES = 'raise RuntimeError("imported from the working directory")\n'
#: Names of the standard library that a process imports as it starts, such as are imported later, and the user's own.
EARLY = ("selectors.py", "signal.py", "socket.py", "pickle.py", "struct.py")
LATE = ("difflib.py", "multiprocessing.py", "mine.py")
#: The command as a module, whose sys.path begins with the working directory.
MODULE = ("-m", "neversaddle")
#: A claim that rests on no other.
CLAIM = "depth-threshold"
VERIFY = ("verify", CLAIM, "--fast")
#: Far more than any of these runs takes: what hangs is told from what is slow.
PATIENCE = 250.0


def fill(folder: Path, files: tuple[str, ...]) -> Path:
    """The folder with the files, each of which raises."""
    for file in files:
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(RAISES)
    return folder


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the user's with all of the files."""
    return fill(tmp_path_factory.mktemp("theirs"), FILES)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty one."""
    return tmp_path_factory.mktemp("elsewhere")


def environment() -> dict[str, str]:
    """In which this tree is imported, with or without an install, and nothing is left of the run of these tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "COLUMNS"))}
    return {**kept, "PYTHONPATH": str(ROOT)}


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of Python with the arguments in the folder, but for the times that things took."""
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.returncode, re.sub(r"[\d.]+ s\b", "_ s", done.stdout), done.stderr


@pytest.fixture(scope="module")
def verified(elsewhere: Path) -> tuple[int, str, str]:
    """What a claim's run says in a folder that holds nothing."""
    found = run(elsewhere, *MODULE, *VERIFY, "--jobs", "1")
    assert found[0] == 0 and "1 PROVED; as expected" in found[1]
    return found


def test_verify_as_a_module(tmp_path: Path, verified: tuple[int, str, str]) -> None:
    # `python -m` itself would find the early ones.
    assert run(fill(tmp_path, (*FILES, *LATE)), *MODULE, *VERIFY, "--jobs", "1") == verified


def test_verify_as_the_script_that_is_installed(tmp_path: Path, verified: tuple[int, str, str]) -> None:
    installed = tmp_path / "bin" / "neversaddle"
    for folder in ("bin", "theirs"):
        (tmp_path / folder).mkdir()
    installed.write_text("import sys\nfrom neversaddle.__main__ import main\nsys.exit(main())\n")
    theirs = fill(tmp_path / "theirs", (*FILES, *EARLY, *LATE))
    assert run(theirs, str(installed), *VERIFY, "--jobs", "1") == verified


#: Several commands one after the other, in a process that finds the working directory first.
COMMANDS = """
import json, sys
from neversaddle.__main__ import main
for words in json.loads(sys.argv[1]):
    print("exit code", main(words), flush=True)
"""


def test_other_commands(theirs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    derive = ["derive", "--depth", "2", "--q", "3/2"]
    assert main(derive) == 0
    derived, mutants = capsys.readouterr().out, as_text(MutationReport(tuple(judge_mutants(CLAIM, (0,), seed=0))))
    # The figures that are kept were made elsewhere.
    kept = str(ROOT / "docs" / "figures")
    figures = ["figures", "--check", "--only", "balance-curves", "--out", kept, "--jobs", "1"]
    words = [derive, ["mutate", CLAIM, "--sample", "1", "--jobs", "1"], figures]
    said = "".join(f"{text}exit code 0\n" for text in (derived, mutants, f"up to date in {kept}: balance-curves\n"))
    assert run(theirs, "-c", COMMANDS, json.dumps(words)) == (0, said, "")


@pytest.fixture
def scheduler(theirs: Path) -> Iterator[str]:
    """A Dask scheduler whose only worker was started in the folder, and imports from there."""
    with LocalCluster(n_workers=0, processes=False, protocol="tcp", dashboard_address=":0") as cluster:
        address = cluster.scheduler_address
        arguments = ("-m", "dask", "worker", address, "--nworkers", "1", "--nthreads", "1", "--no-dashboard")
        command, unheard = [sys.executable, *arguments], subprocess.DEVNULL
        with subprocess.Popen(command, cwd=theirs, env=environment(), stdout=unheard, stderr=unheard) as worker:
            try:
                cluster.get_client().wait_for_workers(1, timeout=PATIENCE)
                yield address
            finally:
                worker.terminate()


def test_a_cluster(scheduler: str, theirs: Path, verified: tuple[int, str, str]) -> None:
    assert run(theirs, *MODULE, *VERIFY, "--scheduler", scheduler) == verified


#: The libraries are those that we need; what has the name of a package of ours stays the user's.
UNDER_TEST = """
from importlib import import_module
import neversaddle as ns
import pytest

def test_geometry():
    geometry = ns.mirror_geometry(2, "3/2", balance=ns.symbols("lambda"))
    print(geometry.mirror_map, geometry.compile("arb").mirror_map(1, balance=1))
    for name in ("theory", "numerics"):
        with pytest.raises(RuntimeError, match="imported from the working directory"):
            import_module(name)
"""


@pytest.mark.parametrize("mode", ["prepend", "importlib"])
def test_pytest(mode: str, theirs: Path) -> None:
    (theirs / "test_own.py").write_text(UNDER_TEST)
    arguments = ("-m", "pytest", "-qs", "-p", "no:cacheprovider", f"--import-mode={mode}", "test_own.py")
    code, output, _ = run(theirs, *arguments)
    geometry = ns.mirror_geometry(2, "3/2", balance=ns.symbols("lambda"))
    assert f"{geometry.mirror_map} {geometry.compile('arb').mirror_map(1, balance=1)}\n" in output
    assert code == 0 and "1 passed" in output


#: Theirs are started, in each way they are told to, as if ours had never been; the first one told finds none of ours.
SCRIPT = """
import multiprocessing, signal, sys
import neversaddle as ns

def double(n):
    blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()) if sys.platform != "win32" else False
    return 2 * n, blocked, __name__

def doubled():
    with multiprocessing.Pool(1) as pool:
        return pool.apply(double, (2,))

if __name__ == "__main__":
    for method in sys.argv[2:]:
        multiprocessing.set_start_method(method, force=True)
        path = list(sys.path)
        result, = ns.verify(sys.argv[1], fast=True, jobs=1).results
        print(method, result.verdict.value, *doubled(), sys.path == path)
"""


def test_scripts(theirs: Path) -> None:
    (theirs / "script.py").write_text(SCRIPT)
    # Ours are started from a server, too, where there are such.
    methods = sorted(multiprocessing.get_all_start_methods(), key=lambda method: method != starting.METHOD)
    names = {method: "__main__" if method == "fork" else "__mp_main__" for method in methods}
    lines = [f"{method} PROVED 4 False {name} True\n" for method, name in names.items()]
    assert run(theirs, "script.py", CLAIM, *methods) == (0, "".join(lines), "")


@pytest.fixture
def among_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In a folder of theirs, which is on this process' path, too; its environment must stay as it is."""
    monkeypatch.chdir(fill(tmp_path, (*FILES, *EARLY, *LATE)))
    monkeypatch.setattr(sys, "path", [*sys.path, "", str(tmp_path)])
    before = {name: os.environ.get(name) for name in variables()}
    yield
    assert {name: os.environ.get(name) for name in before} == before


#: Had one of the user's files been imported, it would have said so.
NOT_FOUND = {
    name: Lost("raised", f"ModuleNotFoundError: No module named {name!r}")
    for name in ("mine", "sympy.nothing", "flint.nothing")
}


@pytest.mark.parametrize("method", sorted({"spawn", starting.METHOD}))
def test_processes_never_import_from_the_working_directory(
    method: str, among_theirs: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "METHOD", method)
    calls: dict[str, tuple[object, ...]] = {name: (name,) for name in NOT_FOUND}
    assert dict(gather(import_module, calls, jobs=1)) == NOT_FOUND


def test_a_process_beside_a_worker_never_imports_from_it(among_theirs: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_wanted", lambda: True)
    found = {name: pickle.loads(clusters.beside(pickle.dumps((import_module, (name,))), None)) for name in NOT_FOUND}
    assert found == NOT_FOUND


def test_what_other_threads_start_meanwhile_has_their_environment() -> None:
    before = dict(os.environ)
    with starting._apart():
        assert dict(os.environ) == before
        done = subprocess.run([sys.executable, "-c", "import sys; print(sys.flags.safe_path)"], capture_output=True)
    assert done.stdout.strip() == b"False"


def test_a_module_of_theirs_is_not_met_on_the_way_to_the_command(tmp_path: Path) -> None:
    (tmp_path / "typing.py").write_text(RAISES)
    assert run(tmp_path, *MODULE, "--version") == (0, f"neversaddle {ns.__version__}\n", "")


def test_a_script_that_runs_the_command_keeps_its_path(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(
        "import runpy, sys\npath = list(sys.path)\nsys.argv[1:] = ['--version']\n"
        "try:\n    runpy.run_module('neversaddle', run_name='__main__')\n"
        "except SystemExit as end:\n    print(end.code, sys.path == path)\n"
    )
    assert run(tmp_path, "script.py") == (0, f"neversaddle {ns.__version__}\n0 True\n", "")
