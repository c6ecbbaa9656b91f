"""Hyperbolic entropy: gradient flow on x = a b is mirror flow with the hypentropy at beta = lambda/2."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import family
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WIDTH, Steepest, WrittenModel
from neversaddle.theory.statement.case_proofs import logarithm
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Place, Sign, positive, real
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.model import j
from neversaddle.theory.statement.order_proofs import combination
from neversaddle.theory.statement.proofs import chain_rule, derivative, normal_form, proves, theorem
from neversaddle.theory.statement.solution_proofs import substitution
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step, by_normal_form

a, b = map(family, "ab")
flow = Steepest(WrittenModel(a[j] * b[j], j, (a, b)), sp.Integer(2))
#: b + a and b - a at the start: the balance b^2 - a^2 is S M, and lambda its modulus.
S, M = sp.symbols("S M", real=True)
#: A point and the scale of any hypentropy; the mirror coordinate and its exponential.
z, beta = sp.Symbol("z", real=True), sp.Symbol("beta", positive=True)
y, rho = sp.Symbol("y", real=True), sp.Symbol("rho", positive=True)
START = "S and M are names for b + a and b - a at the start"


def hypentropy(z: sp.Expr, beta: sp.Expr) -> sp.Expr:
    """phi_beta(z) of the paper."""
    return z * sp.asinh(z / beta) - sp.sqrt(z**2 + beta**2)


def mirror_map(z: sp.Expr) -> sp.Expr:
    """phi_beta'(z)/2 at beta = lambda/2."""
    return sp.asinh(z / (sp.Abs(S * M) / 2)) / 2


claim = Claim(
    id="hypentropy",
    name="Hyperbolic entropy",
    source=(
        "Ghai, Hazan & Singer 2020, Exponentiated gradient meets gradient descent, Definition 1; the constants derived"
    ),
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    says=(
        Along(
            "d phi'(x_j)/2 = -c_j dt",
            mirror_map(COORDINATE[j]),
            Order.EQUAL,
            Initially(mirror_map(COORDINATE[j])) - TimeIntegral(SLOPE[j]),
            flow,
            (
                Depth(WIDTH, 1),
                Place(j, WIDTH),
                *(Sign(s, "nonzero", why="at lambda = 0 the entropy is another") for s in (S, M)),
                Condition(sp.Eq(Initially(a[j]), (S - M) / 2), why=START),
                Condition(sp.Eq(Initially(b[j]), (S + M) / 2), why=START),
            ),
        ),
        Identity(
            "phi'",
            sp.Derivative(hypentropy(z, beta), z),
            sp.asinh(z / beta),
            (*real(z), *positive(beta, why="the scale of an argument; at beta = 0 there is none")),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The balance is b^2 - a^2 = S M, of modulus lambda, and x_j(0) = (S^2 - M^2)/4. The factor 1/2 is time: "
        "gradient flow on a b runs twice as fast as the mirror flow of phi_beta."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """b + a = S exp(y) and b - a = M exp(-y), with y = -int c."""
    law, slope = claim.says
    line = Sign(y, "real")
    rise, fall = S * sp.exp(y), M * sp.exp(-y)
    at = {a[j]: (rise - fall) / 2, b[j]: (rise + fall) / 2}
    total, gap = b[j] + a[j], b[j] - a[j]
    grown = [Initially(e) * sp.exp(TimeIntegral(sign * SLOPE[j])) for e, sign in ((total, -1), (gap, 1))]
    linear = theorem("linear-equation", chain_rule(), a=-SLOPE[j]), theorem("linear-equation", chain_rule(), a=SLOPE[j])
    half = sp.Rational(1, 2)
    known = [
        combination(*linear, normal_form(), equal=((total, grown[0], half), (gap, grown[1], sign * half)))
        for sign in (-1, 1)
    ]
    there = logarithm(y, rho, derivative(rho, sp.S.One))
    yield proves(law, substitution(*known, there, members=at, clock=-SLOPE[j], interval=line))
    yield by_normal_form(slope)
