"""Exponentiated gradient: gradient flow on u, with x = u^2/4, is the mirror flow d log x = -f' dt."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import family
from neversaddle.theory.language.symbols import q, x
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, SLOPE, WIDTH, Steepest, WrittenModel
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Place, Range, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.model import ABOVE_ONE, j
from neversaddle.theory.statement.proofs import chain_rule, proves, theorem
from neversaddle.theory.statement.solutions import Along, Order, Rate
from neversaddle.theory.statement.steps import Step, by_normal_form

u = family("u")
tau = sp.Symbol("tau", positive=True)
model = WrittenModel(u[j] ** 2 / 4, j, (u,))
#: x in the weight u, for the metric x^tau.
power = 2 / (2 - tau)
tempered = power**-power * sp.Abs(u[j]) ** power
WHERE = (Depth(WIDTH, 1), Place(j, WIDTH))
POINT = positive(x, why="the entropy lives on x > 0")
TEMPERATURE = Range(
    tau,
    sp.S.Zero,
    sp.Integer(2),
    open_low=True,
    open_high=True,
    why="between gradient descent, x = u at tau = 0, and tau = 2, where x is exponential in u",
)

claim = Claim(
    id="exponentiated-gradient",
    name="Unnormalised exponentiated gradient",
    source="Amid & Warmuth 2020, Reparameterizing mirror descent as gradient descent",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    says=(
        Along(
            "exponentiated gradient",
            COORDINATE[j],
            Order.EQUAL,
            Initially(COORDINATE[j]) * sp.exp(-TimeIntegral(SLOPE[j])),
            Steepest(model, sp.Integer(2)),
            WHERE,
        ),
        Identity("log x is the mirror map of the entropy", sp.Derivative(x * sp.log(x) - x, x), sp.log(x), POINT),
        Rate(
            "steepest flow of exponent q has the metric of temperature q/2",
            COORDINATE[j],
            -DRIVE[j] * COORDINATE[j] ** (q / 2),
            Steepest(model, q),
            (*WHERE, *ABOVE_ONE),
        ),
        Rate(
            "tempered: the inverse metric is x^tau",
            COORDINATE[j],
            -SLOPE[j] * COORDINATE[j] ** tau,
            Steepest(WrittenModel(tempered, j, (u,)), sp.Integer(2)),
            (*WHERE, TEMPERATURE),
        ),
    ),
    expects=Verdict.PROVED,
    remark="The factor 1/4 sets the clock: x = u^2 runs four times as fast, and w_1 w_2 with equal weights twice.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dt = (u/2) du/dt = -c x; for the tempered ones x^tau is differentiated in u."""
    law, entropy, steepest, metric = claim.says
    yield proves(law, theorem("linear-equation", chain_rule(), a=-SLOPE[j]))
    yield by_normal_form(entropy)
    yield proves(steepest, chain_rule())
    yield proves(metric, chain_rule())
