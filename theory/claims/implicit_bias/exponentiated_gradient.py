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

u, weight = family("u"), sp.Symbol("u", positive=True)
tau = sp.Symbol("tau", nonnegative=True)
model = WrittenModel(u[j] ** 2 / 4, j, (u,))
#: x in the weight u, for the metric x^tau.
tempered = ((2 - tau) * weight / 2) ** (2 / (2 - tau))
WHERE = (Depth(WIDTH, 1), Place(j, WIDTH))
WEIGHT = positive(weight, why="at u = 0 nothing moves, and for u < 0 x is what it is at -u")
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
        Identity(
            "tempered: the inverse metric (dx/du)^2 is x^tau",
            sp.Derivative(tempered, weight) ** 2,
            tempered**tau,
            (TEMPERATURE, *WEIGHT),
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
    yield by_normal_form(metric)
