"""Blow-up: past m = 1 a constant force takes x to infinity in finite time, on the balanced leaf and on any other."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.language.symbols import L, kappa, lam, m, q, u_0
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import OTHER, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Place, positive
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.proofs import equal, proves
from neversaddle.theory.statement.pushed import Pushed, begins, c, explodes, x, y, y_0
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_tails

s = sp.Symbol("s", positive=True)
start, force = sp.symbols("xi gamma", positive=True)
balanced = Steepest(DiagonalNetwork(L), q)
PUSHED = (
    *SIZES[1:],
    Place(j, WIDTH),
    EXPONENT,
    *positive(force, why="with no force nothing moves"),
    Condition(sp.Eq(c, -force), why="the law is for a constant force, outwards"),
)
INFINITE = Condition(kappa < 0, why="this is m > 1; for m <= 1 x is finite at all times")

claim = Claim(
    id="blow-up",
    title="Blow-up",
    source="derived",
    uses=("balance",),
    says=(
        Reaches(
            "lambda = 0",
            x,
            sp.oo,
            When.AT,
            start ** (1 - m) / (-kappa * force ** (q - 1)),
            balanced,
            (
                *PUSHED,
                SIZES[0],
                *positive(start, why="at x = 0 the metric vanishes"),
                INFINITE,
                Condition(sp.Eq(Initially(x), start)),
                begins(WEIGHT, q, start ** (q / L), L),
            ),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dt = L x^m gamma^(q-1), and the integral of 1/x^m converges at infinity."""
    (infinite,) = claim.says
    pushed = Pushed(balanced, lambda then: equal(c, then), lambda then: equal(Initially(x), then), start ** (q / L))
    rate = L * force ** (q - 1)
    path = L * y_0 ** (1 - m) / (kappa * rate)
    yield proves(infinite, explodes(pushed, start, rate * sp.Abs(y) ** m, path, start ** (q / L)))
