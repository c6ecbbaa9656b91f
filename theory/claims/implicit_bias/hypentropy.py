"""Hyperbolic entropy: gradient flow at depth two is mirror flow with the hypentropy at beta = lambda/2."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, Potential, size
from neversaddle.theory.language.symbols import lam, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive, real
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import LEAF
from neversaddle.theory.statement.steps import Step, by_derivative, by_normal_form

TWO = sp.Integer(2)
#: A point and the scale of any hypentropy.
z, beta = sp.Symbol("z", real=True), sp.Symbol("beta", positive=True)
#: The point of the leaf with |w_1|^2 = u.
x = size(TWO, TWO, lam, u)


def hypentropy(z: sp.Expr, beta: sp.Expr) -> sp.Expr:
    """phi_beta(z) of the paper."""
    return z * sp.asinh(z / beta) - sp.sqrt(z**2 + beta**2)


def curvature(z: sp.Expr, beta: sp.Expr) -> sp.Expr:
    """phi_beta''(z)."""
    return 1 / sp.sqrt(z**2 + beta**2)


claim = Claim(
    id="hypentropy",
    name="Hyperbolic entropy",
    source="Ghai, Hazan & Singer 2020, Exponentiated gradient meets gradient descent, Definition 1 [reported]; the "
    "constants derived",
    uses=("mirror-flow",),
    says=(
        Identity(
            "the hypentropy of any scale has phi'' = 1/sqrt(x^2 + beta^2)",
            sp.Derivative(hypentropy(z, beta), (z, 2)),
            curvature(z, beta),
            (*real(z), *positive(beta, why="the scale of an argument; at beta = 0 there is none")),
        ),
        Identity("the metric of the leaf", 1 / InverseMetric(TWO, TWO, lam, u), curvature(x, lam / 2) / 2, LEAF),
        Identity("the mirror map", OrbitTime(TWO, TWO, lam, u), sp.asinh(x / (lam / 2)) / 2, LEAF),
        Identity(
            "the potential",
            Potential(TWO, TWO, lam, u),
            (hypentropy(x, lam / 2) - hypentropy(sp.S.Zero, lam / 2)) / 2,
            LEAF,
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "Mirror descent does not see constants, so R and phi_beta/2 are one regularizer; the factor 1/2 is time: "
        "gradient flow on w_1 w_2 runs twice as fast as the mirror flow of phi_beta."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """Differentiate; along the leaf both sides have the same slope and vanish at u = 0."""
    any_scale, metric, mirror_map, potential = claim.says
    yield by_normal_form(any_scale)
    yield by_normal_form(metric)
    yield by_derivative(mirror_map, u)
    yield by_derivative(potential, u, using=(mirror_map,))
