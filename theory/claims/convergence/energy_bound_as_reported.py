"""As reported: the integral of squared gradients is at most (f_0 - f_inf)/(mu B^(2-q))."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.symbols import q
from neversaddle.theory.motion.flow import FORCE, METRIC
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive, real
from neversaddle.theory.statement.kinds import Dissipation
from neversaddle.theory.statement.setting import EXPONENT

B, mu = sp.symbols("B mu", positive=True)

claim = Claim(
    id="energy-bound-as-reported",
    name="Energy bound, as reported",
    source="arXiv 2603.02064, Theorem 4.2 [reported]",
    uses=("descent",),
    given=(
        EXPONENT,
        *positive(B, why="a bound of zero is a flow at rest"),
        *positive(mu, why="without coercivity the bound is infinite"),
        *real(FORCE, METRIC),
        Condition(sp.Abs(FORCE) <= B, why="a larger gradient dissipates less than its square, as q <= 2"),
        Condition(mu <= METRIC, why="where the metric degenerates the flow stalls before the gradient is spent"),
    ),
    says=(Dissipation("the integral of |grad f|_2^2", 1 / (mu * B ** (2 - q)), B, mu, q),),
    expects=Verdict.REFUTED,
)
