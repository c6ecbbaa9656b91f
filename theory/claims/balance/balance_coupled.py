"""Balance under coupled decay: each |w_i|^q falls at the rate q Phi_q(x f' + alpha w_i^2)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.flow import FORCE, two_weights
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Sign, nonzero, real
from neversaddle.theory.statement.kinds import Evolves
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_rate

flow = two_weights(L, q, alpha, coupled=True)
w_i, w_j = flow.weights
x = flow.rest * w_i * w_j
fall_i, fall_j = (duality_map(q, x * FORCE + alpha * w**2) for w in (w_i, w_j))

claim = Claim(
    id="balance-coupled",
    title="coupled decay: d(|w_i|^q - |w_j|^q) = -q [Phi_q(x f' + alpha w_i^2) - Phi_q(x f' + alpha w_j^2)] dt",
    source="derived",
    uses=("balance",),
    given=(
        Depth(L, 2, why="with one weight there is no difference to speak of"),
        EXPONENT,
        Sign(alpha, "nonnegative", "decay is not growth; the law itself holds for either sign"),
        *nonzero(w_i, w_j, why="at q = 1 the modulus has a kink at zero"),
        *real(flow.rest, FORCE),
    ),
    says=(
        Evolves(
            "any two weights of a coordinate, x = P w_i w_j",
            sp.Abs(w_i) ** q - sp.Abs(w_j) ** q,
            -q * (fall_i - fall_j),
            flow,
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "At q = 1 both terms are signs: the balance is kept wherever they agree, and changes at the rate 2 where "
        "-x f'/alpha lies between w_i^2 and w_j^2."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """w (f' dx/dw + alpha w) = x f' + alpha w^2 for every weight, and Phi_q is multiplicative."""
    (law,) = claim.says
    yield by_rate(law)
