"""`neversaddle derive --show legendre` and the clauses in the atlas: every format says what the table says."""

from __future__ import annotations

import json
import re

import pytest
import sympy as sp

from neversaddle.cli.app import main
from neversaddle.derive.clause_names import Clause, Domain
from neversaddle.derive.legendre_table import legendre_table

DOMAINS = {"0": (Domain.HALF_LINE, Domain.LINE), "lambda": (Domain.LEAF,), "1/10": (Domain.LEAF,)}


def output(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(words.split()) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


@pytest.mark.parametrize("balance", DOMAINS)
@pytest.mark.parametrize(("depth", "q"), [(2, "2"), (3, "5/4"), (4, "3/2")])
def test_formats_say_what_the_table_says(depth: int, q: str, balance: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = f"derive --depth {depth} --q {q} --balance {balance} --show legendre"
    text, tex = output(command, capsys), output(f"{command} --format latex", capsys)
    data = json.loads(output(f"{command} --format json", capsys))
    assert [entry["domain"] for entry in data["domains"]] == [str(domain) for domain in DOMAINS[balance]]
    blocks = text.split("\n\n")
    assert len(blocks) == 1 + len(DOMAINS[balance]) and f"q = {q}" in blocks[0]
    for domain, entry, block in zip(DOMAINS[balance], data["domains"], blocks[1:], strict=True):
        assert block.splitlines()[0] == str(domain)
        spoken = " ".join(block.split())
        rows = legendre_table(q, depth, domain)
        for row, said in zip(rows, entry["clauses"], strict=True):
            holds = row.holds == sp.true
            assert said == {"clause": str(row.clause), "holds": holds, "reason": row.reason}
            assert f"{'yes' if holds else 'no'} {row.clause} {row.reason}" in spoken
            assert f"\\item {row.clause.latex}: {'yes' if holds else 'no'}" in tex
        assert entry["bregman"] == all(said["holds"] for said in entry["clauses"][:5])
        every = all(said["holds"] for said in entry["clauses"])
        assert spoken.endswith(
            f"Bregman function (the first five): {'yes' if entry['bregman'] else 'no'}; "
            f"with the last one: {'yes' if every else 'no'}"
        )
        assert domain.latex in tex
    assert all(len(line) <= 100 for line in text.splitlines())
    assert all(line.count("$") % 2 == 0 and line.count("{") == line.count("}") for line in tex.splitlines())
    assert not re.search(r"[^\x20-\x7e\n]", text + tex)


def test_the_clause_that_fails_above_the_threshold_is_onto(capsys: pytest.CaptureFixture[str]) -> None:
    text = output("derive --depth 3 --q 2 --balance lambda --show legendre", capsys)
    assert [line.split("  ")[1].strip() for line in text.splitlines() if line.startswith("  no")] == ["no"]
    assert "R' is bounded above: int^oo R'' dx ~ x^(-1/3)" in text
    assert "Bregman function (the first five): yes; with the last one: no" in text


def test_the_balance_may_be_given_as_a_weight_and_the_exponent_as_m(capsys: pytest.CaptureFixture[str]) -> None:
    plain = output("derive --depth 2 --q 3/2 --balance lambda --show legendre", capsys)
    other = output("derive --depth 2 --metric-exponent 3/4 --balance 2 --balance-is weight --show legendre", capsys)
    assert plain == other


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--depth 2 --q 2 --show metric", "--show must be one of legendre; got 'metric'"),
        ("--depth 2 --q 2 --show legendre --format python", "--format must be one of text, latex, json"),
        ("--reparam u*v --weights u,v --q 2 --show legendre", "for deep diagonal networks"),
        ("--reparam u**2-v**2 --weights u,v --q 2 --show legendre", "for deep diagonal networks"),
        ("--depth 3 --q 2 --balance 0,1,2 --show legendre", "takes one balance, such as 0, lambda or 1/10"),
        ("--depth 2 --q 3 --show legendre", "q = 3 is outside [1, 2]"),
    ],
)
def test_bad_use_is_one_line(words: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", *words.split()]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1 and said in captured.err


def test_the_atlas_names_the_clauses_that_fail(capsys: pytest.CaptureFixture[str]) -> None:
    cells = json.loads(output("atlas --depths 2:4 --q 1,3/2,2 --format json", capsys))
    for cell in cells:
        failing = [str(Clause.ONTO)] if sp.Rational(cell["kappa"]) < 0 else []
        assert cell["failing_clauses"] == {str(Domain.LEAF): failing}
    text = output("atlas --depths 2:3 --q 1,2 --balance 0", capsys)
    smooth, onto = Clause.ESSENTIALLY_SMOOTH, Clause.ONTO
    expected = {
        Domain.HALF_LINE: [f"{smooth}; {onto}", "none", f"{smooth}; {onto}", onto],
        Domain.LINE: ["none", "all", "none", "all"],
    }
    for domain, failing in expected.items():
        assert re.findall(rf"(?m)^  clauses that fail for {re.escape(domain)}: (.*)$", text) == failing
    tex = output("atlas --depths 2:3 --q 1,2 --balance 0 --format latex", capsys)
    assert tex.count(f"Clauses that fail for {Domain.LINE.latex}: all.") == 2
    assert (
        rf"Clauses that fail for {Domain.HALF_LINE.latex}: essentially smooth; $\nabla R$ onto the dual space." in tex
    )
