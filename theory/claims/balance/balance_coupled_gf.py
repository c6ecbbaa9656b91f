"""Coupled decay at q = 2: the same velocities as decoupled decay, and so the same law of balance."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import real
from neversaddle.theory.statement.model import SIZES, TWO_WEIGHTS, i, j, r
from neversaddle.theory.statement.proofs import chain_rule, proves, theorem
from neversaddle.theory.statement.solutions import Along, Order, Rate
from neversaddle.theory.statement.steps import Step

TWO = sp.Integer(2)
#: Decay, or growth.
alpha = sp.Symbol("alpha", real=True)
coupled, decoupled = (Steepest(DiagonalNetwork(L), TWO, alpha, coupled=kind) for kind in (True, False))
balance = WEIGHT[i, j] ** 2 - WEIGHT[r, j] ** 2

claim = Claim(
    id="balance-coupled-gf",
    name="Balance of gradient flow with decay",
    source="standard",
    fidelity=Fidelity.FAITHFUL,
    given=(
        *SIZES,
        *TWO_WEIGHTS,
        *real(alpha),
    ),
    says=(
        Rate("every weight has the velocity of decoupled decay", WEIGHT[i, j], decoupled.velocity(i, j), coupled),
        Along(
            "the balance",
            balance,
            Order.EQUAL,
            Initially(balance) * sp.exp(-2 * TimeIntegral(alpha)),
            coupled,
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Phi_2 is linear."""
    velocity, law = claim.says
    yield proves(velocity, chain_rule())
    yield proves(law, theorem("linear-equation", chain_rule(), a=-2 * alpha))
