"""The order of a saddle: with two vanishing weights it is strict, with three or more its Hessian is zero."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.flow import FORCE, OTHERS
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, nonzero
from neversaddle.theory.statement.kinds import CriticalPoint, Inequality
from neversaddle.theory.statement.setting import ANY_DEPTH, DEPTH
from neversaddle.theory.statement.steps import Step, by_coefficients, by_multilinearity

n = sp.Symbol("n", positive=True, integer=True)

claim = Claim(
    id="saddle-order",
    name="Order of saddles",
    source="derived",
    uses=("saddle-set",),
    given=(
        *nonzero(FORCE, why="where f' = 0 the Hessian is zero there, too"),
        *nonzero(OTHERS, why="the product of the weights that do not vanish"),
    ),
    says=(
        CriticalPoint(
            "exactly two vanish: a strict saddle",
            L,
            sp.Integer(2),
            sp.true,
            (
                (sp.Abs(FORCE) * sp.Abs(OTHERS), sp.S.One),
                (-sp.Abs(FORCE) * sp.Abs(OTHERS), sp.S.One),
                (sp.S.Zero, L - 2),
            ),
            given=(DEPTH,),
        ),
        CriticalPoint(
            "three or more vanish: the Hessian is zero",
            L,
            n,
            sp.true,
            ((sp.S.Zero, L),),
            given=(
                ANY_DEPTH,
                Depth(n, 3, why="with two the Hessian is not zero"),
                Condition(sp.Le(n, L), why="no more weights vanish than there are"),
            ),
        ),
        Inequality("strict: an eigenvalue is negative", -sp.Abs(FORCE) * sp.Abs(OTHERS), sp.S.Zero, strict=True),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """d^2x/dw_i dw_j is the product of the other weights: not zero just for the two that vanish, if no third does."""
    two, more, strict = claim.says
    yield by_multilinearity(two)
    yield by_multilinearity(more)
    yield by_coefficients(strict)
