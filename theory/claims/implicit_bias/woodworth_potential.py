"""Kernel and rich regimes: x = a^2 - b^2 under gradient flow, its potential, and where it is L1 and where L2."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import Total, family
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.mirror import RIVAL, ManyData
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WIDTH, Steepest, WrittenModel
from neversaddle.theory.statement.case_proofs import logarithm
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Place, Sign, positive, real
from neversaddle.theory.statement.kinds import Identity, Limit
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.projection import ANY_PLACE, DATA_COUNT, as_mirror_flow, same_data
from neversaddle.theory.statement.proofs import chain_rule, coefficients, derivative, normal_form, proves
from neversaddle.theory.statement.solution_proofs import on_curve, substitution
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Proof, Step, by_normal_form, by_quotient

a, b = map(family, "ab")
flow = Steepest(WrittenModel(a[j] ** 2 - b[j] ** 2, j, (a, b)), sp.Integer(2))
#: The common start, a point x, and x in units of alpha^2.
alpha, z = sp.symbols("alpha z", positive=True)
x, r = sp.symbols("x r", real=True)
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
#: Every weight starts at alpha.
BEGUN = tuple(
    Every(sp.Eq(Initially(weight[j]), alpha), j, WIDTH, why="another start has another potential") for weight in (a, b)
)

claim = Claim(
    id="woodworth-potential",
    name="Potential of Woodworth",
    source="Woodworth et al. 2020, Kernel and rich regimes in overparametrized models, Theorem 1; constants derived",
    fidelity=Fidelity.FAITHFUL,
    differs="any loss of the data, not the square alone",
    reported=True,
    says=(
        LeastAtLimit(
            "where it ends",
            Total(potential(RIVAL[j]), j, WIDTH),
            same_data(DATA_COUNT),
            OnData(flow, ManyData(DATA_COUNT)),
            (Depth(WIDTH, 1), Depth(DATA_COUNT, 1), *START, *BEGUN),
        ),
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
                *(Condition(h.relation, why=h.why) for h in BEGUN),
            ),
        ),
        Identity("R'", sp.Derivative(potential(x), x), mirror_map(x), (*real(x), *START)),
        Limit("alpha -> 0, the rich regime: z -> oo", sp.asinh(z / 2) / sp.log(z), z, sp.oo, sp.S.One),
        Limit("alpha -> oo, the kernel regime: z -> 0", published(z) / z**2, z, sp.S.Zero, sp.Rational(1, 4)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The paper's potential is alpha^2 q(x/alpha^2); with dw = -f' dx/dw dt the clock of R' needs the factor 1/4. "
        "a^2 - b^2 = (a - b)(a + b), and the balance of w_1 = a - b and w_2 = a + b is 4 a b: a^2 - b^2 is w_1 w_2 "
        "in turned coordinates, sqrt(2) as large, so that it runs twice as fast. From q' follows q(z)/(z log z) -> 1: "
        "in the rich regime R is |x| up to a factor, log(1/alpha)/2 to leading order."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """a = alpha exp(2y) and b = alpha exp(-2y) with y = -int c; derivatives, and l'Hopital's rule at both ends."""
    ends, law, slope, rich, kernel = claim.says
    of_slope = potential(r), mirror_map(r), r
    yield proves(ends, as_mirror_flow(*of_slope, followed(ANY_PLACE), normal_form(), coefficients()))
    yield proves(law, followed(j))
    yield by_normal_form(slope)
    yield by_quotient(rich, sp.asinh(z / 2), sp.log(z))
    yield by_quotient(kernel, published(z), z**2)


def followed(j: sp.Symbol) -> Proof:
    """The law of R', at a place."""
    line, at = Sign(y, "real"), {a[j]: alpha * sp.exp(2 * y), b[j]: alpha * sp.exp(-2 * y)}
    known = [
        on_curve(
            chain_rule(), normal_form(), normal_form(), field=field, clock=-SLOPE[j], curve=at[weight], interval=line
        )
        for weight, field in ((a[j], 2 * a[j]), (b[j], -2 * b[j]))
    ]
    there = logarithm(y, rho, derivative(rho, sp.S.One))
    return substitution(*known, there, members=at, clock=-SLOPE[j], interval=line)
