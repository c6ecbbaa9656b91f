"""Blow-up: a constant force takes x to infinity in finite time past m = 1 alone, on the balanced leaf and on any."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, size
from neversaddle.theory.language.symbols import L, kappa, lam, m, q, u_0
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.motion.steepest import COORDINATE, OTHER, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement import leaf_growth
from neversaddle.theory.statement.case_proofs import equal
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Place, Range, Sign, positive
from neversaddle.theory.statement.model import SIZES, i, j
from neversaddle.theory.statement.proofs import proves
from neversaddle.theory.statement.pushed import Pushed, begins, c, explodes, power, y, y_0
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.setting import DEPTH, EXPONENT
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step

x = COORDINATE[j]

start = sp.Symbol("xi", positive=True)
any_balance, force, leaf = leaf_growth.any_balance, leaf_growth.force, leaf_growth.leaf
largest, least = leaf_growth.largest, leaf_growth.least
balanced = Steepest(DiagonalNetwork(L), q)
PUSHED: tuple[Hypothesis, ...] = (
    *SIZES[1:],
    Place(j, WIDTH),
    EXPONENT,
    *positive(force, why="with no force nothing moves"),
    Condition(sp.Eq(c, -force), why="the law is for a constant force, outwards"),
)
INFINITE = Condition(kappa < 0, why="this is m > 1; for m <= 1 x is finite at all times")
FINITE = Condition(kappa >= 0, why="this is m <= 1; for m > 1 x is infinite at some time")
OUTWARD = Condition(Initially(x) > 0, why="the other sign is the mirror image")


def on_leaf(balance: sp.Expr) -> tuple[Hypothesis, ...]:
    """A coordinate whose weights v are larger than w, or as large."""
    starts = begins(WEIGHT, q, u_0, sp.S.One), begins(OTHER, q, u_0 + balance, L - 1)
    return (*PUSHED, Place(i, sp.S.One), SIZES[0], OUTWARD, *starts)


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
            (largest - OrbitTime(L, q, lam, least)) / force ** (q - 1),
            leaf,
            (
                *PUSHED[:2],
                *PUSHED[3:],
                DEPTH,
                Range(q, open_low=True, why="m > 1 is so for no other exponent"),
                begins(WEIGHT, q, least, sp.S.One),
                begins(OTHER, q, least + lam, L - 1),
                Condition(sp.Eq(Initially(x), size(L, q, lam, least)), why="the other sign is the mirror image"),
                *positive(lam, why="lambda = 0 is the other part"),
                Sign(least, "nonnegative", why="a size; at u_0 = 0 the force pushes x off its zero"),
                INFINITE,
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
                SIZES[0],
                *positive(start, why="at x = 0 the metric vanishes"),
                INFINITE,
                Condition(sp.Eq(Initially(x), start)),
                begins(WEIGHT, q, start ** (q / L), L),
            ),
        ),
        Along(
            "m <= 1, any balance: finite at all times",
            power(WEIGHT, q, i) + any_balance,
            Order.AT_MOST,
            (Initially(power(WEIGHT, q, i)) + any_balance) * sp.exp(leaf_growth.fastest * TIME),
            leaf,
            (
                *on_leaf(any_balance),
                Sign(any_balance, "nonnegative"),
                *positive(u_0, why="a size"),
                FINITE,
            ),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dt = L x^m gamma^(q-1), and the integral of 1/x^m converges at infinity."""
    unbalanced, on_balanced, finite = claim.says
    yield proves(unbalanced, leaf_growth.infinite_in_time())
    pushed = Pushed(balanced, lambda then: equal(c, then), lambda then: equal(Initially(x), then), start ** (q / L))
    rate = L * force ** (q - 1)
    path = L * y_0 ** (1 - m) / (kappa * rate)
    yield proves(on_balanced, explodes(pushed, start, rate * sp.Abs(y) ** m, path, start ** (q / L)))
    yield proves(finite, leaf_growth.grows_slowly())
