"""Rich limit, m < 1: as lambda -> 0 the potential is the power |x|^(2-m) of the balanced leaf, at a proved rate."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, Size
from neversaddle.theory.language.symbols import L, kappa, lam, m, q, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Sign, positive
from neversaddle.theory.statement.kinds import Inequality, NearMinimiser
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_chain, by_integration, by_ratios, by_sandwich, by_slopes

v = sp.Symbol("v", nonnegative=True)
x, y = Size(L, q, lam, u), OrbitTime(L, q, lam, u)
slope, rate = x ** (1 - m) / kappa, lam ** (kappa / q) / kappa
#: Scaled by kappa (2 - m), the potential is nearly a power.
z, R = Size(L, q, lam, v), kappa * (2 - m) * Potential(L, q, lam, v)
power, gap = z ** (2 - m), (2 - m) * lam ** (kappa / q) * z
SIZE = Sign(v, "nonnegative", "v = |w_1|^q")

claim = Claim(
    id="rich-limit",
    name="Rich limit",
    source="derived; rich regime: Woodworth et al. 2020",
    uses=("mirror-flow", "potential-balanced"),
    given=(
        ANY_DEPTH,
        EXPONENT,
        Condition(kappa > 0, why="m < 1; for m >= 1 the slope of the power is not bounded at x = 0"),
        *positive(lam, why="lambda = 0 is the limit"),
        SIZE,
    ),
    says=(
        Inequality("R from below", power, R + gap),
        NearMinimiser(
            "its minimisers are nearly those of the power, which it does not exceed", R, power, gap, v, given=(SIZE,)
        ),
    ),
    expects=Verdict.PROVED,
    remark="For q = 2 this is L = 1; where q < 2 flows do not end at such minimisers (bregman-projection-steepest).",
)

HIGH = Inequality("time in u, from above", y, u ** (kappa / q) / kappa)
LOW = Inequality("time in u, from below", (u + lam) ** (kappa / q) / kappa - rate, y)
FIRST = Inequality("|w_1|^L <= |x|", u ** (kappa / q) / kappa, slope)
OTHERS = Inequality("|x| <= |w_2|^L", slope, (u + lam) ** (kappa / q) / kappa)
ABOVE = Inequality("R' from above", y, slope)
BELOW = Inequality("R' from below", slope - rate, y)
UPPER = Inequality("R from above", R, power)


def prove(claim: Claim) -> Iterator[Step]:
    """dy/du lies between the rates of the two powers; then dR = y dx."""
    lower, norm = claim.says
    yield by_slopes(HIGH, u)
    yield by_slopes(LOW, u)
    yield by_ratios(FIRST)
    yield by_ratios(OTHERS)
    yield by_chain(ABOVE, HIGH, FIRST)
    yield by_chain(BELOW, LOW, OTHERS)
    dz = kappa * (2 - m) * z * (L * v + lam) / (q * v * (v + lam))
    yield by_integration(UPPER, v, dz, ABOVE, u)
    yield by_integration(lower, v, dz, BELOW, u)
    yield by_sandwich(norm, lower, UPPER)
