"""Repaired: a smaller q reaches every delta <= 1 sooner exactly when the other weights begin at omega <= 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.language.symbols import L, q, q_larger
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Sign, positive
from neversaddle.theory.statement.kinds import Inequality, Limit
from neversaddle.theory.statement.setting import DEPTH, EXPONENT, LARGER_EXPONENT
from neversaddle.theory.statement.steps import Step, by_comparison, by_powers, by_quotient

omega, delta = sp.symbols("omega delta", positive=True)
t, s = sp.symbols("t s", nonnegative=True)
excess = sp.Symbol("e", positive=True)
below, end, above = 1 / (1 + t), 1 / (1 + s), 1 + excess
ORDERED = Condition(q < q_larger, why="for equal exponents the times are equal")

claim = Claim(
    id="escape-ordering-repaired",
    name="Order of the escape times, repaired",
    source="derived",
    uses=("metric-balanced",),
    given=(DEPTH, EXPONENT),
    says=(
        Inequality(
            "omega = 1/(1+t) <= 1: every delta = 1/(1+s) <= 1 is reached sooner with smaller q",
            ReachTime(L, q, below, end),
            ReachTime(L, q_larger, below, end),
            strict=True,
            given=(
                LARGER_EXPONENT,
                ORDERED,
                Sign(t, "nonnegative", "for omega > 1 the order turns round for small delta"),
                Sign(s, "nonnegative", "delta > 1 is not spoken of"),
            ),
        ),
        Limit(
            "the time to a small delta is omega^(-q(L-1)) delta to leading order",
            ReachTime(L, q, omega, delta) / delta,
            delta,
            sp.S.Zero,
            omega ** (-q * (L - 1)),
            given=positive(omega, why="omega = 0 is a saddle, which is not left"),
        ),
        Inequality(
            "omega = 1+e > 1: a small delta is reached later with smaller q",
            above ** (-q_larger * (L - 1)),
            above ** (-q * (L - 1)),
            strict=True,
            given=(LARGER_EXPONENT, ORDERED, *positive(excess, why="at omega = 1 the two are equal")),
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
    """1/speed is ordered at every x < 1; at x = 0 the speed is omega^(q(L-1))."""
    sooner, start, later = claim.says
    yield by_comparison(sooner)
    yield by_quotient(start, ReachTime(L, q, omega, delta), delta)
    yield by_powers(later)
