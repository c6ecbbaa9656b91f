"""Depth two: R''(x) = 1/sqrt(4|x|^q + lambda^2)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.claims.mirror_geometry.metric_general import metric
from neversaddle.theory.definitions.leaf import InverseMetric, size
from neversaddle.theory.language.symbols import lam, q, u
from neversaddle.theory.motion.steepest import COORDINATE, WEIGHT, WIDTH, DiagonalNetwork
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Depth, Hypothesis, Place, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.model import i, j, r
from neversaddle.theory.statement.proofs import proves, truth
from neversaddle.theory.statement.setting import ANY_EXPONENT, LEAF
from neversaddle.theory.statement.steps import Step, by_normal_form

TWO = sp.Integer(2)
balance = sp.Abs(WEIGHT[r, j]) ** q - sp.Abs(WEIGHT[i, j]) ** q
WEIGHTS: tuple[Hypothesis, ...] = (
    *(Depth(WIDTH, 1), Place(j, WIDTH), Place(i, TWO), Place(r, TWO, apart=(i,))),
    Composed(DiagonalNetwork(TWO), 0),
    *positive(q, why="a power of what may vanish"),
)

claim = Claim(
    id="metric-depth-two",
    name="Metric at depth two",
    source="arXiv 2603.02064",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    uses=("metric-balanced",),
    says=(
        Holds(
            "the square of the inverse metric, at any weights",
            sp.Eq(metric(TWO) ** 2, 4 * sp.Abs(COORDINATE[j]) ** q + balance**2),
            WEIGHTS,
        ),
        Identity(
            "R'' on the leaf",
            1 / InverseMetric(TWO, q, lam, u),
            1 / sp.sqrt(4 * size(TWO, q, lam, u) ** q + lam**2),
            (ANY_EXPONENT, *LEAF),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """4 |w_i w_r|^q + (|w_r|^q - |w_i|^q)^2 is the square of |w_i|^q + |w_r|^q."""
    square, curvature = claim.says
    yield proves(square, truth())
    yield by_normal_form(curvature)
