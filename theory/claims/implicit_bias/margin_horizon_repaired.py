"""Repaired: the exponent 2 - m of R, where it has one, is the margin's p/L iff q = 2 or L = p."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, kappa, m, p, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Range
from neversaddle.theory.statement.kinds import Identity, MarginDirection
from neversaddle.theory.statement.proofs import coefficients, normal_form, proves, theorem
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.steps import Step

FINITE = Range(q, open_low=True, why="at q = 1 the margin's exponent p/L is infinite, and 2 - m is not")
TWO = sp.Integer(2)

claim = Claim(
    id="margin-horizon-repaired",
    name="Where the exponent of the margin is that of the potential",
    source="derived; repairs margin-horizon",
    uses=("margin",),
    given=(ANY_DEPTH,),
    says=(
        MarginDirection("q = 2: exponent 2 - m", L, TWO, (2 - m).subs(q, 2), stationary=True),
        MarginDirection("L = p: exponent 2 - m", L, L / (L - 1), sp.S.One, given=(Depth(L, 2, why="p is at least 2"),)),
        Identity(
            "otherwise they differ by a multiple of kappa (2 - q)",
            p / L - (2 - m),
            kappa * (2 - q) / (L * (q - 1)),
            (FINITE,),
        ),
    ),
    expects=Verdict.ARGUED,
    remark="kappa (2 - q) = 0 says q = 2 or L = p. At q = 1 the two are the sup norm and 1 + 1/L: never the same.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """Where they agree the margin's exponent is p/L; elsewhere the difference is a multiple of kappa (2 - q)."""
    gradient, absolute, difference = claim.says
    grows = coefficients(), normal_form()
    yield proves(gradient, theorem("steady-rays", *grows))
    yield proves(absolute, theorem("steady-rays-convex", *grows, coefficients()))
    yield proves(difference, normal_form())
