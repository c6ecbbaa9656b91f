"""The mirror map of every depth and exponent on a lambda-balanced leaf, in one hypergeometric function."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.case_proofs import by_symmetry
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.leaf_of_all_signs import SIGNED_LEAF, mirror_coordinate, v, v_positive
from neversaddle.theory.statement.proofs import derivative, normal_form, proves
from neversaddle.theory.statement.setting import ANY_DEPTH, ANY_EXPONENT
from neversaddle.theory.statement.steps import Step

b = (L - 1) * (1 - 1 / q)
first_weight = sp.sign(v) * sp.Abs(v) ** (1 / q)

claim = Claim(
    id="mirror-map",
    name="Mirror map",
    source="derived: Euler integral of dy/du",
    uses=("orbit", "metric-balanced"),
    given=(ANY_DEPTH, ANY_EXPONENT, *SIGNED_LEAF),
    says=(
        Identity(
            "orbit time in closed form",
            mirror_coordinate(L, q),
            lam ** (-b) * first_weight * sp.hyper([b, 1 / q], [1 + 1 / q], -sp.Abs(v) / lam),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Both sides are odd, 0 at v = 0, and for v > 0 have the derivative (1/q) (v (v+lambda)^(L-1))^((1-q)/q)."""
    (closed,) = claim.says
    yield proves(closed, by_symmetry(v, derivative(v_positive), normal_form()))
