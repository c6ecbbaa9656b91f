"""Kernel and rich regimes: x = u^2 - v^2 under gradient flow, its potential, and where it is L1 and where L2."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import family
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WIDTH, Steepest, WrittenModel
from neversaddle.theory.statement.case_proofs import logarithm
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Place, Sign, positive, real
from neversaddle.theory.statement.kinds import Identity, Limit
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.proofs import chain_rule, derivative, normal_form, proves
from neversaddle.theory.statement.solution_proofs import on_curve, substitution
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step, by_normal_form, by_quotient

u, v = map(family, "uv")
flow = Steepest(WrittenModel(u[j] ** 2 - v[j] ** 2, j, (u, v)), sp.Integer(2))
#: The common start, a point x, and x in units of alpha^2.
alpha, z = sp.symbols("alpha z", positive=True)
x = sp.Symbol("x", real=True)
#: The mirror coordinate, and its exponential.
y, rho = sp.Symbol("y", real=True), sp.Symbol("rho", positive=True)


def published(z: sp.Expr) -> sp.Expr:
    """q(z) of the paper."""
    return 2 - sp.sqrt(4 + z**2) + z * sp.asinh(z / 2)


def potential(x: sp.Expr) -> sp.Expr:
    """R(x) for weights that start at u = v = alpha."""
    return alpha**2 * published(x / alpha**2) / 4


def mirror_map(x: sp.Expr) -> sp.Expr:
    """R'(x)."""
    return sp.asinh(x / (2 * alpha**2)) / 4


START = positive(alpha, why="at alpha = 0 nothing moves")

claim = Claim(
    id="woodworth-potential",
    name="Potential of Woodworth",
    source=(
        "Woodworth et al. 2020, Kernel and rich regimes in overparametrized models, Theorem 1; the constants derived"
    ),
    fidelity=Fidelity.WEAKER,
    differs=(
        "what x is along the flow, and its potential; that a limit with the given data has the least potential is "
        "bregman-projection"
    ),
    reported=True,
    says=(
        Along(
            "d R'(x_j) = -c_j dt",
            mirror_map(COORDINATE[j]),
            Order.EQUAL,
            -TimeIntegral(SLOPE[j]),
            flow,
            (
                Depth(WIDTH, 1),
                Place(j, WIDTH),
                *START,
                Condition(sp.Eq(Initially(u[j]), alpha), why="another start has another potential"),
                Condition(sp.Eq(Initially(v[j]), alpha), why="another start has another potential"),
            ),
        ),
        Identity("R'", sp.Derivative(potential(x), x), mirror_map(x), (*real(x), *START)),
        Limit("alpha -> 0, the rich regime: z -> oo", sp.asinh(z / 2) / sp.log(z), z, sp.oo, sp.S.One),
        Limit("alpha -> oo, the kernel regime: z -> 0", published(z) / z**2, z, sp.S.Zero, sp.Rational(1, 4)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The paper's potential is alpha^2 q(x/alpha^2); with dw = -f' dx/dw dt the clock of R' needs the factor 1/4. "
        "u^2 - v^2 = (u - v)(u + v), and the balance of w_1 = u - v and w_2 = u + v is 4 u v: u^2 - v^2 is w_1 w_2 "
        "in turned coordinates, sqrt(2) as large, so that it runs twice as fast. From q' follows q(z)/(z log z) -> 1: "
        "in the rich regime R is |x| up to a factor, log(1/alpha)/2 to leading order."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """u = alpha exp(2y) and v = alpha exp(-2y) with y = -int c; derivatives, and l'Hopital's rule at both ends."""
    law, slope, rich, kernel = claim.says
    line, at = Sign(y, "real"), {u[j]: alpha * sp.exp(2 * y), v[j]: alpha * sp.exp(-2 * y)}
    known = [
        on_curve(
            chain_rule(), normal_form(), normal_form(), field=field, clock=-SLOPE[j], curve=at[weight], interval=line
        )
        for weight, field in ((u[j], 2 * u[j]), (v[j], -2 * v[j]))
    ]
    there = logarithm(y, rho, derivative(rho, sp.S.One))
    yield proves(law, substitution(*known, there, members=at, clock=-SLOPE[j], interval=line))
    yield by_normal_form(slope)
    yield by_quotient(rich, sp.asinh(z / 2), sp.log(z))
    yield by_quotient(kernel, published(z), z**2)
