"""The regularizer of decoupled decay is a penalty at q = 2 only: at rest Phi_q(f') = -alpha M', not f' = -alpha M'."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import q
from neversaddle.theory.motion.flow import FORCE
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive, real
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.steps import Step, by_derivative, by_normal_form

#: |f'|.
s = sp.Symbol("s", positive=True)

claim = Claim(
    id="regularizer-as-penalty-repaired",
    name="Regularizer taken for a penalty, repaired",
    source="derived",
    uses=("stationary-decoupled",),
    says=(
        Identity(
            "at rest Phi_q(f') = -alpha M': the slope f' + alpha M' of f + alpha M is Phi_q(f') (|f'|^(2-q) - 1)",
            FORCE - duality_map(q, FORCE),
            duality_map(q, FORCE) * (sp.Abs(FORCE) ** (2 - q) - 1),
            (EXPONENT, *real(FORCE)),
        ),
        Identity(
            "in logarithms, |f'| = s: log(|f'|/|Phi_q(f')|) = (2 - q) log|f'|, which vanishes iff q = 2 or |f'| = 1",
            sp.log(s / s ** (q - 1)),
            (2 - q) * sp.log(s),
            (EXPONENT, *positive(s, why="at f' = 0 there is no logarithm")),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The depth does not enter. With f' = 0 and alpha > 0 rest is a sliding mode at q = 1, never stationary, since "
        "M' != 0. For q = 2 and L >= 3, f + alpha M with M = (L/2)|x|^(2/L) need not be convex: stationary is all that "
        "can be said."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """Rest points are those of claim stationary-decoupled."""
    residual, logarithm = claim.says
    yield by_normal_form(residual)
    yield by_derivative(logarithm, s, at=sp.S.One)
