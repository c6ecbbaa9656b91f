"""Repaired: for lambda > 0, R is a Bregman function with grad R onto the dual space iff m <= 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, m, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.clauses import BREGMAN, Clause, Domain
from neversaddle.theory.statement.kinds import Clauses
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_ends

ALL = (*BREGMAN, Clause.ONTO)

claim = Claim(
    id="bregman-threshold-repaired",
    name="Threshold for a Bregman function, repaired",
    source="derived; repairs bregman-threshold",
    uses=("legendre-clauses",),
    given=(ANY_DEPTH, EXPONENT),
    says=(
        Clauses("lambda > 0, grad R onto", ALL, Domain.LEAF, m <= 1, L, q),
        Clauses("lambda = 0 on the whole line, grad R onto", ALL, Domain.LINE, m < 1, L, q),
        Clauses("lambda = 0 on x >= 0, grad R onto", ALL, Domain.HALF_LINE, sp.Eq(m, 1), L, q),
        Clauses("lambda = 0 on x >= 0, the five clauses alone", BREGMAN, Domain.HALF_LINE, m >= 1, L, q),
    ),
    expects=Verdict.PROVED,
    remark="At lambda = 0 the domain changes with m: the whole line for m < 1, x >= 0 for m >= 1 (for m < 1 the half "
    "line has R'(0) = 0 and is not essentially smooth). Taken together, lambda = 0 too has all clauses iff m <= 1.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """The clauses one by one, as in legendre-clauses; for lambda > 0, m > 1 the mirror map is bounded (dual-range)."""
    for part in claim.says:
        yield by_ends(part)
