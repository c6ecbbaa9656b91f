"""Rich limit, m < 1: as lambda -> 0 the potential is the power |x|^(2-m) of the balanced leaf, at a proved rate."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, Size
from neversaddle.theory.language.symbols import L, kappa, lam, m, q, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive
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
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_chain, by_integration, by_ratios, by_slopes
from neversaddle.theory.statement.tending import MinimisersTend

s, v = sp.symbols("s v", positive=True)
x, y = Size(L, q, lam, u), OrbitTime(L, q, lam, u)
slope, rate = x ** (1 - m) / kappa, lam ** (kappa / q) / kappa
#: Scaled by kappa (2 - m), the potential is nearly a power.
z, R = Size(L, q, lam, v), kappa * (2 - m) * Potential(L, q, lam, v)
power = 2 - m


def gap(size: sp.Expr) -> sp.Expr:
    """What the scaled potential lacks of the power, at most."""
    return (2 - m) * lam ** (kappa / q) * size


claim = Claim(
    id="rich-limit",
    name="Rich limit",
    source="derived; rich regime: Woodworth et al. 2020",
    uses=("potential-balanced",),
    given=(
        ANY_DEPTH,
        EXPONENT,
        Condition(kappa > 0, why="m < 1; for m >= 1 the slope of the power is not bounded at x = 0"),
        *positive(lam, why="lambda = 0 is the limit"),
        *positive(v),
    ),
    says=(
        Inequality("R from above", R, z**power),
        Inequality("R from below", z**power, R + gap(z)),
        MinimisersTend("minimisers", z, R, sp.S.Zero, v, s**power, s, lam, sp.S.Zero),
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


def prove(claim: Claim) -> Iterator[Step]:
    """dy/du lies between the rates of the two powers; then dR = y dx."""
    upper, lower, tend = claim.says
    yield by_slopes(HIGH, u)
    yield by_slopes(LOW, u)
    yield by_ratios(FIRST)
    yield by_ratios(OTHERS)
    yield by_chain(ABOVE, HIGH, FIRST)
    yield by_chain(BELOW, LOW, OTHERS)
    dz = kappa * (2 - m) * z * (L * v + lam) / (q * v * (v + lam))
    yield by_integration(upper, v, dz, ABOVE, u)
    yield by_integration(lower, v, dz, BELOW, u)
    errors = {"below": sp.Lambda(s, gap(s)), "above": sp.Lambda(s, 0), "N": sp.Lambda(s, s**power)}
    between = settled(lower), settled(upper), continuity(), continuity(), normal_form()
    convex = convex_curve(kappa * (2 - m) * OrbitTime(L, q, lam, v), coefficients(), continuity())
    yield proves(tend, minimisers_tend(convex, theorem("squeeze", *between, **errors)))
