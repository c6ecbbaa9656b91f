"""Never saddle: the time to escape from n vanishing weights stays bounded, as their size does not, iff n < p."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import p, q
from neversaddle.theory.motion.steepest import WEIGHT, Steepest
from neversaddle.theory.statement.case_proofs import excess
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Range, positive
from neversaddle.theory.statement.kinds import Equivalence, Limit
from neversaddle.theory.statement.model import i
from neversaddle.theory.statement.proofs import coefficients, proves
from neversaddle.theory.statement.pushed import ahead, power
from neversaddle.theory.statement.reaching import Reaches, When
from neversaddle.theory.statement.setting import ANY_EXPONENT, EXPONENT
from neversaddle.theory.statement.solution_proofs import loosened
from neversaddle.theory.statement.steps import Step, by_common_sign, by_continuity, by_quotient
from neversaddle.theory.statement.vanishing import (
    SETTING,
    critical,
    delta,
    eps,
    fastest,
    flow,
    gap,
    n,
    reached,
    slowest,
    start,
)

A = sp.Symbol("A", positive=True)


def time(rate: sp.Expr) -> sp.Expr:
    """From eps to delta, where gap != 0."""
    return (delta**gap - eps**gap) / (gap * rate)


def reaches(text: str, q: sp.Expr, when: When, time: sp.Expr, *given: Hypothesis) -> Reaches:
    """When |w_i| is delta."""
    return Reaches(text, power(WEIGHT, q, i), delta**q, when, time, flow(q), (*SETTING, *start(q), *given))


BELOW, ABOVE = Condition(gap > 0, why="this is n < p"), Condition(gap < 0, why="this is n > p")
APART = Condition(sp.Ne(gap, 0), why="gap = 0 is n = p")
TWO = Depth(n, 2, why="n = p >= 2, as q <= 2")
ONE = Depth(n, 1, why="some weight has to vanish")
SIZES = positive(A, eps, delta, why="both rates are, and all sizes")

claim = Claim(
    id="never-saddle",
    name="Never saddle",
    source="derived",
    says=(
        reaches("n < p: bounded, whatever eps", q, When.BY, delta**gap / (gap * slowest(q)), ONE, EXPONENT, BELOW),
        reaches("n != p: by then", q, When.BY, time(slowest(q)), ONE, EXPONENT, APART),
        reaches("n != p: not before", q, When.NOT_BEFORE, time(fastest(q)), ONE, EXPONENT, APART),
        reaches("n = p: by then", critical, When.BY, sp.log(delta / eps) / slowest(critical), TWO),
        reaches("n = p: not before", critical, When.NOT_BEFORE, sp.log(delta / eps) / fastest(critical), TWO),
        Limit(
            "n > p: both bounds, A their rate, are of the order eps^(1-(n-1)(q-1))",
            time(A) / eps**gap,
            eps,
            sp.S.Zero,
            -1 / (gap * A),
            given=(*SIZES, ANY_EXPONENT, ONE, ABOVE),
        ),
        Limit(
            "n = p: both bounds, A their rate, are of the order log(1/eps)",
            sp.log(delta / eps) / A / sp.log(1 / eps),
            eps,
            sp.S.Zero,
            1 / A,
            SIZES,
        ),
        Equivalence(
            "1 - (n-1)(q-1) > 0 is n < p, for q > 1",
            ((n - 1) * (q - 1) < 1, n < p),
            given=(ONE, Range(q, open_low=True, why="at q = 1 the conjugate p is infinite, and n < p for every n")),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """d|w|^q/dt is between two multiples of |w|^(n(q-1)); the others have grown by |w|^q - eps^q."""
    bounded, by, before, log_by, log_before, order, log_order, threshold = claim.says
    assert isinstance(by, Reaches)
    yield proves(bounded, loosened(by.time, reached(q, by.when), excess(gap, ahead, coefficients())))
    for part in (by, before, log_by, log_before):
        assert isinstance(part, Reaches) and isinstance(part.along, Steepest)
        yield proves(part, reached(part.along.q, part.when))
    yield by_continuity(order)
    yield by_quotient(log_order, sp.log(delta / eps) / A, sp.log(1 / eps))
    yield by_common_sign(threshold)
