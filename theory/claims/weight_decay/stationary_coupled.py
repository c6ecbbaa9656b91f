"""Rest points of coupled decay on balanced weights: stationary for f + (alpha L/2)|x|^(2/L), at every q."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, alpha
from neversaddle.theory.motion.flow import FORCE
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Sign, nonzero, real
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.steps import Step, by_normal_form

#: A coordinate x of either sign, and the sign of one of its weights, all of size |x|^(1/L).
x, tau = sp.symbols("x tau", real=True)
weight = sp.sign(tau) * sp.Abs(x) ** (1 / L)
rest_force = -alpha * sp.Abs(x) ** (2 / L - 1) * sp.sign(x)

claim = Claim(
    id="stationary-coupled",
    name="Rest points under coupled decay",
    source="derived",
    uses=("duality-map",),
    given=(
        ANY_DEPTH,
        *nonzero(x, why="at x = 0 every weight is zero and at rest, whatever the force"),
        Sign(alpha, "nonnegative", "decay is not growth; the law itself holds for either sign"),
    ),
    says=(
        Identity(
            "a weight moves at -Phi_q of f' dx/dw + alpha w = (dx/dw) (f' - f'_0), zero iff f' = f'_0",
            FORCE * x / weight + alpha * weight,
            x / weight * (FORCE - rest_force),
            (*nonzero(tau, why="a sign"), *real(FORCE)),
        ),
        Identity(
            "f'_0 is minus the slope of (alpha L/2)|x|^(2/L)",
            rest_force,
            -sp.Derivative(alpha * L / 2 * sp.Abs(x) ** (2 / L), x),
        ),
    ),
    expects=Verdict.PROVED,
    remark="Phi_q vanishes at 0 only, for every q in [1, 2]; at q = 1 sliding modes rest where the argument is 0.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """dx/dw = x/w at every weight, and |w| = |x|^(1/L)."""
    for part in claim.says:
        yield by_normal_form(part)
