"""Balanced leaves: the inverse metric is a power of |x|, with the metric exponent m = q(L-1)/L."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, size
from neversaddle.theory.language.symbols import L, kappa, m, q, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form

claim = Claim(
    id="metric-exponent",
    name="Metric exponent",
    source="arXiv 2603.02064, Lemma 4.13 [reported]; constants derived",
    uses=("metric-general",),
    given=(ANY_DEPTH, EXPONENT, *positive(u, why="at u = 0 the metric vanishes")),
    says=(
        Identity(
            "R'' on the balanced leaf",
            1 / InverseMetric(L, q, sp.S.Zero, u),
            size(L, q, sp.S.Zero, u) ** (-m) / L,
        ),
        Identity("the stability number", kappa, L * (1 - m)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """All u_i are equal, so |x| = u^(L/q) and the metric is L u^(L-1)."""
    for part in claim.says:
        yield by_normal_form(part)
