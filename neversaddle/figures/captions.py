"""What a caption says of claims: their verdicts come from a run made for it, and are never written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from neversaddle.figures.figure import Exhibit
from neversaddle.verdict.result import Report, Result

#: The run: fast, since a figure illustrates and the ledger's own run decides; the same on every machine.
DIGITS, SEED = 15, 0
SETTING = f"a fast run, with {DIGITS} digits and no flows"

#: Verdicts by the claim's id.
Verdicts = Mapping[str, str]


def judged(
    ids: Iterable[str],
    jobs: int | None = None,
    on_result: Callable[[Result], None] | None = None,
    timeout: float | None = None,
) -> Report:
    """The run of these claims that captions quote; `on_result` hears of each verdict. Raises UnknownClaim."""
    from neversaddle.verdict.result import Report
    from neversaddle.verdict.verify import verify

    asked = sorted(set(ids))
    if not asked:
        return Report()
    return verify(asked, digits=DIGITS, seed=SEED, fast=True, jobs=jobs, on_result=on_result, timeout=timeout)


def verdicts(report: Report) -> Verdicts:
    """What captions say of each claim: its verdict, and those of its parts where they differ."""
    return {result.id: _verdict(result) for result in report.results}


def _verdict(result: Result) -> str:
    if not result.mixed:
        return result.verdict.value
    parts = ", ".join(f"{len(texts)} {verdict.value}" for verdict, texts in result.mixed.items())
    return f"{result.verdict.value}; parts: {parts}"


def full_caption(exhibit: Exhibit, caption: str, found: Verdicts) -> str:
    """The caption as LaTeX, and after it the claims with their verdicts."""
    claims = ", ".join(rf"\texttt{{{name}}} ({found[name]})" for name in exhibit.claims)
    return rf"\textbf{{{exhibit.title}.}} {caption} Illustrates: {claims}; verdicts of {SETTING}."
