"""Gradient flow on x = a b from a = 0 and b^2 = lambda: its potential, and that it ends where that is least."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, Size
from neversaddle.theory.language.families import Total, family
from neversaddle.theory.language.symbols import lam, u
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.mirror import RIVAL, ManyData
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import SLOPE, WIDTH, Steepest, WrittenModel
from neversaddle.theory.statement.case_proofs import logarithm
from neversaddle.theory.statement.hypotheses import Depth, Every, Sign
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.order_proofs import combination
from neversaddle.theory.statement.projection import ANY_PLACE, DATA_COUNT, as_mirror_flow, j, same_data
from neversaddle.theory.statement.proofs import chain_rule, coefficients, derivative, normal_form, proves, theorem
from neversaddle.theory.statement.solution_proofs import substitution
from neversaddle.theory.statement.steps import Proof, Step, by_derivative

a, b = map(family, "ab")
FLOW = Steepest(WrittenModel(a[j] * b[j], j, (a, b)), sp.Integer(2))
#: The mirror coordinate and its exponential, and a point.
y, rho = sp.Symbol("y", real=True), sp.Symbol("rho", positive=True)
z = sp.Symbol("z", real=True)
_WHY = "another start has another potential"
START = (
    Every(sp.Eq(Initially(a[j]), 0), j, WIDTH, why=_WHY),
    Every(sp.Eq(Initially(b[j]), sp.sqrt(lam)), j, WIDTH, why=_WHY),
)


def mirror_map(x: sp.Expr) -> sp.Expr:
    """R'(x)."""
    return sp.asinh(2 * x / lam) / 2


def entropy(x: sp.Expr) -> sp.Expr:
    """R(x), with R(0) = 0."""
    return x * mirror_map(x) - sp.sqrt(4 * x**2 + lam**2) / 4 + lam / 4


#: Its limit has the least potential.
ENDS = LeastAtLimit(
    "where the flow ends",
    Total(entropy(RIVAL[j]), j, WIDTH),
    same_data(DATA_COUNT),
    OnData(FLOW, ManyData(DATA_COUNT)),
    (Depth(WIDTH, 1), Depth(DATA_COUNT, 1), *START),
)


#: That potential is the one of the leaf, and so is its slope.
_ON_LEAF = (sp.Integer(2), sp.Integer(2), lam, u)
SAME = Identity("its potential", Potential(*_ON_LEAF), entropy(Size(*_ON_LEAF)))
_SAME_MAP = Identity("the slope of it", OrbitTime(*_ON_LEAF), mirror_map(Size(*_ON_LEAF)))


def of_the_flow() -> Iterator[Step]:
    """b + a = sqrt(lambda) exp(y) and b - a = sqrt(lambda) exp(-y), with y = -int c, at a place; derivatives."""
    convex = normal_form(), coefficients()
    yield proves(ENDS, as_mirror_flow(entropy(z), mirror_map(z), z, _followed(ANY_PLACE), *convex))
    yield by_derivative(_SAME_MAP, u)
    yield by_derivative(SAME, u, using=(_SAME_MAP,))


def _followed(j: sp.Symbol) -> Proof:
    """asinh(2 x_j/lambda)/2 = -int c_j."""
    half, line = sp.Rational(1, 2), Sign(y, "real")
    rise, fall = sp.sqrt(lam) * sp.exp(y), sp.sqrt(lam) * sp.exp(-y)
    at = {a[j]: (rise - fall) / 2, b[j]: (rise + fall) / 2}
    total, gap = (
        (e, Initially(e) * sp.exp(TimeIntegral(sign * SLOPE[j]))) for e, sign in ((b[j] + a[j], -1), (b[j] - a[j], 1))
    )
    linear = [theorem("linear-equation", chain_rule(), a=sign * SLOPE[j]) for sign in (-1, 1)]
    known = [combination(*linear, normal_form(), equal=((*total, half), (*gap, sign * half))) for sign in (-1, 1)]
    there = logarithm(y, rho, derivative(rho, sp.S.One))
    return substitution(*known, there, members=at, clock=-SLOPE[j], interval=line)
