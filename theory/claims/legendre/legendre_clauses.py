"""The clauses of Legendre and Bregman functions, one by one, on each domain: bounds on the metric exponent m."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.clauses import BREGMAN, Clause, Domain
from neversaddle.theory.statement.hypotheses import Depth, positive
from neversaddle.theory.statement.kinds import Clauses
from neversaddle.theory.statement.steps import Step, by_ends

m = sp.Symbol("m", positive=True)
q = m * L / (L - 1)


def clauses(text: str, which: tuple[Clause, ...], domain: Domain, condition: sp.core.relational.Relational) -> Clauses:
    """What depth L and q = mL/(L-1), so with metric exponent m, have on a domain iff the condition on m holds."""
    return Clauses(text, which, domain, condition, L, q)


claim = Claim(
    id="legendre-clauses",
    name="Clauses of a Bregman function",
    source="derived",
    uses=("metric-balanced", "metric-exponent"),
    given=(
        Depth(L, 2, why="at depth one m = 0 for every q"),
        *positive(m, why="m = 0 is depth one; q <= 0 is no exponent"),
    ),
    says=(
        clauses("lambda > 0: all five clauses of a Bregman function", BREGMAN, Domain.LEAF, m <= 2),
        clauses("lambda > 0: grad R is onto", (Clause.ONTO,), Domain.LEAF, m <= 1),
        clauses("x >= 0: essentially smooth", (Clause.ESSENTIALLY_SMOOTH,), Domain.HALF_LINE, m >= 1),
        clauses("x >= 0: R continuous on the closed domain", (Clause.CLOSED_DOMAIN,), Domain.HALF_LINE, m < 2),
        clauses("x >= 0: D(0, z) -> 0", (Clause.CONSISTENT,), Domain.HALF_LINE, m < 2),
        clauses(
            "x >= 0: strictly convex, with bounded sublevel sets",
            (Clause.STRICTLY_CONVEX, Clause.BOUNDED_SUBLEVELS),
            Domain.HALF_LINE,
            m <= 2,
        ),
        clauses("x >= 0: grad R is onto", (Clause.ONTO,), Domain.HALF_LINE, sp.Eq(m, 1)),
        clauses("whole line: strictly convex", (Clause.STRICTLY_CONVEX,), Domain.LINE, m < 1),
        clauses("whole line: all clauses", tuple(Clause), Domain.LINE, m < 1),
    ),
    expects=Verdict.PROVED,
    remark="For 1 <= q <= 2 and L >= 1 always m < 2. So for lambda > 0 only ONTO can fail, for m > 1. For lambda = 0: "
    "on x >= 0 essential smoothness fails for m < 1 (R'(0) = 0) and ONTO for every m other than 1; the whole line is a "
    "domain only for m < 1, and there every clause holds. At m = 2 (q = 2, L -> oo, R = -log x) the domain of R would "
    "not be closed.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """R'' is comparable to x^(-m) at infinity, and at 0 to x^(-m) or, for lambda > 0, to a constant."""
    for part in claim.says:
        yield by_ends(part)
