"""One whole flow: at q = 3/2, depth 3, two coordinates, the balance of any two weights is what it was at the start."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.motion.problem import FlowProblem, weight
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import FlowBound
from neversaddle.theory.statement.steps import Step, by_balls

x_1, x_2 = sp.symbols("x_1 x_2", real=True)
START = tuple(tuple(sp.Rational(w) for w in row) for row in (("1/4", "4/9"), ("1", "9/4"), ("4/9", "1")))
flow = FlowProblem(
    DeepDiagonal(3),
    sp.Rational(3, 2),
    (x_1 + x_2 / 2 - 3) ** 2 / 2 + (x_1 / 3 + x_2 - 3) ** 2 / 2,
    START,
)
POWER = sp.Rational(3, 2)
NEAR = sp.Rational(1, 10**25)


def kept(i: int, j: int, text: str) -> FlowBound:
    """The balance of weights i and i + 1 of a coordinate stays within 10^-25 of its start."""
    upper, lower = START[i][j - 1] ** POWER, START[i - 1][j - 1] ** POWER
    balance = sp.Abs(weight(i + 1, j)) ** POWER - sp.Abs(weight(i, j)) ** POWER
    return FlowBound(
        text, flow, balance, sp.Rational(1, 8), upper - lower - NEAR, upper - lower + NEAR, throughout=True
    )


claim = Claim(
    id="flow-balance",
    name="Balance of an enclosed flow",
    source="derived here: an instance of the balance, from enclosures of the flow instead of the chain rule",
    says=(
        kept(1, 1, "w_2 against w_1 in coordinate 1"),
        kept(2, 2, "w_3 against w_2 in coordinate 2"),
    ),
    expects=Verdict.ENCLOSED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The flow enclosed at all times up to 1/8, with the signs of both gradients and all weights."""
    for part in claim.says:
        yield by_balls(part)
