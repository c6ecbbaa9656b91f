"""Escape along the balanced leaf under a constant force: the time from x_0 to delta."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, kappa, m, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Place, positive
from neversaddle.theory.statement.model import SIZES, j
from neversaddle.theory.statement.proofs import assumption, proves
from neversaddle.theory.statement.pushed import Pushed, arrives, begins, c, y, y_0
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.setting import DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step

x = COORDINATE[j]

start, delta, force = sp.symbols("xi delta gamma", positive=True)
critical = L / (L - 1)
SETTING: tuple[Hypothesis, ...] = (
    Place(j, WIDTH),
    *positive(start, delta, force, why="sizes: at x = 0 or with no force nothing moves"),
    Condition(sp.Eq(c, -force), why="the law is for a constant force, outwards"),
    Condition(sp.Eq(Initially(x), start), why="the other sign is the mirror image"),
    Condition(start <= delta, why="the goal is not behind the start"),
)


def flow(q: sp.Expr) -> Steepest:
    """Steepest flow of a network, without decay."""
    return Steepest(DiagonalNetwork(L), q)


def reaches(text: str, q: sp.Expr, time: sp.Expr, *given: Hypothesis) -> Reaches:
    """When x_j is delta, from weights of one size."""
    own = (*SETTING, begins(WEIGHT, q, start ** (q / L), L), *given)
    return Reaches(text, x, delta, When.AT, time, flow(q), own)


claim = Claim(
    id="escape-time",
    name="Escape time",
    source="derived",
    given=SIZES[1:],
    says=(
        reaches(
            "m != 1",
            q,
            (delta ** (1 - m) - start ** (1 - m)) / (kappa * force ** (q - 1)),
            SIZES[0],
            EXPONENT,
            Condition(sp.Ne(kappa, 0), why="kappa = 0 is m = 1, the other part"),
        ),
        reaches("m = 1, q = L/(L-1)", critical, sp.log(delta / start) / (L * force ** (critical - 1)), DEPTH),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dt = L x^m gamma^(q-1) where all weights are of one size."""
    for part, power in zip(claim.says, (m, sp.S.One), strict=True):
        assert isinstance(part, Reaches) and isinstance(part.along, Steepest)
        q = part.along.q
        pushed = Pushed(
            part.along, lambda then: equal(c, then), lambda then: equal(Initially(x), then), start ** (q / L)
        )
        rate = L * force ** (q - 1)
        path = sp.log(y_0 / start) / rate if power == 1 else L * y_0 ** (1 - m) / (kappa * rate)
        proof = arrives(pushed, delta, start, rate * sp.Abs(y) ** power, path, start ** (q / L), assumption())
        yield proves(part, proof)
