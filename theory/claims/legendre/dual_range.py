"""The dual range: for lambda > 0 the mirror map is bounded iff kappa < 0, and its supremum is a Beta value."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.language.symbols import L, kappa, lam, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.setting import DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_beta_integral

s = sp.Symbol("s", positive=True)

claim = Claim(
    id="dual-range",
    name="Range of the mirror map",
    source="derived",
    uses=("mirror-map",),
    given=(DEPTH, EXPONENT, *positive(lam, why="at lambda = 0 and kappa < 0 orbit time starts at -oo instead")),
    says=(
        ImproperIntegral(
            "sup |y| is the integral of dy/du over the leaf",
            OrbitTime.rate(L, q, lam, s),
            s,
            lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q,
            kappa < 0,
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Euler's Beta integral with a = 1/q and b - a = -kappa/q."""
    (supremum,) = claim.says
    yield by_beta_integral(supremum)
