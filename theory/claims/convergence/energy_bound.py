"""The energy bound: squared gradients are integrable, with the constant B^(2-q)/mu."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import q
from neversaddle.theory.motion.flow import FORCE, METRIC
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive, real
from neversaddle.theory.statement.kinds import Dissipation
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_pointwise_bound

B, mu = sp.symbols("B mu", positive=True)

claim = Claim(
    id="energy-bound",
    title="|grad f|_inf <= B along the flow, inverse metric >= mu > 0: int |grad f|_2^2 dt <= (f_0 - f_inf) B^(2-q)/mu",
    source="derived; repairs energy-bound-as-reported",
    uses=("descent",),
    given=(
        EXPONENT,
        *positive(B, why="a bound of zero is a flow at rest"),
        *positive(mu, why="without coercivity the bound is infinite"),
        *real(FORCE, METRIC),
        Condition(sp.Abs(FORCE) <= B, why="a larger gradient dissipates less than its square, as q <= 2"),
        Condition(mu <= METRIC, why="where the metric degenerates the flow stalls before the gradient is spent"),
    ),
    says=(Dissipation("the integral of |grad f|_2^2", B ** (2 - q) / mu, B, mu, q),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """c^2 = |c|^(2-q) |c|^q <= B^(2-q) |c|^q <= (B^(2-q)/mu) h |c|^q, and sum_j h_j |c_j|^q = -df/dt."""
    (bound,) = claim.says
    yield by_pointwise_bound(bound)
