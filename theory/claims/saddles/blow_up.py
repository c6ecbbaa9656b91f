"""Blow-up: past m = 1 a constant force takes x to infinity in finite time, on the balanced leaf and on any other."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.language.symbols import L, kappa, lam, m, q, u_0
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.kinds import ImproperIntegral
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_tails

s = sp.Symbol("s", positive=True)
x_0, c = sp.symbols("x_0 c", positive=True)
#: The claim dual-range.
largest = lam ** (kappa / q) * sp.beta(1 / q, -kappa / q) / q

claim = Claim(
    id="blow-up",
    name="Blow-up",
    source="derived",
    uses=("metric-exponent", "dual-range"),
    given=(ANY_DEPTH, EXPONENT, *positive(c, why="with no force nothing moves")),
    says=(
        ImproperIntegral(
            "lambda = 0: the time from x_0 to infinity",
            1 / (L * s**m * c ** (q - 1)),
            s,
            x_0 ** (1 - m) / (-kappa * c ** (q - 1)),
            kappa < 0,
            low=x_0,
            given=positive(x_0, why="at x = 0 the metric vanishes"),
        ),
        ImproperIntegral(
            "lambda > 0: the time from u_0 to infinity",
            OrbitTime.rate(L, q, lam, s) / c ** (q - 1),
            s,
            (largest - OrbitTime(L, q, lam, u_0)) / c ** (q - 1),
            kappa < 0,
            low=u_0,
            given=positive(lam, u_0, why="lambda = 0 is the other part; u_0 = 0 is dual-range"),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """1 - m = kappa/L, and dy/du is comparable to u^(kappa/q - 1) at infinity."""
    for part in claim.says:
        yield by_tails(part)
