"""Rich limit, q = 2 and L >= 3: R/sup R' is |x| up to a proved rate, so minimisers tend to those of the L1 norm."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, Potential, Size
from neversaddle.theory.language.symbols import L, lam, u
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Depth, positive
from neversaddle.theory.statement.kinds import ImproperIntegral, Inequality
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
from neversaddle.theory.statement.steps import Step, by_beta_integral, by_decay, by_integration, by_slopes
from neversaddle.theory.statement.tending import MinimisersTend

TWO = sp.Integer(2)
s, v = sp.symbols("s v", positive=True)
x, y, h = (f(L, TWO, lam, u) for f in (Size, OrbitTime, InverseMetric))
z, R = Size(L, TWO, lam, v), Potential(L, TWO, lam, v)
#: lambda^((L-2)/2) sup R' is a number; so scaled R is nearly a norm.
beta, scale = sp.beta(sp.S.Half, (L - 2) / TWO), lam ** ((L - 2) / TWO)
supremum = beta / (2 * scale)
value = R / supremum


def gap(size: sp.Expr) -> sp.Expr:
    """What R/sup R' lacks of |x|, at most."""
    return scale * L * size ** (2 / L) / (beta * (L - 2))


claim = Claim(
    id="rich-limit-l1",
    name="Rich limit of gradient flow from depth three on",
    source="Woodworth et al. 2020, where x(0) = 0; rate derived",
    fidelity=Fidelity.WEAKER,
    differs=(
        "minimisers of the potential, where the source has limits of the flow (bregman-projection); of products of L "
        "weights, where past depth two the source has u^D - v^D"
    ),
    uses=("metric-balanced",),
    given=(
        Depth(L, 3, "at L = 2 sup R' is infinite: R grows like |x| log |x|"),
        *positive(lam, why="lambda = 0 is the limit"),
        *positive(v),
    ),
    says=(
        Inequality("R from above", value, z),
        Inequality("R from below", z, value + gap(z)),
        MinimisersTend("minimisers", z, value, sp.S.Zero, v, s, s, lam, sp.S.Zero),
    ),
    expects=Verdict.PROVED,
    remark="For q = 2 and x_init = 0 the minimiser over Zx = Y is where the flow ends (bregman-projection).",
)

TOTAL = ImproperIntegral("sup R'", OrbitTime.rate(L, TWO, lam, s), s, supremum, L > 2)
MEANS = Inequality("weighted means", u ** ((L - 1) / L) * (u + lam) ** (1 / L), u + lam / L)
ABOVE = Inequality("R' from above", y, supremum)
BELOW = Inequality("R' from below", supremum - x ** (2 / L - 1) / (L - 2), y)


def prove(claim: Claim) -> Iterator[Step]:
    """dy = dx/h with h >= L |x|^(2-2/L), from infinity; then dR = y dx."""
    upper, lower, tend = claim.says
    dx, dz = (size * (L * t + lam) / (2 * t * (t + lam)) for size, t in ((x, u), (z, v)))
    yield by_beta_integral(TOTAL)
    yield by_slopes(MEANS, lam)
    yield by_decay(ABOVE, u, dx / h, TOTAL)
    yield by_decay(BELOW, u, dx * (u + lam) ** (L - 2) / (h * x ** (2 - 2 / L)), TOTAL, MEANS, u)
    yield by_integration(upper, v, dz / supremum, ABOVE, u)
    yield by_integration(lower, v, dz / supremum, BELOW, u)
    errors = {"below": sp.Lambda(s, gap(s)), "above": sp.Lambda(s, 0), "N": sp.Lambda(s, s)}
    between = settled(lower), settled(upper), continuity(), continuity(), normal_form()
    convex = convex_curve(OrbitTime(L, TWO, lam, v) / supremum, coefficients(), continuity())
    yield proves(tend, minimisers_tend(convex, theorem("squeeze", *between, **errors)))
