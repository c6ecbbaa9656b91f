"""One whole flow: gradient flow of depth 2 on an exponential loss has the loss 0.1248427807... at t = 2."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.motion.problem import FlowProblem
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import FlowBound
from neversaddle.theory.statement.steps import Step, by_balls

x_1, x_2 = sp.symbols("x_1 x_2", real=True)
START = tuple(tuple(sp.Rational(w) for w in row) for row in (("1/2", "1/4"), ("1/3", "-1/5")))
flow = FlowProblem(DeepDiagonal(2), sp.Integer(2), sp.exp(-x_1 - 2 * x_2) + sp.exp(x_2 - 2 * x_1), START)

claim = Claim(
    id="flow-loss",
    name="Loss of an enclosed flow",
    source="derived here: from an enclosure of the flow",
    says=(
        FlowBound(
            "the loss at t = 2",
            flow,
            LOSS,
            sp.Integer(2),
            sp.Rational("0.1248427807"),
            sp.Rational("0.1248427808"),
        ),
    ),
    expects=Verdict.ENCLOSED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The flow enclosed up to t = 2: q = 2 has no corners."""
    (bounds,) = claim.says
    yield by_balls(bounds)
