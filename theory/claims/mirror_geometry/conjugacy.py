"""Conjugacy: R*(R'(x)) = x R'(x) - R(x), and D_R >= 0 with equality only where the points agree."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import Conjugate, OrbitTime, Potential, size
from neversaddle.theory.language.symbols import L, lam, m, q, u
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.potentials import COORDINATES, balanced, unbalanced
from neversaddle.theory.statement.setting import ANY_DEPTH, LEAF
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import Trait
from neversaddle.theory.statement.steps import Step, by_derivative

BOTH = (Trait.CONJUGATE, Trait.SEPARATING)
BALANCE = positive(lam, why="lambda = 0 has parts of its own")
R, y, x = Potential(L, q, lam, u), OrbitTime(L, q, lam, u), size(L, q, lam, u)

claim = Claim(
    id="conjugacy",
    name="Conjugacy on balanced leaves",
    source="standard (Rockafellar 1970, Theorem 23.5 and Section 26)",
    uses=("mirror-flow",),
    given=(ANY_DEPTH, *positive(q, why="an exponent of 0 or below is none"), COORDINATES),
    says=(
        unbalanced("lambda > 0", BOTH, sp.true, given=BALANCE),
        balanced("lambda = 0 on the whole line", BOTH, m < 1, -sp.oo),
        balanced("lambda = 0 on x >= 0", BOTH, sp.true, sp.S.Zero),
        Identity("R + R* = x y, with dR = y dx and dR* = x dy", Conjugate(L, q, lam, u) + R, x * y, given=LEAF),
    ),
    expects=Verdict.PROVED,
    fidelity=Fidelity.SPECIAL,
    differs="the potentials of balanced networks, where the theorem is about any strictly convex function",
    remark="For lambda = 0 and m >= 1 there is no such R on the whole line: R'(x) -> -oo as x -> 0+.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """Tangents of a strictly convex function touch it once; and the product rule."""
    leaf, line, half_line, along = claim.says
    yield by_traits(leaf)
    yield by_traits(line, m < 1)
    yield by_traits(half_line)
    yield by_derivative(along, u)
