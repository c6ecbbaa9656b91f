"""Depth two: R''(x) = 1/sqrt(4|x|^q + lambda^2)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, size
from neversaddle.theory.language.symbols import lam, q, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import EXPONENT, LEAF
from neversaddle.theory.statement.steps import Step, by_normal_form

TWO = sp.Integer(2)

claim = Claim(
    id="metric-depth-two",
    name="Metric at depth two",
    source="arXiv 2603.02064 [reported]",
    uses=("metric-balanced",),
    given=(EXPONENT, *LEAF),
    says=(
        Identity(
            "R'' on the leaf", 1 / InverseMetric(TWO, q, lam, u), 1 / sp.sqrt(4 * size(TWO, q, lam, u) ** q + lam**2)
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """4 u (u + lambda) + lambda^2 is the square of 2u + lambda."""
    (curvature,) = claim.says
    yield by_normal_form(curvature)
