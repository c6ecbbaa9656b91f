"""The README's transcripts are what the tool prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neversaddle.cli import app
from theory.claims import ledger

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n\$ neversaddle (derive [^\n]*)\n(.*?)```", README, flags=re.DOTALL)
VERIFY = re.findall(r"```\n\$ neversaddle verify\n(.*?)```", README, flags=re.DOTALL)


def test_the_readme_shows_transcripts() -> None:
    assert len(BLOCKS) >= 2
    assert len(VERIFY) == 1


@pytest.mark.parametrize(("command", "shown"), BLOCKS)
def test_derive_prints_what_the_readme_shows(command: str, shown: str) -> None:
    result = CliRunner().invoke(app, shlex.split(command))
    assert result.exit_code == 0
    assert result.stdout.strip() == shown.strip()


def test_the_shown_verdicts_are_those_the_claims_expect() -> None:
    lines = [line.split()[:2] for line in VERIFY[0].splitlines() if line and line.split()[0].isupper()]
    assert len(lines) >= 20
    for verdict, claim_id in lines:
        assert ledger()[claim_id].expects.value == verdict
