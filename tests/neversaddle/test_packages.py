"""One set of modules under one name: in the tree, in a wheel, in an editable install, with links or without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import neversaddle.numerics
import neversaddle.theory

ROOT = Path(__file__).resolve().parents[2]
LINKS = {"theory": "../theory", "numerics": "../numerics"}
MODULES = {
    Path("neversaddle", path.relative_to(ROOT)).as_posix() for name in LINKS for path in (ROOT / name).rglob("*.py")
} | {
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "neversaddle").rglob("*.py")
    if path.relative_to(ROOT / "neversaddle").parts[0] not in LINKS
}
#: Where an editable install in one folder finds two modules; the install that runs these tests steps aside for it.
WHERE = """
import site, sys
for name in [name for name in sys.modules if name.startswith("__editable__")]:
    del sys.modules[name]
sys.meta_path[:] = [finder for finder in sys.meta_path if "__editable__" not in getattr(finder, "__module__", "")]
sys.path[:] = [entry for entry in sys.path if "neversaddle" not in entry and entry != sys.argv[2]]
sys.path.insert(0, sys.argv[1])
site.addsitedir(sys.argv[1])
import neversaddle.numerics.flow.flow
import neversaddle.theory.kernel.decide
print(neversaddle.theory.kernel.decide.__file__, neversaddle.numerics.flow.flow.__file__)
"""
#: A checkout run as it stands.
RUN = """
import sys
sys.path.insert(0, ".")
from neversaddle.__main__ import main
main(["--version"])
import neversaddle.theory
print(neversaddle.theory.__path__)
"""
BUILD = "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"


def checkout(folder: Path, links: str) -> Path:
    """A copy of what is built: with its links, with the texts that git writes where there are none, or with neither."""
    folder.mkdir()
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    for name in ("neversaddle", *LINKS):
        shutil.copytree(ROOT / name, folder / name, ignore=lambda at, names: ignored(Path(at), names))
    for name, target in LINKS.items():
        if links == "links":
            (folder / "neversaddle" / name).symlink_to(target)
        if links == "texts":
            (folder / "neversaddle" / name).write_text(target)
    return folder


def ignored(at: Path, names: list[str]) -> set[str]:
    return {"__pycache__", *(LINKS if at == ROOT / "neversaddle" else ())} & set(names)


def built(folder: Path, product: str, into: Path) -> Path:
    """What setuptools makes of a checkout: `build_wheel`, `build_sdist` or `build_editable`."""
    into.mkdir(parents=True)
    done = subprocess.run([sys.executable, "-c", BUILD, product, str(into)], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return next(into.iterdir())


def modules_of(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if name.endswith(".py")}


@pytest.mark.parametrize("links", ["links", "texts", "none"])
def test_a_wheel_holds_the_modules_of_the_tree_and_no_other(links: str, tmp_path: Path) -> None:
    wheel = built(checkout(tmp_path / "tree", links), "build_wheel", tmp_path / "out")
    assert modules_of(wheel) == MODULES and len(MODULES) > 300
    with zipfile.ZipFile(wheel) as archive:
        # Nothing called theory or numerics is installed beside the package.
        assert {Path(name).parts[0] for name in archive.namelist()} == {
            "neversaddle",
            wheel.name[: wheel.name.index("-py3")] + ".dist-info",
        }
        assert "neversaddle/py.typed" in archive.namelist()


def test_what_an_earlier_build_left_behind_is_in_no_wheel(tmp_path: Path) -> None:
    tree = checkout(tmp_path / "tree", "links")
    for stale in ("theory/gone.py", "neversaddle/theory/gone.py"):
        (tree / "build" / "lib" / stale).parent.mkdir(parents=True)
        (tree / "build" / "lib" / stale).write_text("")
    assert modules_of(built(tree, "build_wheel", tmp_path / "out")) == MODULES


def test_a_wheel_made_of_a_source_archive_holds_the_same(tmp_path: Path) -> None:
    sdist = built(checkout(tmp_path / "tree", "links"), "build_sdist", tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        # Python 3.11 and 3.12 know of filters from some patch on; from 3.14 on this one is what they do anyhow.
        filters = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path / "unpacked", **filters)  # type: ignore[arg-type]  # a name of one of its filters
    (folder,) = (tmp_path / "unpacked").iterdir()
    assert modules_of(built(folder, "build_wheel", tmp_path / "wheel")) == MODULES


@pytest.mark.parametrize("links", ["links", "texts"])
def test_an_editable_install_sees_the_tree(links: str, tmp_path: Path) -> None:
    tree = checkout(tmp_path / "tree", links)
    wheel = built(tree, "build_editable", tmp_path / "out")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-P", "-c", WHERE, str(tmp_path / "site"), str(ROOT)],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    files = [Path(file).resolve() for file in done.stdout.split()]
    assert files == [tree / "theory/kernel/decide.py", tree / "numerics/flow/flow.py"]


def test_a_checkout_runs_without_an_install(tmp_path: Path) -> None:
    tree = checkout(tmp_path / "tree", "links")
    done = subprocess.run([sys.executable, "-c", RUN], cwd=tree, capture_output=True, text=True)
    assert done.returncode == 0 and str(tree / "neversaddle" / "theory") in done.stdout


def test_no_file_is_imported_under_two_names() -> None:
    names: dict[Path, list[str]] = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and (path := Path(file).resolve()).is_relative_to(ROOT) and ".venv" not in path.parts:
            names.setdefault(path, []).append(name)
    assert len(names) > 3 and not [found for found in names.values() if len(found) > 1]
    assert not {"theory", "numerics"} & set(sys.modules)
    assert {Path(p).resolve() for p in neversaddle.theory.__path__} == {ROOT / "theory"}
    assert {Path(p).resolve() for p in neversaddle.numerics.__path__} == {ROOT / "numerics"}
