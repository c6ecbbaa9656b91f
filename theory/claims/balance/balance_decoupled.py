"""Balance under decoupled decay: the differences of q-th powers shrink by exp(-q int alpha)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.flow import FORCE, two_weights
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Sign, nonzero, real
from neversaddle.theory.statement.kinds import Evolves
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_rate

flow = two_weights(L, q, decay=alpha)
w_i, w_j = flow.weights
difference = sp.Abs(w_i) ** q - sp.Abs(w_j) ** q

claim = Claim(
    id="balance-decoupled",
    title="with decoupled decay alpha(t), |w_i|^q - |w_j|^q is multiplied by exp(-q int alpha dt)",
    source="arXiv 2603.02064, Lemma 4.5 [reported]",
    uses=("balance",),
    given=(
        Depth(L, 2, why="with one weight there is no difference to speak of"),
        EXPONENT,
        Sign(alpha, "nonnegative", "decay is not growth; the law itself holds for either sign"),
        *nonzero(w_i, w_j, why="at q = 1 the modulus has a kink at zero"),
        *real(flow.rest, FORCE),
    ),
    says=(Evolves("d/dt of the difference is -q alpha times it", difference, -q * alpha * difference, flow),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The gradient part cancels as without decay; the decay part is homogeneous of degree q."""
    (law,) = claim.says
    yield by_rate(law)
