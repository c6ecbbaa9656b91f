"""As reported: the integral of squared gradients is at most (f_0 - f_inf)/(mu B^(2-q))."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.bounds import B, any_flow, bounded, f_inf, squares
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.solutions import Along, Order

mu = sp.Symbol("mu", positive=True)
bound = (Initially(LOSS) - f_inf) / (mu * B ** (2 - q))

claim = Claim(
    id="energy-bound-as-reported",
    name="Energy bound, as reported",
    source="arXiv 2603.02064, Theorem 4.2 [reported]",
    given=(*bounded(mu), *positive(mu, why="without coercivity the bound is infinite")),
    says=(Along("at all times", TimeIntegral(squares), Order.AT_MOST, bound, any_flow),),
    expects=Verdict.REFUTED,
)
