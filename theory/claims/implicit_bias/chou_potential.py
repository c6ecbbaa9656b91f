"""Deep factorisation: from equal weights gradient flow has the potential (x log x - x)/2, or -L/(2(L-2)) x^(2/L)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, x
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Every, Place, Sign, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.model import i, j
from neversaddle.theory.statement.proofs import chain_rule, coefficients, derivative, normal_form, proves, rule
from neversaddle.theory.statement.solution_proofs import no_escape, on_curve, substitution
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Proof, Step, by_normal_form

TWO = sp.Integer(2)
DEEP = Depth(L, 3, why="at depth two the power is replaced by x log x")
alpha, r = sp.symbols("alpha r", positive=True)
y = sp.Symbol("y", real=True)
entropy, power = (x * sp.log(x) - x) / 2, L / (2 * (2 - L)) * x ** (2 / L)
logarithm, root = sp.log(x) / 2, x ** (2 / L - 1) / (2 - L)
POINT = positive(x, why="x = w^L > 0")
MOVES = chain_rule(), normal_form(), normal_form()


def law(text: str, depth: sp.Expr, mirror_map: sp.Expr, *given: Depth) -> Along:
    """R'(x_j) moves at the rate -c_j, for weights that start at alpha."""
    start = Every(sp.Eq(Initially(WEIGHT[i, j]), alpha), i, depth, why="from unequal weights it is another function")
    now, begin = mirror_map.xreplace({x: COORDINATE[j]}), mirror_map.xreplace({x: alpha**depth})
    return Along(
        text,
        now,
        Order.EQUAL,
        begin - TimeIntegral(SLOPE[j]),
        Steepest(DiagonalNetwork(depth), TWO),
        (*given, Depth(WIDTH, 1), Place(j, WIDTH), *positive(alpha, why="at w = 0 nothing moves"), start),
    )


claim = Claim(
    id="chou-potential",
    name="Potential of Chou, Maly and Rauhut",
    source="Chou, Maly & Rauhut 2021, More is less: inducing sparsity via overparameterization, Bregman function F",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    says=(
        law("L = 2", TWO, logarithm),
        law("L > 2", L, root, DEEP),
        Identity("L = 2: the potential", sp.Derivative(entropy, x), logarithm, POINT),
        Identity("L > 2: the potential", sp.Derivative(power, x), root, (DEEP, *POINT)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "As x_0 -> 0 the divergence D_R(x, x_0) is to leading order x times -R'(x_0): the flow's limit has almost the "
        "least sum of x. For L > 2 R is negative and decreasing, but convex all the same."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """All weights are alpha exp(y), or alpha r^(1/(2-L)) with r = 1 + (2-L) alpha^(L-2) y: infinite as r -> 0."""
    shallow, deep, *potentials = claim.says
    yield proves(shallow, explicit(TWO, -SLOPE[j], alpha * sp.exp(y), Sign(y, "real"), sp.S.Zero, derivative(y)))
    clock = -(2 - L) * alpha ** (L - 2) * SLOPE[j]
    curve = alpha * r ** (1 / (2 - L))
    end = no_escape(
        *MOVES,
        coefficients(),
        rule("continuity"),
        member=WEIGHT[i, j],
        field=field(L, clock),
        clock=clock,
        curve=curve,
        parameter=r,
        start=sp.S.One,
        place=i,
        size=L,
    )
    yield proves(deep, explicit(L, clock, curve, Sign(r, "positive"), sp.S.One, normal_form(), end))
    for part in potentials:
        yield by_normal_form(part)


def field(depth: sp.Expr, clock: sp.Expr) -> sp.Expr:
    """How fast a weight moves, in units of the clock."""
    return -SLOPE[j] * DiagonalNetwork(depth).partial(i, j) / clock


def explicit(
    depth: sp.Expr, clock: sp.Expr, curve: sp.Expr, interval: Sign, start: sp.Expr, there: Proof, *ends: Proof
) -> Proof:
    """Where the weights are."""
    known = on_curve(
        *MOVES, field=field(depth, clock), clock=clock, curve=curve, interval=interval, start=start, place=i, size=depth
    )
    return substitution(*ends, known, there, members={WEIGHT[i, j]: curve}, clock=clock, interval=interval, start=start)
