"""JUnit XML: what CI systems read, with nothing green that is not as expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.cli.app import main
from neversaddle.report.junit import as_junit
from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import Verdict
from neversaddle.verdict.result import Report, Result


def test_every_claim_is_a_test_case_and_only_the_expected_pass(
    stubbed: dict[str, Verdict], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stubbed.update(
        {"balance": Verdict.ERROR, "orbit": Verdict.TIMEOUT, "duality-map": Verdict.UNKNOWN}
        | {"coercivity-ordering": Verdict.PROVED}
    )
    target = tmp_path / "out.xml"
    assert main(["verify", "--junit", str(target)]) == 1
    assert "NOT as expected" in capsys.readouterr().out
    suite = ElementTree.parse(target).getroot()
    assert (suite.tag, suite.get("name"), suite.get("tests")) == ("testsuite", "neversaddle", str(len(ledger())))
    assert (suite.get("failures"), suite.get("errors"), suite.get("skipped")) == ("2", "2", "0")
    cases = {case.get("name"): case for case in suite}
    assert list(cases) == list(ledger())
    for claim_id, claim in ledger().items():
        case = cases[claim_id]
        assert (case.tag, case.get("classname"), case.get("time")) == ("testcase", claim.section, "0.250")
        assert claim_id in (case.findtext("system-out") or "")
        children = [child.tag for child in case if child.tag != "system-out"]
        expected = {"balance": "error", "orbit": "error", "duality-map": "failure", "coercivity-ordering": "failure"}
        assert children == ([expected[claim_id]] if claim_id in expected else [])
    error = cases["balance"].find("error")
    assert error is not None and (error.get("type"), error.get("message")) == ("ERROR", "ERROR, expected PROVED")


def test_claims_that_were_not_come_to_are_errors(made_up: Callable[..., Result]) -> None:
    suite = ElementTree.fromstring(as_junit(Report((made_up("orbit"),), complete=False), ["balance"]).encode())
    assert [case.get("name") for case in suite] == ["orbit", "balance"]
    assert suite.get("errors") == "1" and suite[1].find("error") is not None


@given(st.text())
def test_any_text_gives_a_document_that_can_be_read(text: str) -> None:
    from tests.neversaddle.conftest import made_up

    odd = replace(made_up("balance", Verdict.ERROR), message=text, scope=text, witness=text)
    suite = ElementTree.fromstring(as_junit(Report((odd,))).encode())
    assert len(suite) == 1 and suite[0].find("error") is not None
