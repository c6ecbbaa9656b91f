"""The linear rate: with gradients bounded, the metric coercive and a Polyak-Lojasiewicz loss, f falls exponentially."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import q
from neversaddle.theory.motion.flow import FORCE, GROWTH, METRIC
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive, real
from neversaddle.theory.statement.kinds import LinearRate
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_growth

B, mu, rho = sp.symbols("B mu rho", positive=True)

claim = Claim(
    id="linear-rate",
    title="if also |grad f|_2^2 >= 2 rho (f - f*): f - f* <= (f_0 - f*) exp(-2 rho mu B^(q-2) t)",
    source="derived",
    uses=("descent",),
    given=(
        EXPONENT,
        *positive(B, why="a bound of zero is a flow at rest"),
        *positive(mu, why="without coercivity there is no rate"),
        *positive(rho, why="without growth there is no rate"),
        *real(FORCE, METRIC, GROWTH),
        Condition(sp.Abs(FORCE) <= B, why="a larger gradient dissipates less than its square, as q <= 2"),
        Condition(mu <= METRIC, why="where the metric degenerates the flow stalls before the gradient is spent"),
        Condition(rho <= GROWTH, why="where the gradient is small for its loss, descent is slow"),
    ),
    says=(LinearRate("the loss", 2 * rho * mu * B ** (q - 2), B, mu, rho, q),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """-df/dt = sum h_j |c_j|^q >= mu B^(q-2) sum c_j^2 >= 2 rho mu B^(q-2) (f - f*)."""
    (rate,) = claim.says
    yield by_growth(rate)
