"""The traits of a Bregman function of Legendre type, one by one, on each domain: bounds on the metric exponent m."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, lam, m, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, positive
from neversaddle.theory.statement.potentials import COORDINATES, balanced, unbalanced
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import BREGMAN, Trait
from neversaddle.theory.statement.steps import Step

LINE, HALF_LINE = -sp.oo, sp.S.Zero
BALANCE = positive(lam, why="lambda = 0 has parts of its own")

claim = Claim(
    id="legendre-clauses",
    name="Clauses of a Bregman function",
    source="derived; traits as in Alvarez, Bolte & Brahic 2004, Definition 4.1, and Rockafellar 1970, Section 26",
    uses=("metric-balanced", "metric-exponent"),
    given=(
        Depth(L, 2, why="at depth one m = 0 for every q"),
        *positive(q, why="q <= 0 is no exponent"),
        COORDINATES,
    ),
    says=(
        unbalanced("lambda > 0: a Bregman function of Legendre type", BREGMAN, m <= 2, given=BALANCE),
        unbalanced("lambda > 0: grad R is onto", (Trait.ONTO,), m <= 1, given=BALANCE),
        balanced("x >= 0: essentially smooth", (Trait.ESSENTIALLY_SMOOTH,), m >= 1, HALF_LINE),
        balanced("x >= 0: closed domain", (Trait.CLOSED_DOMAIN,), m < 2, HALF_LINE),
        balanced(
            "x >= 0: strictly convex and consistent", (Trait.STRICTLY_CONVEX, Trait.CONSISTENT), sp.true, HALF_LINE
        ),
        balanced("x >= 0: bounded sublevel sets", (Trait.BOUNDED_SUBLEVELS,), m <= 2, HALF_LINE),
        balanced("x >= 0: grad R is onto", (Trait.ONTO,), sp.Eq(m, 1), HALF_LINE),
        balanced("whole line: it exists, and is strictly convex", (Trait.STRICTLY_CONVEX,), m < 1, LINE),
        balanced("whole line: all traits", (*BREGMAN, Trait.ONTO), m < 1, LINE),
    ),
    expects=Verdict.PROVED,
    remark="For 1 <= q <= 2 and L >= 1 always m < 2. So for lambda > 0 only ONTO can fail, for m > 1. For lambda = 0: "
    "on x >= 0 essential smoothness fails for m < 1 (R'(0) = 0) and ONTO for every m other than 1; the whole line is a "
    "domain only for m < 1, and there every trait holds. At m = 2 (q = 2, L -> oo, R = -log x) 0 would not be in the "
    "domain of R.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """R'' is comparable to x^(-m) at infinity, and at 0 to x^(-m) or, for lambda > 0, to a constant."""
    ends = {
        Trait.ESSENTIALLY_SMOOTH: m >= 1,
        Trait.CLOSED_DOMAIN: m < 2,
        Trait.BOUNDED_SUBLEVELS: m <= 2,
        Trait.STEEP: m <= 1,
    }
    for part in claim.says[:2]:
        yield by_traits(part, conditions={**ends, Trait.ONTO: m <= 1})
    for part in claim.says[2:7]:
        yield by_traits(part, conditions={**ends, Trait.ONTO: sp.Eq(m, 1)})
    for part in claim.says[7:]:
        yield by_traits(part, m < 1, {**ends, Trait.ONTO: m <= 1})
