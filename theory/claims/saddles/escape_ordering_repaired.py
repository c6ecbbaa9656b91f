"""Repaired: a smaller q reaches every size up to 1 no later if the other weights begin at omega <= 1, not beyond it."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, size
from neversaddle.theory.language.symbols import L, lam, q, q_larger, u
from neversaddle.theory.statement import one_at_zero
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive
from neversaddle.theory.statement.kinds import Inequality, Limit
from neversaddle.theory.statement.proofs import proves
from neversaddle.theory.statement.reaching import When
from neversaddle.theory.statement.setting import DEPTH, EXPONENT, LARGER_EXPONENT
from neversaddle.theory.statement.steps import Step, by_continuity, by_powers

e = sp.Symbol("e", positive=True)
omega, reaches = one_at_zero.omega, one_at_zero.reaches
above, n = 1 + e, L - 1
BOTH = (EXPONENT, LARGER_EXPONENT, Condition(q < q_larger, why="for equal exponents the times are equal"))
SIZES = positive(lam, u, why="u is a size that |w|^q comes to; lambda = 0 is a saddle, which is not left")
speed = InverseMetric.unfold(L, q, lam, u)
larger, smaller = (L, q_larger, omega**q_larger, u), (L, q, omega**q, u)

claim = Claim(
    id="escape-ordering-repaired",
    name="Order of the escape times, repaired",
    source="derived",
    uses=("metric-balanced",),
    says=(
        reaches("the time", q, lam, size(L, q, lam, u), When.AT, OrbitTime(L, q, lam, u), EXPONENT, *SIZES),
        reaches(
            "omega <= 1: at sizes up to 1 no later than with a larger exponent",
            q,
            omega**q,
            size(*larger),
            When.BY,
            OrbitTime(*larger),
            *BOTH,
            *positive(omega, u, why="omega = 0 is a saddle, which is not left"),
            Condition(omega <= 1, why="for omega > 1 the order turns round for small sizes"),
            Condition(size(*larger) <= 1, why="of larger sizes nothing is said"),
        ),
        reaches(
            "omega > 1: no later than with a smaller exponent, up to where that is as fast as this begins",
            q_larger,
            omega**q_larger,
            size(*smaller),
            When.BY,
            OrbitTime(*smaller),
            *BOTH,
            *positive(omega, u, why="omega = 0 is a saddle, which is not left"),
            Condition(
                InverseMetric.unfold(*smaller) ** (1 / n) <= omega**q_larger,
                why="for omega <= 1 the order is the other one",
            ),
        ),
        Limit(
            "small sizes are such: at u = 0 it is as fast as it begins", speed, u, sp.S.Zero, lam**n, (DEPTH, *SIZES)
        ),
        Inequality(
            "and at omega = 1+e > 1 it begins slower",
            above ** (q * n),
            above ** (q_larger * n),
            strict=True,
            given=(DEPTH, *BOTH, *positive(e, why="at omega = 1 the two are equal")),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "Of delta > 1 nothing is said. At L = 2 the larger q reaches large enough delta sooner, whatever omega: then "
        "the metric is L x^m to leading order with m <= 1. Past m = 1 times stay finite as delta -> oo, and which is "
        "the shorter depends on omega."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """The speed is ordered at every x < 1; it is lambda^(L-1) at x = 0, and rises."""
    exact, ordered, turned, first, later = claim.says
    yield proves(exact, one_at_zero.at_its_time(q, lam, u))
    yield proves(ordered, one_at_zero.by_a_slower_path(q, q_larger, u))
    yield proves(turned, one_at_zero.by_a_path_that_begins_slower(q_larger, q, u))
    yield by_continuity(first)
    yield by_powers(later)
