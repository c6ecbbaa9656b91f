"""Gradient flow: elementary mirror maps at depths two, three and four."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, size
from neversaddle.theory.language.symbols import lam, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import LEAF
from neversaddle.theory.statement.steps import Step, by_derivative

TWO, THREE, FOUR = sp.Integer(2), sp.Integer(3), sp.Integer(4)

claim = Claim(
    id="mirror-map-gf",
    name="Mirror map of gradient flow",
    source="derived; L = 2 is the hyperbolic entropy of Ghai, Hazan & Singer 2020 at beta = lambda/2",
    uses=("mirror-map",),
    given=LEAF,
    says=(
        Identity("depth two", OrbitTime(TWO, TWO, lam, u), sp.asinh(2 * size(TWO, TWO, lam, u) / lam) / 2),
        Identity("depth three", OrbitTime(THREE, TWO, lam, u), sp.atan(sp.sqrt(u / lam)) / sp.sqrt(lam)),
        Identity("depth four", OrbitTime(FOUR, TWO, lam, u), sp.sqrt(u / (u + lam)) / lam),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Equal derivatives, equal at u = 0."""
    for part in claim.says:
        yield by_derivative(part, u)
