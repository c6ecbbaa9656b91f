"""Escape along the balanced leaf under a constant force: the time from x_0 to delta."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.escape import EscapeTime
from neversaddle.theory.language.symbols import L, kappa, m, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import ANY_DEPTH, DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_derivative

x_0, delta, c = sp.symbols("x_0 delta c", positive=True)
critical = L / (L - 1)


def duration(q: sp.Expr) -> sp.Expr:
    """From x_0 to delta where all weights are equal, so |w|^q = x^(q/L), under the force c."""
    return EscapeTime(L, L, q, sp.S.Zero, x_0 ** (q / L), delta ** (q / L)) / c ** (q - 1)


claim = Claim(
    id="escape-time",
    name="Escape time",
    source="derived",
    uses=("metric-exponent",),
    given=positive(x_0, delta, c, why="sizes: at x = 0 or with no force nothing moves"),
    says=(
        Identity(
            "m != 1",
            duration(q),
            (delta ** (1 - m) - x_0 ** (1 - m)) / (kappa * c ** (q - 1)),
            given=(ANY_DEPTH, EXPONENT, Condition(sp.Ne(kappa, 0), why="kappa = 0 is m = 1, the other part")),
        ),
        Identity(
            "m = 1, which is q = L/(L-1)",
            duration(critical),
            sp.log(delta / x_0) / (L * c ** (critical - 1)),
            given=(DEPTH,),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Both sides vanish at delta = x_0 and grow as 1/(L delta^m c^(q-1))."""
    for part in claim.says:
        yield by_derivative(part, delta, at=x_0)
