"""The depth threshold: m <= 1 iff L <= p iff kappa >= 0."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, kappa, m, p, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range
from neversaddle.theory.statement.kinds import Equivalence, Inequality
from neversaddle.theory.statement.setting import ANY_DEPTH, ANY_EXPONENT
from neversaddle.theory.statement.steps import Step, by_coefficients, by_common_sign

claim = Claim(
    id="depth-threshold",
    name="Threshold of the depth",
    source="derived",
    given=(ANY_DEPTH,),
    says=(
        Equivalence(
            "1 < q <= 2",
            (sp.Le(m, 1), sp.Le(L, p), sp.Ge(kappa, 0)),
            (Range(q, open_low=True, why="at q = 1 the conjugate p is infinite; see the other parts"),),
        ),
        Equivalence("1 <= q <= 2", (sp.Le(m, 1), sp.Ge(kappa, 0)), (ANY_EXPONENT,)),
        Inequality("q = 1, p = oo: m < 1 at every depth", m.subs(q, 1), sp.S.One, strict=True),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """1 - m = kappa/L and p - L = kappa/(q - 1)."""
    finite, every, exponent = claim.says
    yield by_common_sign(finite)
    yield by_common_sign(every)
    yield by_coefficients(exponent)
