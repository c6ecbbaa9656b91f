"""Repaired: for q < 2 and one datum the limit is the Bregman projection just when all |z_j| are equal."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range, nonzero
from neversaddle.theory.statement.kinds import Projection
from neversaddle.theory.statement.setting import ANY_DEPTH, BALANCE
from neversaddle.theory.statement.steps import Step, by_row_space

a, b = z = sp.symbols("z_1 z_2", real=True, nonzero=True)

claim = Claim(
    id="bregman-projection-steepest-repaired",
    name="Bregman projection of steepest flow, repaired",
    source="derived",
    uses=("mirror-flow", "metric-balanced"),
    given=(
        ANY_DEPTH,
        *BALANCE,
        Range(q, open_high=True, why="for q = 2 it is the projection for all data"),
        *nonzero(*z, why="with one coordinate alone there is but one interpolator"),
    ),
    says=(Projection("one datum of two entries", L, q, lam, z, sp.Eq(sp.Abs(a), sp.Abs(b))),),
    expects=Verdict.PROVED,
    remark=(
        "The flow keeps y - y_0 = s Phi_q(z) for every loss, the projection wants y - y_0 = s' z. More entries: iff "
        "all that are not zero are of one size, by this for each pair of them."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """Phi_q(z) is parallel to z iff the |z_j|^(q-2) are equal."""
    (projection,) = claim.says
    yield by_row_space(projection)
