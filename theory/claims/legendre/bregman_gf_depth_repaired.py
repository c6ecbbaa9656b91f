"""Repaired: with grad R onto the dual space, gradient flow admits depth two only and sign flow every depth."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.clauses import BREGMAN, Clause, Domain
from neversaddle.theory.statement.kinds import Clauses
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.steps import Step, by_ends

ALL = (*BREGMAN, Clause.ONTO)
gradient_flow, sign_flow = sp.Integer(2), sp.S.One

claim = Claim(
    id="bregman-gf-depth-repaired",
    name="Depths with a Bregman function, repaired",
    source="derived; repairs bregman-gf-depth",
    uses=("legendre-clauses",),
    given=(ANY_DEPTH,),
    says=(
        Clauses("q = 2, lambda > 0", ALL, Domain.LEAF, L <= 2, L, gradient_flow),
        Clauses("q = 2, lambda = 0 on x >= 0", ALL, Domain.HALF_LINE, sp.Eq(L, 2), L, gradient_flow),
        Clauses("q = 1, lambda > 0", ALL, Domain.LEAF, sp.true, L, sign_flow),
        Clauses("q = 1, lambda = 0 on the whole line", ALL, Domain.LINE, sp.true, L, sign_flow),
        Clauses("q = 1, lambda = 0 on x >= 0", ALL, Domain.HALF_LINE, sp.false, L, sign_flow),
    ),
    expects=Verdict.PROVED,
    remark="Depth one, x = w with R = x^2/2, is valid at every q. On x >= 0 sign flow fails to be essentially smooth: "
    "R'(0) = 0, and the geometry goes on to the other side of 0.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """m = 2(L-1)/L <= 1 iff L <= 2, and m = (L-1)/L < 1."""
    for part in claim.says:
        yield by_ends(part)
