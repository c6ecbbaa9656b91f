"""Deeper than two: x = u^D - v^D under gradient flow from u = v = alpha is alpha^D h_D(D(D-2) alpha^(D-2) y)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis, Range, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.steps import Step, by_normal_form

D = sp.Symbol("D", positive=True, integer=True)
u, v, alpha = sp.symbols("u v alpha", positive=True)
z = sp.Symbol("z", real=True)
product = u**D - v**D
#: The powers that move at one rate, and the mirror coordinate.
below = 2 - D
mirror_coordinate = (v**below - u**below) / (2 * D * (D - 2))
#: The weights at y = z/clock.
clock = D * (D - 2) * alpha ** (D - 2)
u_at, v_at = alpha * (1 - z) ** (1 / below), alpha * (1 + z) ** (1 / below)


def along(quantity: sp.Expr) -> sp.Expr:
    """How fast a function of the weights changes under gradient flow, for each unit of -f'."""
    return sp.Add(*(sp.Derivative(quantity, w) * sp.Derivative(product, w) for w in (u, v)))


def published(z: sp.Expr) -> sp.Expr:
    """h_D(z) of the paper."""
    return (1 - z) ** (-D / (D - 2)) - (1 + z) ** (-D / (D - 2))


DEEP = Depth(D, 3, why="at D = 2 the powers are logarithms: claim woodworth-potential")
WEIGHTS = positive(u, v, why="from u = v = alpha > 0 no weight reaches 0")
INTERVAL = Range(z, -sp.S.One, sp.S.One, open_low=True, open_high=True, why="at |z| = 1 a weight is infinite")
INSIDE: tuple[Hypothesis, ...] = (INTERVAL, *positive(alpha, why="at alpha = 0 nothing moves"))

claim = Claim(
    id="woodworth-depth",
    name="Potential of Woodworth at greater depth",
    source="Woodworth et al. 2020, Kernel and rich regimes in overparametrized models, Theorem 3 [reported]; the "
    "constants derived",
    uses=("orbit",),
    given=(DEEP,),
    says=(
        Identity("u^(2-D) + v^(2-D) is constant", along(u**below + v**below), sp.S.Zero, WEIGHTS),
        Identity(
            "y = (v^(2-D) - u^(2-D))/(2D(D-2)) moves at the rate -f'", along(mirror_coordinate), sp.S.One, WEIGHTS
        ),
        Identity(
            "u = alpha (1-z)^(-1/(D-2)) and v = alpha (1+z)^(-1/(D-2)) have D(D-2) alpha^(D-2) y = z",
            clock * mirror_coordinate.subs({u: u_at, v: v_at}, simultaneous=True),
            z,
            INSIDE,
        ),
        Identity(
            "and the constant of u = v = alpha",
            (u**below + v**below).subs({u: u_at, v: v_at}, simultaneous=True),
            2 * alpha**below,
            INSIDE,
        ),
        Identity("x there", u_at**D - v_at**D, alpha**D * published(z), INSIDE),
        Identity(
            "dx/dy is the inverse metric D^2 (u^(2D-2) + v^(2D-2))",
            clock * sp.Derivative(alpha**D * published(z), z),
            D**2 * (u_at ** (2 * D - 2) + v_at ** (2 * D - 2)),
            INSIDE,
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The paper's potential is alpha^D times the integral of h_D^(-1), at x/alpha^D [reported]; here R' = y is "
        "alpha^(2-D)/(D(D-2)) h_D^(-1)(x/alpha^D), so that R is alpha^2/(D(D-2)) times that integral."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """Products of powers of u and v, of 1 - z and 1 + z."""
    for part in claim.says:
        yield by_normal_form(part)
