"""Asked: does the heavy ball keep the balance in the sense in which gradient descent does?"""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.motion.iteration import FORCE, heavy_ball, iterated_depth_two
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range, positive, real
from neversaddle.theory.statement.kinds import Iterates

eta, beta = sp.symbols("eta beta", positive=True)
run = iterated_depth_two("heavy ball", heavy_ball(eta, beta))
w_1, w_2 = run.weights
difference = w_1**2 - w_2**2

claim = Claim(
    id="balance-momentum",
    name="Balance of heavy ball",
    source="question of this ledger: 'heavy-ball keeps the balance', in the sense of claim balance-gd-discrete",
    given=(
        Range(beta, sp.S.Zero, sp.S.One, True, True, why="without momentum it is gradient descent"),
        *positive(eta, why="a step has a size"),
        *real(FORCE, *run.weights, *run.velocities),
    ),
    says=(Iterates("every step", difference, (1 - eta**2 * FORCE**2) * difference, run),),
    expects=Verdict.REFUTED,
    remark="The first step from rest is one of gradient descent and does obey the law.",
)
