"""Deeper than two: x = a^D - b^D from a = b = alpha, under steepest flow of any exponent q > 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import Total
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.mirror import POTENTIALS, RIVAL, ManyData
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, SLOPE, WIDTH
from neversaddle.theory.statement import powers_apart
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Every, Hypothesis, Place, Sloped, positive
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.model import ABOVE_ONE, j
from neversaddle.theory.statement.projection import ANY_PLACE, DATA_COUNT, same_data
from neversaddle.theory.statement.proofs import proves
from neversaddle.theory.statement.solutions import Along, Order, Until
from neversaddle.theory.statement.steps import Step

D, alpha, z, TWO = powers_apart.D, powers_apart.alpha, powers_apart.z, sp.Integer(2)
DEEP = Depth(D, 3, why="at D = 2 the powers are logarithms: claim woodworth-potential")
ANY_DEPTH = (
    Depth(D, why="at D = 1 nothing is reparametrized"),
    Condition(sp.Ne((D - 1) * (q - 1), 1), why="at D = p the powers are logarithms"),
)
SIZE = positive(alpha, why="at alpha = 0 nothing moves")
START, NO_OTHER = "from another start it is another function", "other functions are least elsewhere"
STARTS = [sp.Eq(Initially(weight[j]), alpha) for weight in powers_apart.WEIGHTS]
BEGUN = tuple(Condition(start, why=START) for start in STARTS)
ALL_BEGUN = tuple(Every(start, j, WIDTH, why=START) for start in STARTS)


def law(text: str, q: sp.Expr, drive: sp.Expr, until: Until | None, *given: Hypothesis) -> Along:
    """x_j = alpha^D h_D(z), for weights that start at alpha."""
    right = alpha**D * powers_apart.published(TimeIntegral(powers_apart.pace(q) * drive), q)
    return Along(
        text, COORDINATE[j], Order.EQUAL, right, powers_apart.flow(q), (Place(j, WIDTH), *given, *BEGUN), until
    )


#: The potentials: R' = alpha^(2-D) h_D^(-1)(x/alpha^D)/(D (D-2)).
GIVEN_BY_SLOPES = Sloped(
    POTENTIALS.letter,
    WIDTH,
    at=alpha**D * powers_apart.published(z, TWO),
    slope=-z / powers_apart.pace(TWO),
    interval=powers_apart.INSIDE,
    why=NO_OTHER,
)
claim = Claim(
    id="woodworth-depth",
    name="Potential of Woodworth at greater depth",
    source="Woodworth et al. 2020, Kernel and rich regimes in overparametrized models, Theorem 3",
    fidelity=Fidelity.FAITHFUL,
    differs="the potential by its slope, as the paper's is an integral of an inverse; any loss, not the square alone",
    reported=True,
    given=(Depth(WIDTH, 1), *SIZE),
    says=(
        LeastAtLimit(
            "where it ends",
            Total(POTENTIALS.value(j, RIVAL[j]), j, WIDTH),
            same_data(DATA_COUNT),
            OnData(powers_apart.flow(TWO), ManyData(DATA_COUNT)),
            (Depth(DATA_COUNT, 1), DEEP, *SIZE, GIVEN_BY_SLOPES, *ALL_BEGUN),
        ),
        law("q = 2", TWO, SLOPE[j], None, DEEP),
        law(
            "every q > 1",
            q,
            DRIVE[j],
            Until(powers_apart.INSIDE, TimeIntegral(powers_apart.pace(q) * DRIVE[j])),
            *ABOVE_ONE,
            *ANY_DEPTH,
        ),
    ),
    expects=Verdict.PROVED,
    remark="The paper's potential is alpha^D times the integral of h_D^(-1), and R alpha^2/(D(D-2)) times that one.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """a = alpha (1-z)^(1/K) and b = alpha (1+z)^(1/K), of which one tends to infinity at each end if K < 0."""
    ends, depths, exponents = claim.says
    yield proves(ends, powers_apart.ended(ANY_PLACE))
    yield proves(depths, powers_apart.explicit(TWO, SLOPE[j], *powers_apart.stays_inside(j)))
    yield proves(exponents, powers_apart.explicit(q, DRIVE[j]))
