"""The mirror map of every depth and exponent on a lambda-balanced leaf, in one hypergeometric function."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.language.symbols import L, lam, q, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_derivative

b = (L - 1) * (1 - 1 / q)

claim = Claim(
    id="mirror-map",
    name="Mirror map",
    source="derived: Euler integral of dy/du",
    uses=("orbit", "metric-balanced"),
    given=(
        DEPTH,
        EXPONENT,
        *positive(lam, why="at lambda = 0 the mirror map is a power of x instead"),
        *positive(u, why="u = |w_1|^q is a size"),
    ),
    says=(
        Identity(
            "orbit time in closed form",
            OrbitTime(L, q, lam, u),
            lam ** (-b) * u ** (1 / q) * sp.hyper([b, 1 / q], [1 + 1 / q], -u / lam),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Both sides vanish at u = 0 and have the derivative (1/q) (u (u+lambda)^(L-1))^((1-q)/q)."""
    (closed,) = claim.says
    yield by_derivative(closed, u)
