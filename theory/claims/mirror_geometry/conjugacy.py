"""Conjugacy: R*(R'(x)) = x R'(x) - R(x), and D_R >= 0 with equality only where the points agree."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import Conjugate, OrbitTime, Potential, size
from neversaddle.theory.language.symbols import L, lam, q, u, u_0
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.kinds import Identity, Inequality
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT, LEAF
from neversaddle.theory.statement.steps import Step, by_derivative, by_normal_form, by_unimodality

R, y, x = Potential(L, q, lam, u), OrbitTime(L, q, lam, u), size(L, q, lam, u)
R_0, y_0, x_0 = (e.subs(u, u_0) for e in (R, y, x))
divergence = R - R_0 - y_0 * (x - x_0)

claim = Claim(
    id="conjugacy",
    name="Conjugacy",
    source="standard; here from dR = y dx and dR* = x dy",
    uses=("mirror-flow",),
    given=(ANY_DEPTH, EXPONENT, *LEAF, *positive(u_0, why="the reference point has a size, too")),
    says=(
        Identity("R + R* = x y along the leaf", Conjugate(L, q, lam, u) + R, x * y),
        Inequality("D_R >= 0, zero only at u = u_0", sp.S.Zero, divergence, tight=sp.Eq(u, u_0)),
        Identity(
            "start on the other side of 0 (R even, y odd): D_R(x, -x_0) = D_R(x, x_0) + 2 x y_0",
            R - R_0 + y_0 * (x + x_0),
            divergence + 2 * x * y_0,
        ),
    ),
    expects=Verdict.PROVED,
    remark="In the last part x y_0 > 0, so the divergence between points of opposite sign is positive too.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """The product rule; and D_R changes by (y - y_0) dx, with y increasing."""
    conjugate, nonnegative, opposite = claim.says
    yield by_derivative(conjugate, u)
    yield by_unimodality(nonnegative, u, at=u_0, increasing=y, weight=sp.diff(x, u))
    yield by_normal_form(opposite)
