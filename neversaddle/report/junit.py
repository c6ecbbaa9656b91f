"""A run of the ledger as JUnit XML, which every CI system reads: one test case a claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from neversaddle.report.live import line
from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import Verdict
from neversaddle.verdict.result import Report, Result

#: What no XML 1.0 document may hold, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ERRORS = (Verdict.ERROR, Verdict.TIMEOUT)


def as_junit(report: Report, missing: Sequence[str] = ()) -> str:
    """The report as XML text. A claim not as expected is a failure; ERROR, TIMEOUT and `missing` claims are errors.

    `missing`: ids of the claims that a run which was broken off did not come to.
    """
    suite = ET.Element("testsuite", name="neversaddle")
    for result in report.results:
        _add(suite, result)
    for claim_id in missing:
        case = _case(suite, ledger()[claim_id].section, claim_id, 0.0)
        ET.SubElement(case, "error", type="BROKEN OFF", message="the run was broken off before this claim was judged")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("*/failure"))))
    suite.set("errors", str(len(suite.findall("*/error"))))
    suite.set("skipped", "0")
    suite.set("time", f"{sum(result.seconds for result in report.results):.3f}")
    ET.indent(suite)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(suite, encoding="unicode")}\n'


def _add(suite: ET.Element, result: Result) -> None:
    case = _case(suite, result.section, result.id, result.seconds)
    if not result.as_expected:
        kind = "error" if result.verdict in ERRORS else "failure"
        found = f"{result.verdict.value}, expected {result.expected.value}"
        message = ": ".join(filter(None, (found, result.message)))
        ET.SubElement(case, kind, type=result.verdict.value, message=_allowed(message))
    ET.SubElement(case, "system-out").text = _allowed(line(result))


def _case(suite: ET.Element, section: str, claim_id: str, seconds: float) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=_allowed(section), name=claim_id, time=f"{seconds:.3f}")


def _allowed(text: str) -> str:
    """The text with a replacement character for each one that XML cannot hold."""
    return FORBIDDEN.sub("\ufffd", text)
