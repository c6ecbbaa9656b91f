"""Sign flow: on lambda-balanced leaves the inverse mirror map and the conjugate are polynomials, at every depth."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import Conjugate, Size
from neversaddle.theory.language.symbols import L, lam
from neversaddle.theory.statement.case_proofs import by_symmetry
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.leaf_of_all_signs import SIGNED_LEAF, mirror_coordinate, v, v_positive
from neversaddle.theory.statement.proofs import derivative, normal_form, proves
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.steps import Step

ONE, Y = sp.S.One, sp.Abs(v)

claim = Claim(
    id="mirror-map-sign",
    name="Mirror map of sign flow",
    source="derived",
    uses=("orbit", "metric-balanced"),
    given=(ANY_DEPTH, *SIGNED_LEAF),
    says=(
        Identity("y = v, which is w_1 at q = 1", mirror_coordinate(L, ONE), v),
        Identity("x as a function of y = v", sp.sign(v) * Size(L, ONE, lam, Y), v * (Y + lam) ** (L - 1)),
        Identity(
            "the conjugate at y = v",
            Conjugate(L, ONE, lam, Y),
            (Y + lam) ** (L + 1) / (L + 1) - lam * (Y + lam) ** L / L + lam ** (L + 1) / (L * (L + 1)),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """At q = 1 orbit time is the weight itself; the conjugate is the integral of x."""
    time, inverse, conjugate = claim.says
    yield proves(time, by_symmetry(v, derivative(v_positive), normal_form()))
    yield proves(inverse, by_symmetry(v, normal_form(), normal_form()))
    yield proves(conjugate, by_symmetry(v, derivative(v_positive), normal_form()))
