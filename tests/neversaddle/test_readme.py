"""The README's transcripts are what the tool prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neversaddle.cli.app import app
from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import Fidelity, Verdict

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n\$ neversaddle (derive [^\n]*)\n(.*?)```", README, flags=re.DOTALL)
FLOWS = re.findall(r"```\n\$ neversaddle (flow [^\n]*)\n(.*?)```", README, flags=re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
SNIPPETS = [block for block in PYTHON if re.search(r"\bns\.", block)]
VERIFY = re.findall(r"```\n\$ neversaddle verify\n(.*?)```", README, flags=re.DOTALL)


def test_the_readme_shows_transcripts() -> None:
    assert len(BLOCKS) >= 2
    assert len(VERIFY) == 1


@pytest.mark.parametrize(("command", "shown"), BLOCKS)
def test_derive_prints_what_the_readme_shows(command: str, shown: str) -> None:
    result = CliRunner().invoke(app, shlex.split(command))
    assert result.exit_code == 0
    assert result.stdout.strip() == shown.strip()


@pytest.mark.parametrize(("command", "shown"), FLOWS)
def test_flow_prints_what_the_readme_shows(command: str, shown: str) -> None:
    # The size of a drift is rounding, which may differ where gmpy2 is missing.
    printed, expected = (
        [line for line in text.splitlines() if not line.startswith("drift of")]
        for text in (CliRunner().invoke(app, shlex.split(command)).stdout.strip(), shown.strip())
    )
    assert printed == expected and len(expected) > 8


def test_the_python_of_the_readme_runs() -> None:
    names: dict[str, object] = {}
    assert len(SNIPPETS) >= 3
    for snippet in SNIPPETS:
        exec(snippet, names)
    assert getattr(names["flow"], "digits", 0) >= 40


def test_the_shown_verdicts_are_those_the_claims_expect() -> None:
    lines = [line.split()[:2] for line in VERIFY[0].splitlines() if line and line.split()[0].isupper()]
    assert len(lines) >= 20
    for verdict, claim_id in lines:
        assert ledger()[claim_id].expects.value == verdict


def test_the_shown_refutations_are_what_verify_prints() -> None:
    shown = [line for line in VERIFY[0].splitlines() if line.startswith("REFUTED")]
    ids = [line.split()[1] for line in shown]
    assert set(ids) == {claim.id for claim in ledger().values() if claim.expects is Verdict.REFUTED}
    # No claim is to be out of time on a machine that is busy.
    printed = CliRunner().invoke(app, ["verify", *ids, "--timeout", "3600"]).stdout.splitlines()

    def without_times(lines: list[str]) -> list[str]:
        return [re.sub(r"\d+\.\d+ s\]", "s]", line) for line in lines if line.startswith("REFUTED")]

    assert without_times(printed) == without_times(shown)


def test_the_readme_says_how_claims_stand_to_their_sources() -> None:
    section = README.split("## How claims stand to their sources\n")[1].split("\n## ")[0]
    claims = ledger().values()
    counted = {row[0]: int(row[1]) for row in re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", section, flags=re.MULTILINE)}
    assert counted == {f.value: n for f in Fidelity if (n := sum(claim.fidelity is f for claim in claims))}
    told = dict(re.findall(r"^- `([a-z0-9-]+)` \([a-z ]+\): (.*)$", section, flags=re.MULTILINE))
    assert told == {c.id: c.differs for c in claims if c.fidelity not in (Fidelity.FAITHFUL, Fidelity.OURS)}


def test_the_readme_lists_every_refutation_and_what_is_right_instead() -> None:
    section = README.split(" statements of the ledger are expected to be REFUTED")
    count, table = section[0].split()[-1], section[1].split("\n\n")[1]
    rows = [line.strip("|").split(" | ") for line in table.splitlines()[2:]]
    refuted = [name for left, _ in rows for name in re.findall(r"`([a-z0-9-]+)`", left.split(":")[0])]
    assert sorted(refuted) == sorted(c.id for c in ledger().values() if c.expects is Verdict.REFUTED)
    assert count == "Fifteen" and len(refuted) == 15
    for _, right in rows:
        instead = re.findall(r"`([a-z0-9-]+)`", right)
        assert instead and not {ledger()[name].expects for name in instead} & {Verdict.REFUTED}
