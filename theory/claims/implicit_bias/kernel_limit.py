"""Kernel limit: as lambda -> oo the potential is |x|^2/2 after scaling, and its minimisers those of the L2 norm."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, Potential, Size
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Inequality, NearMinimiser
from neversaddle.theory.statement.setting import ANY_DEPTH, BALANCE, EXPONENT
from neversaddle.theory.statement.steps import Step, by_chain, by_integration, by_monotonicity, by_ratios, by_sandwich

u = sp.Symbol("u", nonnegative=True)
x, h = Size(L, q, lam, u), InverseMetric(L, q, lam, u)
y, R = (lam ** (L - 1) * f(L, q, lam, u) for f in (OrbitTime, Potential))
gap = 2 * (L - 1) * x ** (2 + q) / ((1 + q) * (2 + q) * lam**L)
SIZE = Sign(u, "nonnegative", "u = |w_1|^q, and |x| grows with it from 0")

claim = Claim(
    id="kernel-limit",
    name="Kernel limit",
    source="Woodworth et al. 2020; rate derived",
    uses=("mirror-flow", "metric-balanced"),
    given=(ANY_DEPTH, EXPONENT, *BALANCE, SIZE),
    says=(
        Inequality("R from below", x**2 / 2, R + gap),
        NearMinimiser("its minimisers are nearly those of the L2 norm", R, x**2 / 2, gap, u, given=(SIZE,)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "For q = 2 and x_init = 0 the minimiser over Zx = Y is where the flow ends (bregman-projection). For L = 1 "
        "there is nothing to do: R = |x|^2/2."
    ),
)

LEAST = Inequality("the metric is least at x = 0", lam ** (L - 1), h)
RATE = Inequality("it grows from there at a bounded rate", h - lam ** (L - 1), 2 * (L - 1) * u * h / lam)
POWER = Inequality("the weights only grow with u", lam ** (L - 1), (u + lam) ** (L - 1))
BOTH = Inequality("both", h - lam ** (L - 1), 2 * (L - 1) * u * (u + lam) ** (L - 1) * h / lam**L)
ABOVE = Inequality("y from above", y, x)
BELOW = Inequality("y from below", x - 2 * (L - 1) * x ** (1 + q) / ((1 + q) * lam**L), y)
UPPER = Inequality("R from above", R, x**2 / 2)


def prove(claim: Claim) -> Iterator[Step]:
    """dy = dx/h and dR = y dx, integrated from x = 0."""
    lower, norm = claim.says
    dx = x * (L * u + lam) / (q * u * (u + lam))
    yield by_monotonicity(LEAST, u)
    yield by_monotonicity(RATE, u)
    yield by_ratios(POWER)
    yield by_chain(BOTH, RATE, POWER, 2 * (L - 1) * u * h / lam**L)
    yield by_integration(ABOVE, u, dx / h, LEAST, u)
    yield by_integration(BELOW, u, dx / h, BOTH, u)
    yield by_integration(UPPER, u, dx, ABOVE, u)
    yield by_integration(lower, u, dx, BELOW, u)
    yield by_sandwich(norm, lower, UPPER)
