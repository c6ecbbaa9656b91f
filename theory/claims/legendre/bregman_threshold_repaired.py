"""Repaired: for lambda > 0, R is a Bregman function with grad R onto the dual space iff m <= 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import lam, m
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.potentials import COORDINATES, balanced, unbalanced
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import BREGMAN, Trait
from neversaddle.theory.statement.steps import Step

ALL = (*BREGMAN, Trait.ONTO)
LINE, HALF_LINE = -sp.oo, sp.S.Zero

claim = Claim(
    id="bregman-threshold-repaired",
    name="Threshold for a Bregman function, repaired",
    source="derived; repairs bregman-threshold",
    uses=("legendre-clauses",),
    given=(ANY_DEPTH, EXPONENT, COORDINATES),
    says=(
        unbalanced("lambda > 0, grad R onto", ALL, m <= 1, given=positive(lam, why="lambda = 0 has parts of its own")),
        balanced("lambda = 0 on the whole line, grad R onto", ALL, m < 1, LINE),
        balanced("lambda = 0 on x >= 0, grad R onto", ALL, sp.Eq(m, 1), HALF_LINE),
        balanced("lambda = 0 on x >= 0, the five traits alone", BREGMAN, m >= 1, HALF_LINE),
    ),
    expects=Verdict.PROVED,
    remark="At lambda = 0 the domain changes with m: the whole line for m < 1, x >= 0 for m >= 1 (for m < 1 the half "
    "line has R'(0) = 0 and is not essentially smooth). Taken together, lambda = 0 too has all traits iff m <= 1.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """Trait by trait, as in legendre-clauses; for lambda > 0, m > 1 the mirror map is bounded (dual-range)."""
    leaf, line, onto, half_line = claim.says
    conditions = {Trait.ESSENTIALLY_SMOOTH: m >= 1, Trait.STEEP: m <= 1}
    yield by_traits(leaf, conditions={Trait.ONTO: m <= 1})
    yield by_traits(line, m < 1, {Trait.ONTO: m <= 1})
    yield by_traits(onto, conditions={**conditions, Trait.ONTO: sp.Eq(m, 1)})
    yield by_traits(half_line, conditions=conditions)
