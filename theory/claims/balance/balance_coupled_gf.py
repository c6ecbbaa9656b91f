"""Coupled decay at q = 2: the same velocities as decoupled decay, and so the same law of balance."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, alpha
from neversaddle.theory.motion.flow import FORCE, two_weights
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Sign, real
from neversaddle.theory.statement.kinds import Evolves
from neversaddle.theory.statement.steps import Step, by_rate

TWO = sp.Integer(2)
flow, decoupled = two_weights(L, TWO, alpha, coupled=True), two_weights(L, TWO, alpha)
w_i, w_j = flow.weights
difference = w_i**2 - w_j**2

claim = Claim(
    id="balance-coupled-gf",
    title="at q = 2 coupled and decoupled decay coincide, and w_i^2 - w_j^2 is multiplied by exp(-2 int alpha dt)",
    source="standard",
    uses=("balance-decoupled",),
    given=(
        Depth(L, 2, why="with one weight there is no difference to speak of"),
        Sign(alpha, "nonnegative", "decay is not growth; the law itself holds for either sign"),
        *real(w_i, w_j, flow.rest, FORCE),
    ),
    says=(
        Evolves("every weight has the velocity of decoupled decay", w_i, decoupled.velocity(w_i), flow),
        Evolves("d/dt of the difference is -2 alpha times it", difference, -2 * alpha * difference, flow),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Phi_2 is linear."""
    for part in claim.says:
        yield by_rate(part)
