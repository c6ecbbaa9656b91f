"""No file of the ledger is passed over: each is a claim in its place, or one line says which file is not, and why."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CLAIMS = Path("theory", "claims")
CLAIM = """
from neversaddle.claims import EXPONENT, Claim, Identity, Verdict, q
same = Identity("-", q, q)
claim = Claim(id="{0}", name="Same", source="-", given=(EXPONENT,), says=(same,), expects=Verdict.PROVED{1})
"""
#: How many claims the ledger has, or what it says, while each of the files is there, and when none is.
READ = """
import importlib, json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from neversaddle.theory.claims import ClaimError, ledger
for file, text in [*json.load(sys.stdin), ("flows/none.txt", "")]:
    path = Path(sys.argv[1], "theory", "claims", file)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    importlib.invalidate_caches()
    ledger.cache_clear()
    try:
        print(json.dumps(len(ledger())))
    except ClaimError as error:
        print(json.dumps(str(error)))
    path.unlink()
"""
#: What a process has read that asks for one claim.
ONE = """
import sys
sys.path.insert(0, sys.argv[1])
from neversaddle.theory.claims import claim_of
before = set(sys.modules)
print(claim_of("mirror-map").id, *(name for name in sys.modules if ".claims." in name and name not in before))
"""


def copy(folder: Path) -> Path:
    """The ledger and what it stands on, in a tree of its own."""
    for package in ("theory", "neversaddle"):
        shutil.copytree(ROOT / package, folder / package, symlinks=True)
    # An archive of the sources has no links.
    if not (link := folder / "neversaddle" / "theory").is_symlink():
        link.symlink_to("../theory")
    return folder


def run(tree: Path, script: str, files: Sequence[tuple[str, str]] = ()) -> list[str]:
    """What the script prints of the tree."""
    command = [sys.executable, "-c", script, str(tree)]
    done = subprocess.run(command, cwd=tree, input=json.dumps(files), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


#: Names of their own: a module that has been imported once is not imported again.
ASTRAY = [
    ("flows/balance.py", CLAIM.format("balance", ""), "balance stands twice: in balance/balance.py and in flows/"),
    ("foundations/balance.py", CLAIM.format("balance", ""), "in balance/balance.py and in foundations/balance.py"),
    ("balance.py", CLAIM.format("balance", ""), "theory/claims/balance.py: a claim stands in one of the folders"),
    ("own/mine.py", CLAIM.format("mine", ""), "theory/claims/own/mine.py: a claim stands in one of the folders"),
    ("flows/deep/mine.py", CLAIM.format("mine", ""), "theory/claims/flows/deep/mine.py: a claim stands in one"),
    ("flows/mine.py", CLAIM.format("yours", ""), "theory/claims/flows/mine.py holds the claim yours"),
    ("flows/ours.py", CLAIM.format("ours", ', section="Balance"'), "flows/ours.py says section='Balance'"),
    ("flows/raises.py", "raise ValueError('one\\ntwo')", "flows/raises.py: ValueError: one two"),
    ("flows/leaves.py", "raise GeneratorExit", "theory/claims/flows/leaves.py: GeneratorExit"),
    ("flows/three.py", "claim = 3", "theory/claims/flows/three.py: "),
]
OWN = ("flows/found.py", CLAIM.format("found", ""))
COUNT = len(list((ROOT / CLAIMS).glob("*/[!_]*.py")))


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the ledger says with each of the files, with one of a claim of one's own, and without any."""
    files = [*((file, text) for file, text, _ in ASTRAY), OWN]
    lines = run(copy(tmp_path_factory.mktemp("tree")), READ, files)
    return dict(zip([*(file for file, _ in files), ""], map(json.loads, lines), strict=True))


@pytest.mark.parametrize(("file", "expected"), [(file, expected) for file, _, expected in ASTRAY])
def test_what_is_no_claim_in_its_place_is_named(said: dict[str, object], file: str, expected: str) -> None:
    line = said[file]
    assert isinstance(line, str) and expected in line and "\n" not in line


def test_a_claim_of_ones_own_in_its_place_is_found(said: dict[str, object]) -> None:
    assert said[""] == COUNT
    assert said[OWN[0]] == COUNT + 1


def test_a_folder_that_does_not_say_what_it_is_for_loses_no_claim(tmp_path: Path) -> None:
    package = copy(tmp_path) / CLAIMS / "flows" / "__init__.py"
    package.unlink()
    assert run(tmp_path, READ) == [str(COUNT)]


def test_a_folder_that_cannot_be_imported_is_named_and_one_claim_needs_its_own_file_only(tmp_path: Path) -> None:
    (copy(tmp_path) / CLAIMS / "flows" / "__init__.py").write_text("import nonexist")
    (line,) = run(tmp_path, READ)
    assert "theory/claims/flows/flow_balance.py: ModuleNotFoundError" in line
    folder = "neversaddle.theory.claims.mirror_geometry"
    assert run(tmp_path, ONE) == [f"mirror-map {folder} {folder}.mirror_map"]
