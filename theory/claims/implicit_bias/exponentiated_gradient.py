"""Exponentiated gradient: gradient flow on u, with x = u^2/4, is the mirror flow d log x = -f' dt."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import u, x
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.steps import Step, by_normal_form

tau = sp.Symbol("tau", nonnegative=True)
#: x in the weight u, for the metric x^tau.
tempered = ((2 - tau) * u / 2) ** (2 / (2 - tau))
WEIGHT = positive(u, why="at u = 0 nothing moves, and for u < 0 x is what it is at -u")
POINT = positive(x, why="the entropy lives on x > 0")
TEMPERATURE = Range(
    tau,
    sp.S.Zero,
    sp.Integer(2),
    open_high=True,
    why="from gradient descent, tau = 0, past the exponentiated gradient, tau = 1; at tau = 2 x is exponential in u",
)

claim = Claim(
    id="exponentiated-gradient",
    name="Exponentiated gradient",
    source="Amid & Warmuth 2020, Reparameterizing mirror descent as gradient descent [reported]",
    uses=("orbit",),
    says=(
        Identity(
            "log x moves at the rate -f': its slope in u times the speed of u under unit force",
            sp.Derivative(sp.log(u**2 / 4), u) * sp.Derivative(u**2 / 4, u),
            sp.S.One,
            WEIGHT,
        ),
        Identity("log x is the mirror map of the entropy", sp.Derivative(x * sp.log(x) - x, x), sp.log(x), POINT),
        Identity(
            "tempered: the inverse metric (dx/du)^2 is x^tau",
            sp.Derivative(tempered, u) ** 2,
            tempered**tau,
            (TEMPERATURE, *WEIGHT),
        ),
    ),
    expects=Verdict.PROVED,
    remark="The factor 1/4 sets the clock: x = u^2 runs four times as fast, and w_1 w_2 with equal weights twice.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """Differentiate: du = -f' dx/du dt, and so every function y of u changes by -f' dy/du dx/du dt."""
    for part in claim.says:
        yield by_normal_form(part)
