"""As reported: the regularizer of decoupled decay, wherever R' is a number: at x = 0 too, where m < 1."""

from __future__ import annotations

from neversaddle.theory.claims.weight_decay.manifold_regularizer import SAME, alpha, coordinate, drift, network
from neversaddle.theory.language.symbols import L, kappa, q
from neversaddle.theory.motion.steepest import WIDTH, Steepest
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Place, real
from neversaddle.theory.statement.model import SIZES, j, r
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.solutions import Rate

claim = Claim(
    id="manifold-regularizer-as-reported",
    name="Regularizer of decoupled decay, as reported",
    source="arXiv 2603.02064, Theorem 4.16",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    given=(
        *SIZES,
        EXPONENT,
        Place(j, WIDTH),
        Place(r, L),
        *real(alpha),
        SAME,
        Condition(kappa > 0, why="this is m < 1; else R' is infinite at x = 0"),
    ),
    says=(Rate("wherever x is", coordinate, drift, Steepest(network, q, alpha)),),
    expects=Verdict.REFUTED,
)
