"""Between the figure's exponents the order breaks: at its own sizes the path at q = 7/5 is shorter than at q = 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import PathLength
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.steps import Step, by_balls

tenth = sp.Rational(1, 10)

claim = Claim(
    id="path-length-dip",
    name="A dip of the path length",
    source="derived; found beside arXiv 2603.02064, Figure 3",
    uses=("balance",),
    says=(
        Inequality(
            "q = 7/5 against q = 1",
            PathLength(sp.Rational(7, 5), tenth, tenth),
            PathLength(sp.S(1), tenth, tenth),
            strict=True,
        ),
    ),
    expects=Verdict.ENCLOSED,
    remark="So the order of the figure is that of its three exponents, not a law in q even at its own sizes.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """Both lengths enclosed in balls that do not meet."""
    (dip,) = claim.says
    yield by_balls(dip)
