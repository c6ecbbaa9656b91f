"""Repaired: with grad R onto the dual space, gradient flow admits depth two only; sign flow every depth on the line."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, lam
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.potentials import COORDINATES, balanced, unbalanced
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import BREGMAN, Trait
from neversaddle.theory.statement.steps import Step

ALL = (*BREGMAN, Trait.ONTO)
LINE, HALF_LINE = -sp.oo, sp.S.Zero
BALANCE = positive(lam, why="lambda = 0 has parts of its own")
gradient_flow, sign_flow = sp.Integer(2), sp.S.One

claim = Claim(
    id="bregman-gf-depth-repaired",
    name="Depths with a Bregman function, repaired",
    source="derived; repairs bregman-gf-depth",
    uses=("legendre-clauses",),
    given=(ANY_DEPTH, COORDINATES),
    says=(
        unbalanced("q = 2, lambda > 0", ALL, L <= 2, gradient_flow, given=BALANCE),
        balanced("q = 2, lambda = 0 on x >= 0", ALL, sp.Eq(L, 2), HALF_LINE, gradient_flow),
        unbalanced("q = 1, lambda > 0", ALL, sp.true, sign_flow, given=BALANCE),
        balanced("q = 1, lambda = 0 on the whole line", ALL, sp.true, LINE, sign_flow),
        balanced("q = 1, lambda = 0 on x >= 0", ALL, sp.false, HALF_LINE, sign_flow),
    ),
    expects=Verdict.PROVED,
    remark="Depth one, x = w with R = x^2/2, is valid at every q. On x >= 0 sign flow fails to be essentially smooth: "
    "R'(0) = 0, and the geometry goes on to the other side of 0.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """m = 2(L-1)/L <= 1 iff L <= 2, and m = (L-1)/L < 1."""
    two, two_balanced, one, one_on_the_line, one_on_the_half_line = claim.says
    yield by_traits(two, conditions={Trait.ONTO: L <= 2})
    ends = {Trait.ESSENTIALLY_SMOOTH: L >= 2, Trait.STEEP: L <= 2, Trait.ONTO: sp.Eq(L, 2)}
    yield by_traits(two_balanced, conditions=ends)
    yield by_traits(one)
    yield by_traits(one_on_the_line)
    never = {Trait.ESSENTIALLY_SMOOTH: sp.false, Trait.ONTO: sp.false}
    yield by_traits(one_on_the_half_line, conditions=never)
