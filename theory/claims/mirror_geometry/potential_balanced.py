"""Balanced leaves: the potential is a power of |x|, x log x at metric exponent one, and -log in the limit m = 2."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, m, q, x
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form

OTHER = Condition(sp.Ne(m, 1), why="at m = 1 the power is replaced by x log x")

claim = Claim(
    id="potential-balanced",
    name="Potential of equal weights",
    source="arXiv 2603.02064, Lemma 4.13 [reported]; constants derived",
    uses=("metric-exponent",),
    given=(ANY_DEPTH, *positive(x, why="R is even; at x = 0 it need not be differentiable")),
    says=(
        Identity(
            "m not in {1, 2}: R'' = x^(-m)/L",
            sp.Derivative(x ** (2 - m) / (L * (1 - m) * (2 - m)), (x, 2)),
            x ** (-m) / L,
            (EXPONENT, OTHER),
        ),
        Identity("m = 1: R'' = 1/(L x)", sp.Derivative((x * sp.log(x) - x) / L, (x, 2)), 1 / (L * x)),
        Identity("m = 2: R'' = x^(-2)", sp.Derivative(-sp.log(x), (x, 2)), x**-2),
        Identity("m = 2 is the limit of q = 2 as L -> oo, at the rate 2/L", 2 - m.subs(q, 2), 2 / L),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Differentiate twice."""
    for part in claim.says:
        yield by_normal_form(part)
