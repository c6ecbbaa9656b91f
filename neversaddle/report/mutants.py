"""A run of mutants as people and programs read it: one line a claim, what survived, and JSON."""

from __future__ import annotations

from collections.abc import Iterator

from neversaddle._version import __version__
from neversaddle.verdict.mutate import Fate, MutantResult, MutationReport


def as_json(report: MutationReport) -> dict[str, object]:
    """The report as data, mutant by mutant."""
    return {
        "version": __version__,
        "mutants": [
            {
                "claim": r.claim,
                "part": r.part,
                "change": r.change,
                "statement": r.statement,
                "fate": r.fate.value,
                "reason": r.reason,
            }
            for r in report.results
        ],
        "claims": {claim: report.counts(claim) for claim in _claims(report)},
        "counts": report.counts(),
        "complete": report.complete,
    }


def as_text(report: MutationReport) -> str:
    """A table of the fates by claim, then every mutant that survived or was lost, and the sum."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: MutationReport) -> Iterator[str]:
    claims = _claims(report)
    width = max([len("claim"), *map(len, claims)])
    yield f"{'claim':<{width}}" + "".join(f"  {fate.value:>10}" for fate in Fate)
    for claim in claims:
        yield f"{claim:<{width}}" + "".join(f"  {n:>10}" for n in report.counts(claim).values())
    for r in report.failures:
        yield f"{r.fate.value.upper()}  {described(r)}: {r.reason}"
    yield summary(report)


def described(r: MutantResult) -> str:
    """Which mutant it is."""
    return f"{r.claim}, {r.part}, {r.change}" if r.part else f"{r.claim}, {r.change}"


def summary(report: MutationReport) -> str:
    """How many mutants met each fate."""
    counts = ", ".join(f"{n} {fate}" for fate, n in report.counts().items() if n)
    return f"{len(report.results)} mutants: {counts or 'none'}"


def _claims(report: MutationReport) -> list[str]:
    return list(dict.fromkeys(r.claim for r in report.results))
