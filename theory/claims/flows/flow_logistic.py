"""One whole flow with a closed solution: balanced, depth 2, f = (x - 1)^2/2 gives x(1) = 1/(1 + 3 exp(-2)) from 1/4."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.motion.problem import FlowProblem, coordinate
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import FlowBound
from neversaddle.theory.statement.steps import Step, by_balls

x = coordinate(1)
half = sp.Rational(1, 2)
flow = FlowProblem(DeepDiagonal(2), sp.Integer(2), (x - 1) ** 2 / 2, ((half,), (half,)))
LOW, HIGH = sp.Rational("0.71123459422759385994"), sp.Rational("0.71123459422759385995")
NEAR = sp.Rational(1, 10**20)

claim = Claim(
    id="flow-logistic",
    name="A logistic flow, enclosed",
    source="derived here: with equal weights x' = 2 x (1 - x); the enclosure of the flow knows nothing of it",
    says=(
        FlowBound("x at t = 1", flow, x, sp.Integer(1), LOW, HIGH),
        FlowBound("against 1/(1 + 3 exp(-2))", flow, x * (1 + 3 * sp.exp(-2)), sp.Integer(1), 1 - NEAR, 1 + NEAR),
    ),
    expects=Verdict.ENCLOSED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The flow enclosed, by itself and times what the closed solution makes 1 of."""
    for part in claim.says:
        yield by_balls(part)
