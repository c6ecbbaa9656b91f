"""Rich limit, q = 2 and L >= 3: R/sup R' is |x| up to a proved rate, so minimisers tend to those of the L1 norm."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime, Potential, Size
from neversaddle.theory.language.symbols import L, lam, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, Sign, positive
from neversaddle.theory.statement.kinds import ImproperIntegral, Inequality, NearMinimiser
from neversaddle.theory.statement.steps import Step, by_beta_integral, by_decay, by_integration, by_sandwich, by_slopes

TWO = sp.Integer(2)
s, v = sp.Symbol("s", positive=True), sp.Symbol("v", nonnegative=True)
x, y, h = (f(L, TWO, lam, u) for f in (Size, OrbitTime, InverseMetric))
z, R = Size(L, TWO, lam, v), Potential(L, TWO, lam, v)
#: lambda^((L-2)/2) sup R' is a number; so scaled R is nearly a norm.
beta, scale = sp.beta(sp.S.Half, (L - 2) / TWO), lam ** ((L - 2) / TWO)
supremum = beta / (2 * scale)
gap = scale * L * z ** (2 / L) / (2 * (L - 2))
SIZE = Sign(v, "nonnegative", "v = |w_1|^q may be 0, too")

claim = Claim(
    id="rich-limit-l1",
    name="Rich limit and least absolute norm",
    source="Woodworth et al. 2020; rate derived",
    uses=("mirror-flow", "metric-balanced"),
    given=(
        Depth(L, 3, "at L = 2 sup R' is infinite: R grows like |x| log |x|"),
        *positive(lam, why="lambda = 0 is the limit"),
        SIZE,
    ),
    says=(
        Inequality("R from below", beta * z / 2, scale * R + gap),
        NearMinimiser(
            "its minimisers are nearly those of the L1 norm, which it does not exceed",
            scale * R,
            beta * z / 2,
            gap,
            v,
            given=(SIZE,),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The excess in the L1 norm is at most the sum of the gaps over sup R', which is of order lambda^((L-2)/2). For "
        "x_init = 0 the minimiser over Zx = Y is where the flow ends (bregman-projection)."
    ),
)

TOTAL = ImproperIntegral("sup R'", OrbitTime.rate(L, TWO, lam, s), s, supremum, L > 2)
MEANS = Inequality("weighted means", u ** ((L - 1) / L) * (u + lam) ** (1 / L), u + lam / L)
ABOVE = Inequality("R' from above", y, supremum)
BELOW = Inequality("R' from below", supremum - x ** (2 / L - 1) / (L - 2), y)
UPPER = Inequality("R from above", scale * R, beta * z / 2)


def prove(claim: Claim) -> Iterator[Step]:
    """dy = dx/h with h >= L |x|^(2-2/L), from infinity; then dR = y dx."""
    lower, norm = claim.says
    dx, dz = (size * (L * t + lam) / (2 * t * (t + lam)) for size, t in ((x, u), (z, v)))
    yield by_beta_integral(TOTAL)
    yield by_slopes(MEANS, lam)
    yield by_decay(ABOVE, u, dx / h, TOTAL)
    yield by_decay(BELOW, u, dx * (u + lam) ** (L - 2) / (h * x ** (2 - 2 / L)), TOTAL, MEANS, u)
    yield by_integration(UPPER, v, scale * dz, ABOVE, u)
    yield by_integration(lower, v, scale * dz, BELOW, u)
    yield by_sandwich(norm, lower, UPPER)
