"""Depth two at every exponent: mirror map and potential as functions of x."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, size
from neversaddle.theory.language.symbols import lam, q, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import EXPONENT, LEAF
from neversaddle.theory.statement.steps import Step, by_derivative

TWO, HALF = sp.Integer(2), sp.Rational(1, 2)
x = size(TWO, q, lam, u)
argument = -4 * x**q / lam**2
first, second = (sp.hyper([HALF, n / q], [1 + n / q], argument) for n in (1, 2))

claim = Claim(
    id="potential-depth-two",
    name="Potential at depth two",
    source="derived from R'' = 1/sqrt(4|x|^q + lambda^2)",
    uses=("metric-depth-two",),
    given=(EXPONENT, *LEAF),
    says=(
        Identity("the mirror map", OrbitTime(TWO, q, lam, u), x / lam * first),
        Identity("the potential", Potential(TWO, q, lam, u), x**2 / lam * (first - second / 2)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Equal derivatives along the leaf; the potential's derivative is the mirror map just found times dx."""
    mirror_map, potential = claim.says
    yield by_derivative(mirror_map, u)
    yield by_derivative(potential, u, using=(mirror_map,))
