"""Margin: separable data are fitted in the direction of largest margin in the (quasi-)norm p/L."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, kappa, p, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Range
from neversaddle.theory.statement.kinds import MarginDirection
from neversaddle.theory.statement.proofs import assumption, coefficients, normal_form, proves, theorem
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.steps import Step

FINITE = Range(q, open_low=True, why="at q = 1 the conjugate p is infinite, and so is the exponent: see the sup norm")
CONVEX = Condition(
    sp.Ge(kappa, 0), why="L <= p is p/L >= 1: a convex problem, of which first-order points are minimisers"
)
AT_LEAST_TWO = Depth(L, 2, why="L = p is at least 2")

claim = Claim(
    id="margin",
    name="Margin",
    source="derived; compare Tsilivis et al. 2025, Sun et al. 2022",
    uses=("balance",),
    says=(
        MarginDirection("L <= p: exponent p/L", L, q, p / L, given=(ANY_DEPTH, FINITE, CONVEX)),
        MarginDirection("L = p: the L1 norm", L, L / (L - 1), sp.S.One, given=(AT_LEAST_TWO,)),
        MarginDirection("q = 1: the sup norm", L, sp.S.One, sp.oo, given=(ANY_DEPTH,)),
        MarginDirection("L > p, too: first-order conditions", L, q, p / L, stationary=True, given=(ANY_DEPTH, FINITE)),
    ),
    expects=Verdict.ARGUED,
    remark="At L > p weights blow up at finite orbit time, and which coordinates do depends on the start: the limit is "
    "a first-order point for the quasi-norm p/L < 1, not its minimiser. Directions settle like |x|^(-kappa/L); at "
    "q = 1 that is |x|^(-1/L), and finite flows differ with the depth where their limits do not.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """Weights along a fixed direction of the gradient grow as the first-order conditions of the margin ask."""
    finite, absolute, sup, stationary = claim.says
    grows = coefficients(), normal_form()
    yield proves(finite, theorem("steady-rays-convex", *grows, assumption()))
    yield proves(absolute, theorem("steady-rays-convex", *grows, coefficients()))
    yield proves(sup, theorem("equal-rays", normal_form()))
    yield proves(stationary, theorem("steady-rays", *grows))
