"""Balance: along any steepest flow the q-th powers of a coordinate's weights keep their differences."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.flow import FORCE, two_weights
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, nonzero, real
from neversaddle.theory.statement.kinds import Evolves
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_rate

flow = two_weights(L, q)
w_i, w_j = flow.weights

claim = Claim(
    id="balance",
    title="|w_i|^q - |w_j|^q is constant along steepest flow",
    source="arXiv 2603.02064, Lemma 4.5 without decay [reported]",
    uses=("orbit",),
    given=(
        Depth(L, 2, why="with one weight there is no difference to speak of"),
        EXPONENT,
        *nonzero(w_i, w_j, why="at q = 1 the modulus has a kink at zero"),
        *real(flow.rest, FORCE),
    ),
    says=(Evolves("any two weights of a coordinate", sp.Abs(w_i) ** q - sp.Abs(w_j) ** q, sp.S.Zero, flow),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Both powers change at the rate -q Phi_q(x f')."""
    (constant,) = claim.says
    yield by_rate(constant)
