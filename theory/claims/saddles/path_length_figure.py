"""Figure 3: from (0.1, 0) along the balance curve to w_1 w_2 = 0.1 the path is shorter for smaller q in {1, 3/2, 2}."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import PathLength
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.steps import Step, by_balls

tenth = sp.Rational(1, 10)
length = {q: PathLength(q, tenth, tenth) for q in (sp.S(1), sp.Rational(3, 2), sp.S(2))}

claim = Claim(
    id="path-length-figure",
    name="Path lengths of the figure",
    source="arXiv 2603.02064, Figure 3 [reported]",
    uses=("balance",),
    says=(
        Inequality("q = 1 against q = 3/2", length[sp.S(1)], length[sp.Rational(3, 2)], strict=True),
        Inequality("q = 3/2 against q = 2", length[sp.Rational(3, 2)], length[sp.S(2)], strict=True),
    ),
    expects=Verdict.ENCLOSED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Both lengths enclosed in balls that do not meet."""
    for part in claim.says:
        yield by_balls(part)
