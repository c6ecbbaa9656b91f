"""Blow-up: past m = 1 a constant force takes x to infinity in finite time, on the balanced leaf and on any other."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.language.symbols import L, kappa, lam, m, q, u_0
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, OTHER, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.case_proofs import equal, excess
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Place, positive
from neversaddle.theory.statement.model import SIZES, i, j
from neversaddle.theory.statement.proofs import coefficients, normal_form, proves, tails, theorem
from neversaddle.theory.statement.pushed import Pushed, ahead, begins, c, explodes, infinite, power, y, y_0
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Proof, Step

x = COORDINATE[j]

s = sp.Symbol("s", positive=True)
start, force = sp.symbols("xi gamma", positive=True)
balanced = Steepest(DiagonalNetwork(L), q)
#: One weight w, and L - 1 weights v with |v|^q = |w|^q + lambda.
leaf = Steepest(DiagonalNetwork(sp.S.One, WIDTH, L - 1), q)
#: The claim dual-range.
largest = lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q
PUSHED: tuple[Hypothesis, ...] = (
    *SIZES[1:],
    Place(j, WIDTH),
    EXPONENT,
    *positive(force, why="with no force nothing moves"),
    Condition(sp.Eq(c, -force), why="the law is for a constant force, outwards"),
)
INFINITE = Condition(kappa < 0, why="this is m > 1; for m <= 1 x is finite at all times")

claim = Claim(
    id="blow-up",
    name="Blow-up",
    source="derived",
    uses=("balance",),
    says=(
        Reaches(
            "lambda > 0",
            power(WEIGHT, q, i),
            sp.oo,
            When.AT,
            (largest - OrbitTime(L, q, lam, u_0)) / force ** (q - 1),
            leaf,
            (
                *PUSHED,
                Place(i, sp.S.One),
                SIZES[0],
                *positive(lam, u_0, why="lambda = 0 is the other part"),
                INFINITE,
                Condition(Initially(x) > 0, why="the other sign is the mirror image"),
                begins(WEIGHT, q, u_0, sp.S.One),
                begins(OTHER, q, u_0 + lam, L - 1),
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
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dt = L x^m gamma^(q-1), and the integral of 1/x^m converges at infinity."""
    on_leaf, on_balanced = claim.says
    yield proves(on_leaf, seen_from_first())
    pushed = Pushed(balanced, lambda then: equal(c, then), lambda then: equal(Initially(x), then), start ** (q / L))
    rate = L * force ** (q - 1)
    path = L * y_0 ** (1 - m) / (kappa * rate)
    yield proves(on_balanced, explodes(pushed, start, rate * sp.Abs(y) ** m, path, start ** (q / L)))


def seen_from_first() -> Proof:
    """du/dt = q gamma^(q-1) u^((q-1)/q) (u + lambda)^((L-1)(q-1)/q) for u = |w|^q."""
    own = power(WEIGHT, q, i)
    pushed = Pushed(leaf, lambda then: equal(c, then), lambda then: excess(Initially(x), ahead, then), u_0, u_0 + lam)
    speed = q * force ** (q - 1) * y ** ((q - 1) / q) * (y + lam) ** ((L - 1) * (q - 1) / q)
    path = (OrbitTime(L, q, lam, y_0) - largest) / force ** (q - 1)
    density = OrbitTime.rate(L, q, lam, y_0) / force ** (q - 1)
    limit = theorem("integral-to-infinity", normal_form(), tails(), g=density, v=y_0, low=s)
    low = pushed.grows(own, equal(own, equal(Initially(own), coefficients())))
    same = pushed.written(normal_form())
    return pushed.along(infinite(own, pushed.rate, speed, path, u_0, low, pushed.chain(), same, limit))
