"""Where processes look for modules: never in the working directory, but for this very package if it lies there."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import SimpleNamespace

import pytest

import neversaddle
from neversaddle.libraries import CACHE, CACHED
from neversaddle.work.environment import search_path, variables

HOME = str(Path(neversaddle.__file__).parents[1])
LIBRARY = sysconfig.get_path("stdlib")


def test_the_working_directory_is_left_out_in_every_spelling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    spellings = ["", ".", str(tmp_path), f"{tmp_path}{os.sep}", str(tmp_path / "link"), "link"]
    monkeypatch.setattr(sys, "path", [*spellings, HOME, str(tmp_path / "below"), *spellings])
    assert search_path() == [HOME, str(tmp_path / "below")]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["nowhere else", "another one elsewhere"])
def test_a_package_found_in_the_working_directory_only_is_still_found(
    elsewhere: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    if elsewhere:
        (other / "neversaddle").mkdir(parents=True)
        (other / "neversaddle" / "__init__.py").write_text("")
    monkeypatch.chdir(HOME)
    monkeypatch.setattr(sys, "meta_path", [PathFinder])
    monkeypatch.setattr(sys, "path", ["", LIBRARY, HOME, str(other)])
    # What else lies at home hides nothing that it need not hide.
    assert search_path() == ([LIBRARY, HOME, str(other)] if elsewhere else [LIBRARY, str(other), HOME])


def test_where_a_finder_of_every_process_leads_here_nothing_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ModuleSpec("neversaddle", None, is_package=True)
    found.submodule_search_locations = [str(Path(HOME, "neversaddle"))]
    editable = SimpleNamespace(find_spec=lambda name, path, target=None: found if name == "neversaddle" else None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", LIBRARY, str(tmp_path)])
    monkeypatch.setattr(sys, "meta_path", [PathFinder, editable])
    assert search_path() == [LIBRARY]


@pytest.mark.parametrize("place", ["stdlib", "purelib"])
def test_the_folders_of_python_are_no_user_s(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sysconfig.get_path(place))
    monkeypatch.setattr(sys, "path", ["", os.getcwd(), HOME])
    assert search_path() == [os.getcwd(), HOME]


def test_a_working_directory_that_is_gone_is_nobody_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    monkeypatch.setattr(sys, "path", ["", HOME, str(tmp_path)])
    assert search_path() == [HOME, str(tmp_path)]


def test_a_new_interpreter_looks_there_from_its_first_import_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path, "", str(tmp_path)])
    command = [sys.executable, "-c", "import sys; print(*sys.path, sep='\\n')"]
    done = subprocess.run(command, env={**os.environ, **variables()}, capture_output=True, text=True, check=True)
    found, wanted = done.stdout.splitlines(), list(dict.fromkeys(search_path()))
    assert found[: len(wanted)] == wanted and not {"", str(tmp_path)} & set(found)


def test_in_a_new_interpreter_sympy_remembers_more_and_what_the_user_says_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for said, wanted in ((None, CACHED), ("123", "123")):
        monkeypatch.delenv(CACHE, raising=False) if said is None else monkeypatch.setenv(CACHE, said)
        command = [sys.executable, "-c", "from sympy.core.cache import SYMPY_CACHE_SIZE; print(SYMPY_CACHE_SIZE)"]
        done = subprocess.run(command, env={**os.environ, **variables()}, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == wanted
