"""Descent: df/dt = -sum_j (R''_j)^(-1) |d_j f|^q, so the loss never increases."""

from __future__ import annotations

from collections.abc import Iterator

from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.bounds import any_flow, spent
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.model import SIZES
from neversaddle.theory.statement.proofs import chain_rule, coefficients, proves, theorem
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step

claim = Claim(
    id="descent",
    name="Descent",
    source="derived: chain rule with the mirror flow",
    given=(*SIZES, EXPONENT),
    says=(
        Along("what is spent", LOSS, Order.EQUAL, Initially(LOSS) - TimeIntegral(spent), any_flow),
        Along("never more", LOSS, Order.AT_MOST, Initially(LOSS), any_flow),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule, over all weights of all coordinates; the shares are q-th powers of moduli."""
    total, never_more = claim.says
    yield proves(total, theorem("integral-of-rate", chain_rule(), r=-spent))
    yield proves(never_more, theorem("falling", chain_rule(), coefficients(), r=-spent))
