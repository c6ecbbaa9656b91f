"""Sign flow: on lambda-balanced leaves the inverse mirror map and the conjugate are polynomials, at every depth."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import Conjugate, OrbitTime, size
from neversaddle.theory.language.symbols import L, lam, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import DEPTH, LEAF
from neversaddle.theory.statement.steps import Step, by_derivative, by_normal_form

ONE = sp.S.One

claim = Claim(
    id="mirror-map-sign",
    name="Mirror map of sign flow",
    source="derived",
    uses=("orbit", "metric-balanced"),
    given=(DEPTH, *LEAF),
    says=(
        Identity("orbit time is |w_1|", OrbitTime(L, ONE, lam, u), u),
        Identity("x as a function of y = u", size(L, ONE, lam, u), u * (u + lam) ** (L - 1)),
        Identity(
            "the conjugate, Y = |y| = u",
            Conjugate(L, ONE, lam, u),
            (u + lam) ** (L + 1) / (L + 1) - lam * (u + lam) ** L / L + lam ** (L + 1) / (L * (L + 1)),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """At q = 1 orbit time is the weight itself; the conjugate is the integral of x."""
    time, inverse, conjugate = claim.says
    yield by_derivative(time, u)
    yield by_normal_form(inverse)
    yield by_derivative(conjugate, u)
