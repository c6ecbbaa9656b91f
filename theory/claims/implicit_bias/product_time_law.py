"""The time law of products: dx = -L |x|^m s dt on equal weights, and a target learned to a half between two times."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.language.symbols import L, kappa, m, q
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, DRIVE, WEIGHT, WIDTH, Steepest
from neversaddle.theory.statement import learning
from neversaddle.theory.statement.case_proofs import alike, excess
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis, Place, positive
from neversaddle.theory.statement.kinds import Limit
from neversaddle.theory.statement.model import SIZES, inverse_metric, j, r
from neversaddle.theory.statement.order_proofs import equal_shares
from neversaddle.theory.statement.proofs import chain_rule, coefficients, normal_form, proves
from neversaddle.theory.statement.pushed import begins, c
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.setting import DEPTH, EXPONENT
from neversaddle.theory.statement.solution_proofs import another_rate, loosened
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import Step, by_continuity, by_quotient

x, each = COORDINATE[j], index("l")
start, target, half, critical = learning.start, learning.target, learning.half, learning.critical
#: A time's constant, and any kappa > 0.
A, p = sp.symbols("A p", positive=True)
LAW: tuple[Hypothesis, ...] = (
    *SIZES[1:],
    Place(j, WIDTH),
    *positive(start, target, why="the other signs are mirror images; at 0 there is no way to go"),
    Condition(sp.Eq(c, x - target), why="this is f = (x_j - z)^2/2 and any loss of the other coordinates"),
    Condition(sp.Eq(Initially(x), start)),
)


def law(text: str, *given: Hypothesis) -> Rate:
    """dx = -L |x|^m s dt, whatever the loss."""
    same = Every(sp.Eq(sp.Abs(WEIGHT[each, j]), sp.Abs(WEIGHT[r, j])), each, L, why="other weights have other metrics")
    return Rate(
        text, x, -L * sp.Abs(x) ** m * DRIVE[j], learning.flow(q), (*SIZES, Place(j, WIDTH), Place(r, L), *given, same)
    )


def way(q: sp.Expr, force: sp.Expr) -> sp.Expr:
    """The time from the start to half of the target under a constant force."""
    if q == critical:
        return sp.log(half / start) / (L * force ** (q - 1))
    return (half ** (1 - m) - start ** (1 - m)) / (kappa * force ** (q - 1))


def reaches(text: str, q: sp.Expr, when: When, time: sp.Expr, *given: Hypothesis) -> Reaches:
    """When x_j is half of the target, from weights of one size."""
    own = (
        Condition(start <= half, why="more than a half is there already"),
        begins(WEIGHT, q, start ** (q / L), L),
    )
    return Reaches(text, x, half, when, time, learning.flow(q), (*LAW, *own, *given))


ANY = (SIZES[0], EXPONENT)
APART = (*ANY, Condition(sp.Ne(kappa, 0), why="kappa = 0 is m = 1"))
BELOW = (*ANY, Condition(kappa > 0, why="this is m < 1"))
BEYOND = Condition(kappa < 0, why="this is m > 1")
scaled = (half ** (1 - m) - start ** (1 - m)) / (kappa * A) / start ** (1 - m)
OTHERS = positive(start, target, A)
LOGARITHMS = sp.log(half / start), sp.log(1 / start)

claim = Claim(
    id="product-time-law",
    name="Time law of products",
    source="derived; Saxe, McClelland & Ganguli 2014 and Gissin, Shalev-Shwartz & Daniely 2020 at q = 2",
    reported=True,
    says=(
        law("the law of equal weights", EXPONENT),
        reaches(
            "m < 1: bounded, whatever the start",
            q,
            When.BY,
            half ** (1 - m) / (kappa * half ** (q - 1)),
            *BELOW,
        ),
        reaches("m != 1: by then", q, When.BY, way(q, half), *APART),
        reaches("m != 1: not before", q, When.NOT_BEFORE, way(q, target), *APART),
        reaches("m = 1: by then", critical, When.BY, way(critical, half), DEPTH),
        reaches("m = 1: not before", critical, When.NOT_BEFORE, way(critical, target), DEPTH),
        Limit(
            "m > 1: of the order x_0^(1-m)",
            scaled,
            start,
            sp.S.Zero,
            -1 / (kappa * A),
            (*OTHERS, *ANY, BEYOND),
        ),
        Limit("m = 1: of the order log(1/x_0)", LOGARITHMS[0] / LOGARITHMS[1], start, sp.S.Zero, sp.S.One, OTHERS[:2]),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Until then the force z - x is between z/2 and z."""
    moved, bounded, by, before, log_by, log_before, order, log_order = claim.says
    assert isinstance(by, Reaches)
    same = equal_shares(alike(normal_form()), normal_form())
    yield proves(moved, another_rate(-DRIVE[j] * inverse_metric(q), chain_rule(), same))
    yield proves(bounded, loosened(by.time, learning.reached(q, by.when), excess(kappa, p, coefficients())))
    for part in (by, before, log_by, log_before):
        assert isinstance(part, Reaches) and isinstance(part.along, Steepest)
        yield proves(part, learning.reached(part.along.q, part.when))
    yield by_continuity(order)
    yield by_quotient(log_order, *LOGARITHMS)
