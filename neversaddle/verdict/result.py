"""What a run of the ledger says: one result a claim, and the report of all of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from neversaddle.theory.statement.claim import Fidelity, Verdict


@dataclass(frozen=True)
class StepResult:
    """One proof step: what it settles, the rule that decided it (or failed to), and what stood in the way."""

    text: str
    rule: str
    settled: bool
    reason: str = ""


@dataclass(frozen=True)
class HypothesisResult:
    """One hypothesis: why it is there, and an instance that breaks the claim without it.

    A `witness` of None: not shown necessary, if `tried`; else there was nothing outside it that could be tried.
    """

    text: str
    why: str
    witness: str | None
    tried: bool = True


@dataclass(frozen=True)
class PartResult:
    """The verdict on one part of a claim, with its witness or what there is to say about it."""

    text: str
    verdict: Verdict
    digits: int | None = None
    samples: int = 0
    witness: str | None = None
    message: str = ""


@dataclass(frozen=True)
class Result:
    """The verdict on one claim and the evidence for it. `digits` is the worst over the samples."""

    id: str
    verdict: Verdict
    expected: Verdict
    scope: str
    digits: int | None
    samples: int
    seconds: float
    witness: str | None
    source: str
    uses: tuple[str, ...]
    section: str = ""
    name: str = ""
    fidelity: Fidelity = Fidelity.OURS
    differs: str = ""
    reported: bool = False
    parts: tuple[PartResult, ...] = ()
    steps: tuple[StepResult, ...] = ()
    hypotheses: tuple[HypothesisResult, ...] = ()
    message: str = ""

    def took(self, seconds: float) -> Result:
        """The same result with the time it took."""
        return replace(self, seconds=round(seconds, 3))

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the expected one or stronger."""
        return self.verdict.meets(self.expected)

    @property
    def extent(self) -> str:
        """For what the verdict is given: what is refuted may hold of some of what it is stated for."""
        return f"as stated for {self.scope}" if self.verdict is Verdict.REFUTED else f"for {self.scope}"

    @property
    def mixed(self) -> dict[Verdict, list[str]]:
        """The texts of the parts by their verdict, strongest first, if the parts differ in it; else nothing."""
        found = {v: [part.text for part in self.parts if part.verdict is v] for v in Verdict}
        return {v: texts for v, texts in found.items() if texts} if len(set(p.verdict for p in self.parts)) > 1 else {}


@dataclass(frozen=True)
class Report:
    """The results of a run, in ledger order; not `complete` if it was broken off."""

    results: tuple[Result, ...] = ()
    settings: dict[str, int] = field(default_factory=dict)
    complete: bool = True

    @property
    def as_expected(self) -> bool:
        """Whether every verdict is as expected or stronger; an empty report is not, nor one that was broken off."""
        return self.complete and bool(self.results) and all(result.as_expected for result in self.results)

    @property
    def counts(self) -> dict[str, int]:
        """How many claims got each verdict that occurs, strongest first."""
        return {v.value: n for v in Verdict if (n := sum(r.verdict == v for r in self.results))}
