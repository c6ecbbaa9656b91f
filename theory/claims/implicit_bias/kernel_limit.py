"""Kernel limit: as lambda -> oo the potential is |x|^2/2 after scaling, and its minimisers tend to those of that."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, Potential, Size
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.proofs import (
    coefficients,
    continuity,
    convex_curve,
    minimisers_tend,
    normal_form,
    proves,
    settled,
    theorem,
)
from neversaddle.theory.statement.setting import ANY_DEPTH, ANY_EXPONENT, BALANCE
from neversaddle.theory.statement.steps import Step, by_chain, by_integration, by_monotonicity, by_ratios
from neversaddle.theory.statement.tending import MinimisersTend

u, s = sp.symbols("u s", positive=True)
x, h = Size(L, q, lam, u), InverseMetric(L, q, lam, u)
y, R = (lam ** (L - 1) * f(L, q, lam, u) for f in (OrbitTime, Potential))


def gap(size: sp.Expr) -> sp.Expr:
    """What the scaled potential lacks of |x|^2/2, at most."""
    return 2 * (L - 1) * size ** (2 + q) / ((1 + q) * (2 + q) * lam**L)


claim = Claim(
    id="kernel-limit",
    name="Kernel limit",
    source="Woodworth et al. 2020, where x(0) = 0; rate derived",
    fidelity=Fidelity.WEAKER,
    differs=(
        "minimisers of the potential, where the source has limits of the flow (bregman-projection); of products of L "
        "weights, where past depth two the source has u^D - v^D"
    ),
    uses=("metric-balanced",),
    given=(ANY_DEPTH, ANY_EXPONENT, *BALANCE, *positive(u)),
    says=(
        Inequality("R from above", R, x**2 / 2),
        Inequality("R from below", x**2 / 2, R + gap(x)),
        MinimisersTend("minimisers", x, R, sp.S.Zero, u, s**2 / 2, s, lam, sp.oo),
    ),
    expects=Verdict.PROVED,
    remark="For q = 2 and x_init = 0 the minimiser over Zx = Y is where the flow ends (bregman-projection).",
)

LEAST = Inequality("the metric is least at x = 0", lam ** (L - 1), h)
RATE = Inequality("it grows from there at a bounded rate", h - lam ** (L - 1), 2 * (L - 1) * u * h / lam)
POWER = Inequality("the weights only grow with u", lam ** (L - 1), (u + lam) ** (L - 1))
BOTH = Inequality("both", h - lam ** (L - 1), 2 * (L - 1) * u * (u + lam) ** (L - 1) * h / lam**L)
ABOVE = Inequality("y from above", y, x)
BELOW = Inequality("y from below", x - 2 * (L - 1) * x ** (1 + q) / ((1 + q) * lam**L), y)


def prove(claim: Claim) -> Iterator[Step]:
    """dy = dx/h and dR = y dx, integrated from x = 0."""
    upper, lower, tend = claim.says
    dx = x * (L * u + lam) / (q * u * (u + lam))
    yield by_monotonicity(LEAST, u)
    yield by_monotonicity(RATE, u)
    yield by_ratios(POWER)
    yield by_chain(BOTH, RATE, POWER, 2 * (L - 1) * u * h / lam**L)
    yield by_integration(ABOVE, u, dx / h, LEAST, u)
    yield by_integration(BELOW, u, dx / h, BOTH, u)
    yield by_integration(upper, u, dx, ABOVE, u)
    yield by_integration(lower, u, dx, BELOW, u)
    errors = {"below": sp.Lambda(s, gap(s)), "above": sp.Lambda(s, 0), "N": sp.Lambda(s, s**2 / 2)}
    between = settled(lower), settled(upper), continuity(), continuity(), normal_form()
    yield proves(
        tend, minimisers_tend(convex_curve(y, coefficients(), continuity()), theorem("squeeze", *between, **errors))
    )
