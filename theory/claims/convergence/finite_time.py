"""Finite time: for q < 2 a strongly convex loss of one coordinate is at its minimum after a finite time."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Range, positive
from neversaddle.theory.statement.kinds import Identity, ImproperIntegral, Inequality
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form, by_powers, by_tails

#: Distance to the minimum, at the start and on the way; time left; modulus of convexity; floor of the inverse metric.
r_0, r, left, rho, mu = sp.symbols("r_0 r s rho mu", positive=True)
#: |f'| and the inverse metric at distance r.
force, metric = sp.symbols("c h", positive=True)
SIZES = positive(rho, mu, why="without strong convexity or coercivity there is no such bound")
BELOW_TWO = Range(q, open_high=True, why="at q = 2 the distance falls exponentially and is never zero")

slowest = 1 / (mu * (rho * r) ** (q - 1))
distance = ((2 - q) * left) ** (1 / (2 - q))

claim = Claim(
    id="finite-time",
    name="Finite time",
    source="derived: dr/dt = -h |f'|^(q-1) with |f'| >= rho r, h >= mu, r the distance to the minimum",
    uses=("mirror-flow",),
    given=(EXPONENT,),
    says=(
        Inequality(
            "time per distance, 1/(h |f'|^(q-1)), is greatest where |f'| = rho r and h = mu",
            1 / (metric * force ** (q - 1)),
            slowest,
            given=(
                *SIZES,
                *positive(r, why="at the minimum nothing is left to go"),
                *positive(force, metric),
                Condition(rho * r <= force, why="strong convexity"),
                Condition(mu <= metric, why="coercivity"),
            ),
        ),
        ImproperIntegral(
            "the time from distance r_0 is at most",
            slowest,
            r,
            r_0 ** (2 - q) / ((2 - q) * mu * rho ** (q - 1)),
            q < 2,
            high=r_0,
            given=(*SIZES, *positive(r_0, why="the start is not the minimum")),
        ),
        Identity(
            "attained by f = x^2/2, R = x^2/2: with time s left the distance is ((2-q) s)^(1/(2-q))",
            sp.Derivative(distance, left),
            distance ** (q - 1),
            (BELOW_TWO, *positive(left, why="before the end")),
        ),
        Identity(
            "there, from x_0 = 1, the time is 1/(2-q)",
            distance.subs(left, 1 / (2 - q)),
            sp.S.One,
            (BELOW_TWO,),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Separation of variables, with the slowest speed that the bounds allow."""
    speed, time, example, start = claim.says
    yield by_powers(speed)
    yield by_tails(time)
    yield by_normal_form(example)
    yield by_normal_form(start)
