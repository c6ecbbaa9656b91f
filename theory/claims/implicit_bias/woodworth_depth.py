"""Deeper than two: x = a^D - b^D from a = b = alpha, under steepest flow of any exponent q > 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total, family
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.mirror import POTENTIALS, RIVAL, ManyData
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, SLOPE, WIDTH, Steepest, WrittenModel
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Place, Range, Sloped, positive
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.model import ABOVE_ONE, j
from neversaddle.theory.statement.projection import M, on_slopes, place, same_data
from neversaddle.theory.statement.proofs import chain_rule, coefficients, normal_form, proves, rule
from neversaddle.theory.statement.solution_proofs import no_escape, on_curve, substitution
from neversaddle.theory.statement.solutions import Along, Order, Until
from neversaddle.theory.statement.steps import Proof, Step

D = sp.Symbol("D", positive=True, integer=True)
alpha, r, near = sp.symbols("alpha r tau", positive=True)
z, TWO = sp.Symbol("z", real=True), sp.Integer(2)
a, b = map(family, "ab")
DEEP = Depth(D, 3, why="at D = 2 the powers are logarithms: claim woodworth-potential")
ANY_DEPTH = (
    Depth(D, why="at D = 1 nothing is reparametrized"),
    Condition(sp.Ne((D - 1) * (q - 1), 1), why="at D = p the powers are logarithms"),
)
MOVES = chain_rule(), normal_form(), normal_form()
inside = Range(z, -sp.S.One, sp.S.One, open_low=True, open_high=True)
START, NO_OTHER = "from another start it is another function", "other functions are least elsewhere"
STARTS = [sp.Eq(Initially(weight[j]), alpha) for weight in (a, b)]
BEGUN = tuple(Condition(start, why=START) for start in STARTS)
ALL_BEGUN = tuple(Every(start, j, WIDTH, why=START) for start in STARTS)


def exponent(q: sp.Expr) -> sp.Expr:
    """K: a^K and b^K move at one rate, in opposite directions."""
    return 1 - (D - 1) * (q - 1)


def pace(q: sp.Expr) -> sp.Expr:
    """z is the integral of this times s_j."""
    power = exponent(q)
    return power * D ** (q - 1) * alpha ** (-power)


def published(z: sp.Expr, q: sp.Expr) -> sp.Expr:
    """h_D(z) of the paper, at q = 2."""
    return (1 - z) ** (D / exponent(q)) - (1 + z) ** (D / exponent(q))


def flow(q: sp.Expr) -> Steepest:
    """The flow of any exponent."""
    return Steepest(WrittenModel(a[j] ** D - b[j] ** D, j, (a, b)), q)


def law(text: str, q: sp.Expr, drive: sp.Expr, until: Until | None, *given: Hypothesis) -> Along:
    """x_j = alpha^D h_D(z), for weights that start at alpha."""
    right = alpha**D * published(TimeIntegral(pace(q) * drive), q)
    return Along(text, COORDINATE[j], Order.EQUAL, right, flow(q), (Place(j, WIDTH), *given, *BEGUN), until)


#: The potentials: R' = alpha^(2-D) h_D^(-1)(x/alpha^D)/(D (D-2)).
GIVEN_BY_SLOPES = Sloped(
    POTENTIALS.letter, WIDTH, at=alpha**D * published(z, TWO), slope=-z / pace(TWO), interval=inside, why=NO_OTHER
)
claim = Claim(
    id="woodworth-depth",
    name="Potential of Woodworth at greater depth",
    source="Woodworth et al. 2020, Kernel and rich regimes in overparametrized models, Theorem 3",
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    given=(
        Depth(WIDTH, 1),
        *positive(alpha, why="at alpha = 0 nothing moves"),
    ),
    says=(
        LeastAtLimit(
            "where it ends",
            Total(POTENTIALS.value(j, RIVAL[j]), j, WIDTH),
            same_data(M),
            OnData(flow(TWO), ManyData(M)),
            (Depth(M, 1), DEEP, GIVEN_BY_SLOPES, *ALL_BEGUN),
        ),
        law("q = 2", TWO, SLOPE[j], None, DEEP),
        law("every q > 1", q, DRIVE[j], Until(inside, TimeIntegral(pace(q) * DRIVE[j])), *ABOVE_ONE, *ANY_DEPTH),
    ),
    expects=Verdict.PROVED,
    remark="The paper's potential is alpha^D times the integral of h_D^(-1), and R alpha^2/(D(D-2)) times that one.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """a = alpha (1-z)^(1/K) and b = alpha (1+z)^(1/K), of which one tends to infinity at each end if K < 0."""
    ends, depths, exponents = claim.says
    yield proves(ends, ended(place))
    yield proves(depths, explicit(TWO, SLOPE[j], *inside_always(j)))
    yield proves(exponents, explicit(q, DRIVE[j]))


def ended(j: sp.Symbol) -> Proof:
    """Both ends of the interval are at infinity, where h_D is as a power."""
    clock, power, there = pace(TWO) * SLOPE[j], D / (D - 2), alpha**D * 2 ** (-D / (D - 2))
    stays = inside_always(j)
    at_time = substitution(*stays, normal_form(), members={}, clock=clock, interval=inside)
    rises, grows = (coefficients(), coefficients()), (coefficients(), coefficients(), rule("continuity"))
    known = explicit(TWO, SLOPE[j], *stays), *stays, at_time, *rises, *grows, rule("continuity")
    return on_slopes(clock, near, power, (there, there), *known)


def inside_always(j: sp.Symbol) -> list[Proof]:
    """No weight comes to infinity in finite time, at q = 2."""
    curve = {"curve": alpha * r ** (1 / exponent(TWO)), "parameter": r, "start": sp.S.One}
    return [
        no_escape(
            *MOVES,
            coefficients(),
            rule("continuity"),
            member=weight,
            field=-speed(weight, TWO),
            clock=sign * pace(TWO) * SLOPE[j],
            **curve,
        )
        for weight, sign in ((b[j], 1), (a[j], -1))
    ]


def speed(weight: sp.Indexed, q: sp.Expr) -> sp.Expr:
    """How fast a falls, and b grows, in units of z."""
    return -duality_map(q, D * weight ** (D - 1)) / pace(q)


def explicit(q: sp.Expr, drive: sp.Indexed, *ends: Proof) -> Proof:
    """Where a and b are."""
    (j,), clock = drive.indices, pace(q) * drive
    at = {a[j]: alpha * (1 - z) ** (1 / exponent(q)), b[j]: alpha * (1 + z) ** (1 / exponent(q))}
    known = [
        on_curve(*MOVES, field=sign * speed(weight, q), clock=clock, curve=at[weight], interval=inside)
        for weight, sign in ((a[j], 1), (b[j], -1))
    ]
    return substitution(*ends, *known, normal_form(), members=at, clock=clock, interval=inside)
