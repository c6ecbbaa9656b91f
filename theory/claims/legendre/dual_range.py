"""The dual range: for lambda > 0 the mirror map is bounded iff kappa < 0, and its supremum is a Beta value."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import kappa, lam, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.potentials import COORDINATES, unbalanced
from neversaddle.theory.statement.setting import ANY_DEPTH, ANY_EXPONENT
from neversaddle.theory.statement.shape_proofs import by_traits
from neversaddle.theory.statement.shapes import Trait
from neversaddle.theory.statement.steps import Step

largest = lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q

claim = Claim(
    id="dual-range",
    name="Range of the mirror map",
    source="derived",
    uses=("mirror-map",),
    given=(
        ANY_DEPTH,
        ANY_EXPONENT,
        *positive(lam, why="at lambda = 0 and kappa < 0 orbit time starts at -oo instead"),
        COORDINATES,
    ),
    says=(
        unbalanced("the supremum of the mirror map", (Trait.SLOPES,), kappa < 0, value=largest),
        unbalanced("otherwise grad R takes every value", (Trait.ONTO,), kappa >= 0),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Euler's Beta integral with a = 1/q and b - a = -kappa/q."""
    supremum, onto = claim.says
    yield by_traits(supremum, conditions={Trait.SLOPES: kappa < 0})
    yield by_traits(onto, conditions={Trait.ONTO: kappa >= 0})
