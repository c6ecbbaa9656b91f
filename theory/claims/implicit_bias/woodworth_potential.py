"""Kernel and rich regimes: x = u^2 - v^2 under gradient flow, its potential, and where it is L1 and where L2."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, size
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive, real
from neversaddle.theory.statement.kinds import Identity, Limit
from neversaddle.theory.statement.steps import Step, by_derivative, by_normal_form, by_quotient

TWO = sp.Integer(2)
#: The weights, their common start, a point x, and x in units of alpha^2.
u, v, alpha, z = sp.symbols("u v alpha z", positive=True)
x = sp.Symbol("x", real=True)
product = u**2 - v**2
#: On the leaf of w_1 w_2 with lambda = 4 alpha^2, |w_1|^2 = s.
s = sp.Symbol("s", positive=True)
leaf = (TWO, TWO, 4 * alpha**2, s)


def along(quantity: sp.Expr) -> sp.Expr:
    """How fast a function of the weights changes under gradient flow, for each unit of -f'."""
    return sp.Add(*(sp.Derivative(quantity, w) * sp.Derivative(product, w) for w in (u, v)))


def published(z: sp.Expr) -> sp.Expr:
    """q(z) of the paper."""
    return 2 - sp.sqrt(4 + z**2) + z * sp.asinh(z / 2)


def mirror_map(z: sp.Expr) -> sp.Expr:
    """q'(z)."""
    return sp.asinh(z / 2)


def potential(x: sp.Expr) -> sp.Expr:
    """R(x) for weights that start at u = v = alpha."""
    return alpha**2 * published(x / alpha**2) / 4


WEIGHTS = positive(u, v, why="from u = v = alpha > 0 the weights stay positive, as u v is constant")
START = positive(alpha, why="at alpha = 0 nothing moves")

claim = Claim(
    id="woodworth-potential",
    name="Potential of Woodworth",
    source="Woodworth et al. 2020, Kernel and rich regimes in overparametrized models, Theorem 1 [reported]; the "
    "constants derived",
    uses=("orbit", "mirror-flow"),
    says=(
        Identity("u v is constant", along(u * v), sp.S.Zero, WEIGHTS),
        Identity(
            "the mirror coordinate asinh(x/(2 u v))/4 moves at the rate -f'",
            along(sp.asinh(product / (2 * u * v)) / 4),
            sp.S.One,
            WEIGHTS,
        ),
        Identity(
            "it is R'(x), as u v = alpha^2",
            sp.Derivative(potential(x), x),
            mirror_map(x / alpha**2) / 4,
            (*real(x), *START),
        ),
        Identity(
            "w_1 w_2 at lambda = 4 alpha^2 has the mirror map",
            OrbitTime(*leaf),
            mirror_map(size(*leaf) / alpha**2) / 2,
            (*START, *positive(s, why="a size")),
        ),
        Identity(
            "and twice this potential",
            Potential(*leaf),
            2 * potential(size(*leaf)),
            (*START, *positive(s, why="a size")),
        ),
        Limit("alpha -> 0, the rich regime: z -> oo, and q'(z)", mirror_map(z) / sp.log(z), z, sp.oo, sp.S.One),
        Limit("alpha -> oo, the kernel regime: z -> 0, and q(z)", published(z) / z**2, z, sp.S.Zero, sp.Rational(1, 4)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The paper's potential is alpha^2 q(x/alpha^2); with dw = -f' dx/dw dt the clock of R' needs the factor 1/4. "
        "u^2 - v^2 = (u - v)(u + v), and the balance of w_1 = u - v and w_2 = u + v is 4 u v: u^2 - v^2 is w_1 w_2 "
        "in turned coordinates, sqrt(2) as large, so that it runs twice as fast. From q' follows q(z)/(z log z) -> 1: "
        "in the rich regime R is |x| up to a factor, log(1/alpha)/2 to leading order."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule on both weights; then derivatives, and l'Hopital's rule at both ends."""
    constant, moves, slope, leaf_map, leaf_potential, rich, kernel = claim.says
    yield by_normal_form(constant)
    yield by_normal_form(moves)
    yield by_normal_form(slope)
    yield by_derivative(leaf_map, s)
    yield by_derivative(leaf_potential, s, using=(leaf_map,))
    yield by_quotient(rich, mirror_map(z), sp.log(z))
    yield by_quotient(kernel, published(z), z**2)
