"""Asked: does the law of decoupled decay hold for coupled decay at every q?"""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.symbols import L, alpha, q
from neversaddle.theory.motion.flow import FORCE, two_weights
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Sign, nonzero, real
from neversaddle.theory.statement.kinds import Evolves
from neversaddle.theory.statement.setting import EXPONENT

flow = two_weights(L, q, alpha, coupled=True)
w_i, w_j = flow.weights
difference = sp.Abs(w_i) ** q - sp.Abs(w_j) ** q

claim = Claim(
    id="balance-coupled-as-decoupled",
    title="with coupled decay alpha(t), |w_i|^q - |w_j|^q is multiplied by exp(-q int alpha dt) at every q",
    source="question of this ledger: arXiv 2603.02064, Lemma 4.5, read for coupled decay",
    given=(
        Depth(L, 2, why="with one weight there is no difference to speak of"),
        EXPONENT,
        Sign(alpha, "nonnegative", "decay is not growth"),
        *nonzero(w_i, w_j, why="at q = 1 the modulus has a kink at zero"),
        *real(flow.rest, FORCE),
    ),
    says=(Evolves("d/dt of the difference is -q alpha times it", difference, -q * alpha * difference, flow),),
    expects=Verdict.REFUTED,
)
