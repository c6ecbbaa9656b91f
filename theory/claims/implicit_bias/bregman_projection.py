"""Bregman projection: the limit of gradient flow on f(Zx) is the interpolator nearest to the start in D_R."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, lam
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Projection
from neversaddle.theory.statement.setting import ANY_DEPTH, BALANCE
from neversaddle.theory.statement.steps import Step, by_row_space

claim = Claim(
    id="bregman-projection",
    name="Bregman projection",
    source="arXiv 2603.02064, Theorem 3.4 [reported]; Li et al. 2022, Theorem 3.9",
    uses=("mirror-flow", "metric-balanced"),
    given=(ANY_DEPTH, *BALANCE),
    says=(Projection("all data, every loss, from everywhere", L, sp.Integer(2), lam),),
    expects=Verdict.PROVED,
    remark="On the way, too: x(t) is the projection onto {x: Zx = Zx(t)}. Without a limit there is nothing to say.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """Phi_2 is linear, so y - y_0 = -int Z^T r dt: the first-order condition of a convex problem."""
    (projection,) = claim.says
    yield by_row_space(projection)
