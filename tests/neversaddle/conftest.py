"""A made-up run of the ledger, for tests of what is done with results rather than of the results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

import pytest

from neversaddle.theory.claims import ledger
from neversaddle.theory.statement.claim import Verdict
from neversaddle.verdict.result import HypothesisResult, Report, Result, StepResult
from neversaddle.verdict.verify import select


def made_up(claim_id: str, verdict: Verdict | None = None, seconds: float = 0.25) -> Result:
    """A result as if the claim had come out as expected, or with the verdict given."""
    claim = ledger()[claim_id]
    found = verdict or claim.expects
    return Result(
        id=claim_id,
        verdict=found,
        expected=claim.expects,
        scope="all L >= 2, q in [1, 2]",
        digits=24,
        samples=3,
        seconds=seconds,
        witness="L = 2, q = 1" if found == Verdict.REFUTED else None,
        source=claim.source,
        uses=claim.uses,
        section=claim.section,
        name=claim.name,
        steps=_steps(claim_id),
        hypotheses=(
            HypothesisResult("L >= 2", "a reason", "L = 1"),
            HypothesisResult("q in [1, 2]", "the range", None),
        ),
    )


@cache
def _steps(claim_id: str) -> tuple[StepResult, ...]:
    """Its steps, all of them settled; the proof is run once."""
    claim = ledger()[claim_id]
    return tuple(StepResult(s.part.text, "normal form", True) for s in claim.proof(claim)) if claim.proof else ()


Results = Callable[..., Result]


@pytest.fixture(name="made_up")
def made_up_results() -> Results:
    return made_up


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Verdict]:
    """`verify` answers at once; verdicts put into the returned mapping are given instead of the expected ones."""
    verdicts: dict[str, Verdict] = {}

    def verify(
        ids: Sequence[str] | None = None, *, on_result: Callable[[Result], None] | None = None, **_: object
    ) -> Report:
        results = [made_up(name, verdicts.get(name)) for name in select(ids)]
        for result in reversed(results):
            if on_result:
                on_result(result)
        return Report(tuple(results))

    monkeypatch.setattr(import_module("neversaddle.verdict.verify"), "verify", verify)
    return verdicts
