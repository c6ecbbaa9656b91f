"""Blow-up: a constant force takes x to infinity in finite time past m = 1 alone, on the balanced leaf and on any."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, size
from neversaddle.theory.language.symbols import L, kappa, lam, m, q
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.motion.steepest import COORDINATE, WEIGHT, DiagonalNetwork, SeparableModel, Steepest
from neversaddle.theory.statement import leaf_growth
from neversaddle.theory.statement.case_proofs import equal
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Place, Range, Sign, positive
from neversaddle.theory.statement.model import ONE_WEIGHT, SIZES, i, j
from neversaddle.theory.statement.proofs import proves
from neversaddle.theory.statement.pushed import Pushed, begins, c, explodes, power, y, y_0
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step

x = COORDINATE[j]

start = sp.Symbol("xi", positive=True)
any_balance, force, u_0, leaf = leaf_growth.any_balance, leaf_growth.force, leaf_growth.u_0, leaf_growth.leaf
on_leaf, PUSHED, MIRRORED = leaf_growth.on_leaf, leaf_growth.PUSHED, leaf_growth.MIRRORED
balanced = Steepest(DiagonalNetwork(L), q)
INFINITE = (
    Range(q, open_low=True, why="at q = 1 m is below 1"),
    Condition(kappa < 0, why="this is m > 1; for m <= 1 x is finite at all times"),
)
FINITE = (
    Range(q, open_low=True, why="q = 1 is the other part"),
    Condition(kappa >= 0, why="this is m <= 1; for m > 1 x is infinite at some time"),
)


claim = Claim(
    id="blow-up",
    name="Blow-up",
    source="derived",
    says=(
        Reaches(
            "lambda > 0",
            x,
            sp.oo,
            When.AT,
            (leaf_growth.largest - OrbitTime(L, q, lam, u_0)) / force ** (q - 1),
            leaf,
            (
                *on_leaf(lam),
                Condition(sp.Eq(Initially(x), size(L, q, lam, u_0)), why=MIRRORED),
                *positive(lam, why="lambda = 0 is the other part"),
                *INFINITE,
            ),
        ),
        Reaches(
            "lambda = 0",
            x,
            sp.oo,
            When.AT,
            start ** (1 - m) / (-kappa * force ** (q - 1)),
            balanced,
            (
                *PUSHED,
                *positive(start, why="at x = 0 the metric vanishes, and nothing moves"),
                *INFINITE,
                Condition(sp.Eq(Initially(x), start), why=MIRRORED),
                begins(WEIGHT, q, start ** (q / L), L),
            ),
        ),
        Along(
            "m <= 1, any balance: finite at all times",
            1 + power(WEIGHT, q, i) + any_balance,
            Order.AT_MOST,
            (1 + Initially(power(WEIGHT, q, i)) + any_balance) * sp.exp(leaf_growth.fastest * TIME),
            leaf,
            (
                *on_leaf(any_balance),
                Condition(Initially(x) >= 0, why=MIRRORED),
                Place(i, sp.S.One),
                Sign(any_balance, "nonnegative", why="w is the smallest weight"),
                *FINITE,
            ),
        ),
        Along(
            "q = 1, any model and any force: finite at all times",
            1 + sp.Abs(WEIGHT[i, j]),
            Order.AT_MOST,
            (1 + Initially(sp.Abs(WEIGHT[i, j]))) * sp.exp(TIME),
            Steepest(SeparableModel(L), sp.S.One),
            (*SIZES, *ONE_WEIGHT),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dt = gamma^(q-1) h rises with x, is not zero at u = 0 < lambda, and the integral of 1/h converges."""
    unbalanced, on_balanced, finite, sign_flow = claim.says
    yield proves(unbalanced, leaf_growth.infinite_in_time())
    pushed = Pushed(balanced, lambda then: equal(c, then), lambda then: equal(Initially(x), then), start ** (q / L))
    rate = L * force ** (q - 1)
    path = L * y_0 ** (1 - m) / (kappa * rate)
    yield proves(on_balanced, explodes(pushed, start, rate * sp.Abs(y) ** m, path, start ** (q / L)))
    yield proves(finite, leaf_growth.grows_slowly())
    yield proves(sign_flow, leaf_growth.at_most_at_speed_one())
