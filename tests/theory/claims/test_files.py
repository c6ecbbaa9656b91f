"""No file of the ledger is passed over: each is a claim in its place, or one line says which file is not, and why."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CLAIM = """
from neversaddle.claims import EXPONENT, Claim, Identity, Verdict, q
same = Identity("-", q, q)
claim = Claim(id="{0}", title="q is q", source="-", given=(EXPONENT,), says=(same,), expects=Verdict.PROVED{1})
"""
READ = """
from neversaddle.theory.claims import ClaimError, ledger
try:
    print(len(ledger()))
except ClaimError as error:
    print(error)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The ledger and what it stands on, in a tree of its own."""
    for package in ("theory", "neversaddle"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"), symlinks=True)
    # An archive of the sources has no links.
    if not (link := tmp_path / "neversaddle" / "theory").is_symlink():
        link.symlink_to("../theory")
    return tmp_path


def said(copy: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(copy)!r})\n{READ}"],
        cwd=copy,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("flows/balance.py", CLAIM.format("balance", ""), "balance stands twice: in balance/balance.py and in flows/"),
        ("foundations/balance.py", CLAIM.format("balance", ""), "in balance/balance.py and in foundations/balance.py"),
        ("balance.py", CLAIM.format("balance", ""), "theory/claims/balance.py: a claim stands in one of the folders"),
        ("own/mine.py", CLAIM.format("mine", ""), "theory/claims/own/mine.py: a claim stands in one of the folders"),
        ("flows/deep/mine.py", CLAIM.format("mine", ""), "theory/claims/flows/deep/mine.py: a claim stands in one"),
        ("flows/mine.py", CLAIM.format("yours", ""), "theory/claims/flows/mine.py holds the claim yours"),
        ("flows/mine.py", CLAIM.format("mine", ', section="Balance"'), "flows/mine.py says section='Balance'"),
        ("flows/mine.py", "raise ValueError('one\\ntwo')", "flows/mine.py: ValueError: one two"),
        ("flows/mine.py", "raise GeneratorExit", "theory/claims/flows/mine.py: GeneratorExit"),
        ("flows/mine.py", "claim = 3", "theory/claims/flows/mine.py: "),
        ("flows/__init__.py", "import nonexist", "theory/claims/flows/flow_balance.py: ModuleNotFoundError"),
    ],
)
def test_what_is_no_claim_in_its_place_is_named(copy: Path, file: str, text: str, expected: str) -> None:
    path = copy / "theory" / "claims" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    line = said(copy)
    assert expected in line and "\n" not in line


def test_a_folder_that_does_not_say_what_it_is_for_loses_no_claim(copy: Path) -> None:
    whole = said(copy)
    (copy / "theory" / "claims" / "flows" / "__init__.py").unlink()
    assert said(copy) == whole == str(len(list((ROOT / "theory" / "claims").glob("*/[!_]*.py"))))


def test_a_claim_of_ones_own_in_its_place_is_found(copy: Path) -> None:
    before = int(said(copy))
    (copy / "theory" / "claims" / "flows" / "mine.py").write_text(CLAIM.format("mine", ""), encoding="utf-8")
    assert int(said(copy)) == before + 1
