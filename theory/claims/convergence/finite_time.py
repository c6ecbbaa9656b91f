"""Finite time: for q < 2 a Polyak-Lojasiewicz loss, or one that is strongly convex, is at its least value by then."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, LOSS, SLOPE, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement import falling
from neversaddle.theory.statement.bounds import any_flow, coercive, f_inf, squares
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Place, Range, positive, real
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.proofs import proves
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.steps import Step

start = sp.Symbol("xi", positive=True)
mu, rho, gap = falling.mu, falling.rho, falling.gap
x, c = COORDINATE[j], SLOPE[j]
#: Weights are coordinates.
plain = Steepest(DiagonalNetwork(sp.S.One), q)
BELOW_TWO = Range(q, open_high=True, why="at q = 2 the fall is exponential, and never over")

claim = Claim(
    id="finite-time",
    name="Finite time",
    source="derived",
    given=(BELOW_TWO, SIZES[1]),
    says=(
        Reaches(
            "whatever the loss and the model",
            -LOSS,
            -f_inf,
            When.BY,
            2 * gap ** (1 - q / 2) / ((2 - q) * mu * (2 * rho) ** (q / 2)),
            any_flow,
            (
                SIZES[0],
                *real(f_inf),
                *positive(
                    mu,
                    rho,
                    gap,
                    why="sizes: without coercivity or growth there is no such bound",
                ),
                coercive(mu),
                Condition(2 * rho * (LOSS - f_inf) <= squares, why="a small gradient far above stops the descent"),
                Condition(sp.Eq(Initially(LOSS), f_inf + gap)),
            ),
        ),
        Reaches(
            "attained, without reparametrization, by f = rho x_j^2/2 and any loss of the other coordinates",
            -x,
            sp.S.Zero,
            When.AT,
            start ** (2 - q) / ((2 - q) * rho ** (q - 1)),
            plain,
            (
                Place(j, WIDTH),
                *positive(rho, start, why="sizes"),
                Condition(sp.Eq(c, rho * x), why="this is that loss"),
                Condition(sp.Eq(Initially(x), start), why="the other sign is the mirror image"),
            ),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "A strongly convex loss with modulus rho is Polyak-Lojasiewicz with rho. The second time is the first one at "
        "k = 1, mu = 1 and Delta = rho xi^2/2. At q = 2 the rate is that of linear-rate."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """-df/dt = sum h_j |c_j|^q >= mu (sum c_j^2)^(q/2) >= mu (2 rho (f - f_inf))^(q/2); and dx/dt = -(rho x)^(q-1)."""
    general, attained = claim.says
    yield proves(general, falling.loss_falls())
    yield proves(attained, falling.comes_to_rest(start))
