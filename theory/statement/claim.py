"""What a claim is, and what the tool may say of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from neversaddle.theory.statement.hypotheses import Composed, Depth, Hypothesis, Members, Place, Sign
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.steps import Step
from neversaddle.theory.statement.writing import part_latex


class Verdict(StrEnum):
    """What the tool says of a claim. Only the first four count as passed, and REFUTED where it is expected.

    PROVED: by the kernel and cited theorems of analysis. ENCLOSED: by ball arithmetic. ARGUED: as PROVED, but for
    arguments by hand, which are named. SUPPORTED: attacked, and nothing found.
    """

    PROVED = "PROVED"
    ENCLOSED = "ENCLOSED"
    ARGUED = "ARGUED"
    SUPPORTED = "SUPPORTED"
    REFUTED = "REFUTED"
    UNKNOWN = "UNKNOWN"
    TIMEOUT = "TIMEOUT"
    ERROR = "ERROR"

    def meets(self, expected: Verdict) -> bool:
        """Whether this verdict is as expected or stronger (REFUTED only meets REFUTED)."""
        if expected in PASSED and self in PASSED:
            return PASSED.index(self) <= PASSED.index(expected)
        return self == expected


#: The verdicts that other claims may rest on, and with SUPPORTED those that count as passed, the strongest first.
SETTLED = (Verdict.PROVED, Verdict.ENCLOSED, Verdict.ARGUED)
PASSED = (*SETTLED, Verdict.SUPPORTED)


class Fidelity(StrEnum):
    """How what a claim says stands to what its source says."""

    FAITHFUL = "faithful"
    EXTRA = "extra hypotheses"
    WEAKER = "weaker"
    SPECIAL = "special case"
    OURS = "ours"


#: What a claim may be called: words, without digits and signs.
NAME = re.compile(r"[^\W\d_]+(?:[ ,'-]+[^\W\d_]+)*")


@dataclass(frozen=True)
class Claim:
    """A statement of the ledger: what it says, under what, where it is from, what it rests on, what is expected of it.

    `name` is what the claim is called; what it says is `says` under `given`, and nothing else. `fidelity` compares
    that with the source: `differs` tells in one line how, `reported` that only notes on the source are at hand.
    `proof` gives the steps; each discharges one part of `says` (or is a lemma). The verdict follows from the run alone.
    Where the claim stands gives `section`, and its file's `prove` gives `proof`: the ledger fills both in.
    """

    id: str
    name: str
    source: str
    says: tuple[Part, ...]
    expects: Verdict
    given: tuple[Hypothesis, ...] = ()
    uses: tuple[str, ...] = ()
    remark: str = ""
    proof: Callable[[Claim], Iterator[Step]] | None = field(default=None, compare=False)
    section: str = ""
    fidelity: Fidelity = Fidelity.OURS
    differs: str = ""
    reported: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.expects, Verdict) or isinstance(self.uses, str):
            raise ValueError(f"claim {self.id}: expects is a Verdict, and uses a tuple of ids")
        if not NAME.fullmatch(self.name):
            raise ValueError(
                f"claim {self.id}: '{self.name}' is no name: words only, what is claimed stands in its data"
            )
        if self.fidelity not in (Fidelity.FAITHFUL, Fidelity.OURS) and not self.differs:
            raise ValueError(f"claim {self.id}: {self.fidelity} in what? 'differs' has to say so")
        if not self.says or len({part.text for part in self.says}) < len(self.says):
            raise ValueError(f"claim {self.id}: its parts need texts of their own")
        if self.expects in (Verdict.UNKNOWN, Verdict.TIMEOUT, Verdict.ERROR):
            raise ValueError(f"claim {self.id}: {self.expects} is a failure, not something to expect")
        for part in self.says:
            loose = part.symbols() - {h.symbol for h in self.hypotheses(part) if hasattr(h, "symbol")}
            if loose:
                raise ValueError(f"claim {self.id}: nothing is assumed of {', '.join(sorted(map(str, loose)))}")

    def hypotheses(self, part: Part) -> tuple[Hypothesis, ...]:
        """The hypotheses that hold for one part: its own, and the claim's for symbols it does not treat itself."""
        own = {getattr(h, "symbol", None) for h in part.given} - {None}
        return part.given + tuple(h for h in self.given if getattr(h, "symbol", None) not in own)

    def _repr_latex_(self) -> str:
        return r"$$\begin{gathered}" + r"\\".join(map(part_latex, self.says)) + r"\end{gathered}$$"


def restrictions(claim: Claim) -> list[Hypothesis]:
    """The hypotheses that restrict something, each once; being real is the type of a symbol, not a restriction."""
    found: list[Hypothesis] = []
    for part in claim.says:
        for h in claim.hypotheses(part):
            if h not in found and not _is_type(h):
                found.append(h)
    return found


def _is_type(h: Hypothesis) -> bool:
    """Whether a hypothesis says what a letter is, and restricts nothing: a real number, a place, a number of things."""
    if isinstance(h, Place | Composed):
        return True
    return (isinstance(h, Sign | Members) and h.kind == "real") or (isinstance(h, Depth) and h.at_least <= 1)
