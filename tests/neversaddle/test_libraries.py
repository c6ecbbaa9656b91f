"""The libraries hold against files of their names, and nothing is done where it is not certain that one hides them."""

from __future__ import annotations

import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import neversaddle
from neversaddle import libraries
from neversaddle.libraries import DISTRIBUTIONS, MATHEMATICS, installed

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
#: A library that no one has, and what it is made of.
NAME, INSTALLED_AS = "never_a_library", "never-its-project"
MODULES = ("__init__", "balls", "digits", "series")
RECORDS = ("never_its_project-1.0.dist-info", "never_its_project-1.0-py3.11.egg-info", "never_its_project.egg-info")


def library(folder: Path, modules: tuple[str, ...] = MODULES) -> Path:
    """The library in a folder, without the record that an installer leaves."""
    (folder / NAME).mkdir(parents=True)
    for module in modules:
        (folder / NAME / f"{module}.py").write_text("which = 'the library'\n")
    return folder


def users(folder: Path) -> Path:
    """A folder of the user's, with a file of the library's name that must not be imported."""
    folder.mkdir(parents=True)
    (folder / f"{NAME}.py").write_text("raise RuntimeError('imported')\n")
    return folder


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """An empty sys.path, for folders of the test."""
    monkeypatch.setitem(libraries.DISTRIBUTIONS, NAME, INSTALLED_AS)
    entries: list[str] = []
    monkeypatch.setattr(sys, "path", entries)
    before = set(sys.modules)
    yield entries
    for name in set(sys.modules) - before:
        if name.startswith(NAME):
            del sys.modules[name]


@pytest.fixture(params=RECORDS)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where the library is installed."""
    folder = library(tmp_path / "site")
    (folder / request.param).mkdir()
    return folder


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("package", [False, True])
def test_a_hidden_library_is_imported_at_once(
    count: int, package: bool, site: Path, path: list[str], tmp_path: Path
) -> None:
    for i in range(count):
        folder = users(tmp_path / f"user{i}")
        if package:
            library(folder, ("__init__", "own"))
            (folder / NAME / "__init__.py").write_text("raise RuntimeError('imported')\n")
        path.append(str(folder))
    path.append(str(site))
    before = list(path)
    installed(NAME)
    assert sys.modules[NAME].__file__ == str(site / NAME / "__init__.py")
    assert sys.path is path and path == before


def test_a_library_that_nothing_hides_is_not_imported(site: Path, path: list[str], tmp_path: Path) -> None:
    path += [str(site), str(users(tmp_path / "behind"))]
    installed(NAME)
    assert NAME not in sys.modules


def test_a_file_imported_before_is_one_line_that_says_which(site: Path, path: list[str], tmp_path: Path) -> None:
    path += [str(users(tmp_path / "user")), str(site)]
    (tmp_path / "user" / f"{NAME}.py").write_text("which = 'the file'\n")
    assert __import__(NAME).which == "the file"
    with pytest.raises(ImportError) as refused:
        installed(NAME)
    file = tmp_path / "user" / f"{NAME}.py"
    assert str(refused.value) == f"{file} hides the library {INSTALLED_AS}, which neversaddle needs: rename it"


def test_a_library_imported_before_is_left_alone(site: Path, path: list[str], tmp_path: Path) -> None:
    path.append(str(site))
    module = __import__(NAME)
    path.insert(0, str(users(tmp_path / "user")))
    installed(NAME)
    assert sys.modules[NAME] is module


def checkout(tmp_path: Path, site: Path) -> list[str]:
    """A later version, put on the path on purpose."""
    return [str(library(tmp_path / "checkout", ("__init__", "balls", "digits", "vectors"))), str(site)]


def archive(tmp_path: Path, site: Path) -> list[str]:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as written:
        for module in MODULES:
            written.writestr(f"{NAME}/{module}.py", "")
    return [str(tmp_path / "archive.zip"), str(site)]


def namespace(tmp_path: Path, site: Path) -> list[str]:
    """A folder of that name without __init__.py hides nothing."""
    (tmp_path / "data" / NAME).mkdir(parents=True)
    return [str(tmp_path / "data"), str(site)]


def unrecorded(tmp_path: Path, site: Path) -> list[str]:
    """As where somebody else packs Python."""
    return [str(users(tmp_path / "user")), str(library(tmp_path / "packed"))]


def missing(tmp_path: Path, site: Path) -> list[str]:
    return [str(users(tmp_path / "user")), str(tmp_path / "gone")]


@pytest.mark.parametrize("layout", [checkout, archive, namespace, unrecorded, missing])
def test_in_doubt_nothing_is_done(
    layout: Callable[[Path, Path], list[str]], site: Path, path: list[str], tmp_path: Path
) -> None:
    path += layout(tmp_path, site)
    installed(NAME)
    assert NAME not in sys.modules


@pytest.mark.parametrize("stand_in", [None, ModuleType(NAME)])
def test_what_stands_in_for_a_library_is_left_alone(
    stand_in: ModuleType | None, site: Path, path: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path += [str(users(tmp_path / "user")), str(site)]
    monkeypatch.setitem(sys.modules, NAME, stand_in)
    installed(NAME)
    assert sys.modules[NAME] is stand_in


def test_every_library_that_we_depend_on_is_known() -> None:
    depends = tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    names = {entry.partition(">")[0].partition("<")[0] for entry in depends}
    assert names <= set(DISTRIBUTIONS.values()) and set(MATHEMATICS) <= set(DISTRIBUTIONS)
    # Here they are what they should be, whatever was imported first.
    installed(*DISTRIBUTIONS)
    assert neversaddle.mirror_geometry(2, "3/2") is not None
