"""Two channels: an error planted in the kernel is contradicted by the attack, one in the sampler by the kernel."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
JUDGE = """
import sys
from neversaddle.verdict.judge import judge
result = judge(sys.argv[1], 15, 0, fast=True)
print(result.verdict.value)
print(result.message)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The three packages, to be spoiled."""
    for package in ("theory", "numerics", "neversaddle"):
        shutil.copytree(ROOT / package, tmp_path / package, symlinks=True)
    return tmp_path


def spoil(copy: Path, file: str, old: str, new: str) -> None:
    """Put one error into a file of the copy; it has to be there to be replaced."""
    text = (copy / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    # What was compiled before might pass for this: it may have the same size, and times are told in seconds.
    Path(cache_from_source(copy / file)).unlink(missing_ok=True)


def verdict(copy: Path, claim_id: str) -> tuple[str, str]:
    """What the copy says of a claim."""
    run = subprocess.run([sys.executable, "-c", JUDGE, claim_id], cwd=copy, capture_output=True, text=True, check=True)
    said, message = run.stdout.rstrip("\n").split("\n", 1) if "\n" in run.stdout.rstrip("\n") else (run.stdout, "")
    return said.strip(), message


#: d/dz z^a 2F1 without its factor a: by this rule the mirror map would have to be divided by q.
RULE = "a * ((1 - z) ** (-b) - atom)", "((1 - z) ** (-b) - a * atom)"
FORMULA = "first_weight * sp.hyper", "first_weight / q * sp.hyper"
#: Conditions such as q < q_2 are no longer looked at.
SAMPLER = (
    "return ORDERS[relation.func](*quick)",
    "return True",
)


def test_a_copy_that_is_not_spoiled_proves(copy: Path) -> None:
    assert verdict(copy, "mirror-map") == ("PROVED", "")
    assert verdict(copy, "coercivity-ordering-repaired") == ("PROVED", "")


def test_the_attack_contradicts_a_wrong_rule_of_the_kernel(copy: Path) -> None:
    spoil(copy, "theory/claims/mirror_geometry/mirror_map.py", *FORMULA)
    assert verdict(copy, "mirror-map")[0] == "REFUTED"
    spoil(copy, "theory/kernel/decide.py", *RULE)
    said, message = verdict(copy, "mirror-map")
    assert said == "ERROR"
    assert "contradict" in message
    assert "PROVED, yet it fails at" in message


def test_the_kernel_contradicts_a_wrong_sampler(copy: Path) -> None:
    spoil(copy, "numerics/attack/sampling.py", *SAMPLER)
    said, message = verdict(copy, "coercivity-ordering-repaired")
    assert said == "ERROR"
    assert "contradict" in message
    assert "PROVED, yet it fails at" in message
