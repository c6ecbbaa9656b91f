"""Deeper than two: x = u^D - v^D from u = v = alpha, under steepest flow of any exponent q > 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import family
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, WIDTH, Steepest, WrittenModel
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Place, Range, positive
from neversaddle.theory.statement.model import ABOVE_ONE, j
from neversaddle.theory.statement.proofs import chain_rule, coefficients, normal_form, proves, rule
from neversaddle.theory.statement.solution_proofs import no_escape, on_curve, substitution
from neversaddle.theory.statement.solutions import Along, Order, Until
from neversaddle.theory.statement.steps import Proof, Step

D = sp.Symbol("D", positive=True, integer=True)
alpha, r = sp.symbols("alpha r", positive=True)
z, TWO = sp.Symbol("z", real=True), sp.Integer(2)
u, v = map(family, "uv")
DEEP = Depth(D, 3, why="at D = 2 the powers are logarithms: claim woodworth-potential")
ANY_DEPTH = (
    Depth(D, why="at D = 1 nothing is reparametrized"),
    Condition(sp.Ne((D - 1) * (q - 1), 1), why="at D = p the powers are logarithms"),
)
MOVES = chain_rule(), normal_form(), normal_form()
inside = Range(z, -sp.S.One, sp.S.One, open_low=True, open_high=True)
START = "from another start it is another function"


def clock(q: sp.Expr) -> sp.Expr:
    """z is the integral of this: K D^(q-1) alpha^(-K) s_j."""
    power = exponent(q)
    return power * D ** (q - 1) * alpha ** (-power) * DRIVE[j]


def exponent(q: sp.Expr) -> sp.Expr:
    """K: u^K and v^K move at one rate, in opposite directions."""
    return 1 - (D - 1) * (q - 1)


def published(z: sp.Expr, q: sp.Expr) -> sp.Expr:
    """h_D(z) of the paper, at q = 2."""
    return (1 - z) ** (D / exponent(q)) - (1 + z) ** (D / exponent(q))


def law(text: str, q: sp.Expr, until: Until | None, *given: Hypothesis) -> Along:
    """x_j = alpha^D h_D(z), for weights that start at alpha."""
    flow = Steepest(WrittenModel(u[j] ** D - v[j] ** D, j, (u, v)), q)
    right = alpha**D * published(TimeIntegral(clock(q)), q)
    return Along(text, COORDINATE[j], Order.EQUAL, right, flow, given, until)


claim = Claim(
    id="woodworth-depth",
    name="Potential of Woodworth at greater depth",
    source="Woodworth et al. 2020, Kernel and rich regimes in overparametrized models, Theorem 3",
    fidelity=Fidelity.WEAKER,
    differs=(
        "what x is along the flow, without a potential; that a limit with the given data has the least potential is "
        "bregman-projection"
    ),
    reported=True,
    given=(
        Depth(WIDTH, 1),
        Place(j, WIDTH),
        *positive(alpha, why="at alpha = 0 nothing moves"),
        Condition(sp.Eq(Initially(u[j]), alpha), why=START),
        Condition(sp.Eq(Initially(v[j]), alpha), why=START),
    ),
    says=(
        law("q = 2", TWO, None, DEEP),
        law("every q > 1", q, Until(inside, TimeIntegral(clock(q))), *ABOVE_ONE, *ANY_DEPTH),
    ),
    expects=Verdict.PROVED,
    remark="The paper's potential is alpha^D times the integral of h_D^(-1), and R alpha^2/(D(D-2)) times that one.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """u = alpha (1-z)^(1/K) and v = alpha (1+z)^(1/K), of which one tends to infinity at each end if K < 0."""
    depths, exponents = claim.says
    curve = {"curve": alpha * r ** (1 / exponent(TWO)), "parameter": r, "start": sp.S.One}
    moves = *MOVES, coefficients(), rule("continuity")
    ends = [
        no_escape(*moves, member=weight, field=-speed(weight, TWO), clock=sign * clock(TWO), **curve)
        for weight, sign in ((v[j], 1), (u[j], -1))
    ]
    yield proves(depths, explicit(TWO, *ends))
    yield proves(exponents, explicit(q))


def speed(weight: sp.Indexed, q: sp.Expr) -> sp.Expr:
    """How fast u falls, and v grows, in units of z."""
    return -duality_map(q, D * weight ** (D - 1)) * DRIVE[j] / clock(q)


def explicit(q: sp.Expr, *ends: Proof) -> Proof:
    """Where u and v are."""
    at = {u[j]: alpha * (1 - z) ** (1 / exponent(q)), v[j]: alpha * (1 + z) ** (1 / exponent(q))}
    known = [
        on_curve(*MOVES, field=sign * speed(weight, q), clock=clock(q), curve=at[weight], interval=inside)
        for weight, sign in ((u[j], 1), (v[j], -1))
    ]
    return substitution(*ends, *known, normal_form(), members=at, clock=clock(q), interval=inside)
