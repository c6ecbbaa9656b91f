"""Rich limit, q = L = 2: 2R is |x| log(1/lambda) and an entropy, so that minimisers tend to those of the L1 norm."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, Size
from neversaddle.theory.language.symbols import lam, u
from neversaddle.theory.statement import product_of_two
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Range, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.order_proofs import specialisation
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
from neversaddle.theory.statement.steps import Step, by_chain, by_coefficients, by_integration
from neversaddle.theory.statement.tending import EvenConvex, MinimisersTend

TWO = sp.Integer(2)
x, y, R = (f(TWO, TWO, lam, u) for f in (Size, OrbitTime, Potential))
#: tau = log(1/lambda), by which 2R is divided.
s, t = sp.symbols("s tau", positive=True)


def limit(size: sp.Expr) -> sp.Expr:
    """What 2R tends to: the L1 norm times log(1/lambda), an entropy, and lambda/2."""
    return size * (sp.log(4 * size) - sp.log(lam) - 1) + lam / 2


def above_norm(size: sp.Expr) -> sp.Expr:
    """What 2R/t exceeds |x| by, at most."""
    return (sp.S.Half + size * (sp.log(4 * size) - 1)) / t


def below_norm(size: sp.Expr) -> sp.Expr:
    """What it lacks of |x|, at most."""
    return (1 / (16 * size) - size * (sp.log(4 * size) - 1)) / t


#: The leaf lambda = exp(-tau).
x_t, R_t = (f(TWO, TWO, sp.exp(-t), u) for f in (Size, Potential))

claim = Claim(
    id="rich-limit-depth-two",
    name="Rich limit of gradient flow at depth two",
    source="Woodworth et al. 2020, where x(0) = 0; rate derived",
    fidelity=Fidelity.FAITHFUL,
    differs="in two parts: the flow's limit is the only minimiser, and minimisers tend to those of the L1 norm",
    uses=("metric-balanced",),
    given=(*positive(lam, why="lambda = 0 is the limit"), *positive(u, t)),
    says=(
        Inequality("R from above", 2 * R, limit(x)),
        Inequality("R from below", limit(x), 2 * R + lam**2 / (16 * x)),
        product_of_two.ENDS,
        product_of_two.SAME,
        MinimisersTend("minimisers", x_t, 2 * R_t / t, sp.S.Zero, u, s, s, t, sp.oo),
    ),
    expects=Verdict.PROVED,
)

#: |w_1| and |w_2| on the leaf.
a, b = sp.sqrt(u), sp.sqrt(u + lam)
#: 2y + log(lambda), and how far it lies above what it tends to, log(4|x|).
time, excess = sp.log((a + b) ** 2), sp.log((a + b) ** 2) - sp.log(4 * a * b)
bound = (a**2 + b**2) / (2 * a * b) - 1
SMALL = (Range(lam, sp.S.Zero, sp.S.One, open_low=True, open_high=True),)
CONVEX = EvenConvex("2R/t", x, 2 * R / t, sp.S.Zero, u, given=positive(lam))

ZERO = Inequality("no gap", sp.S.Zero, sp.S.Zero)
ONE = Inequality("a gap of one", sp.S.Zero, sp.S.One)
MAP = Inequality("2y in closed form", 2 * y, time - sp.log(lam))
MAP_BACK = Inequality("2y in closed form, and back", MAP.right, MAP.left)
CLOSED = Inequality("2R in closed form", 2 * R, x * (time - sp.log(lam)) - u)
CLOSED_BACK = Inequality("2R in closed form, and back", CLOSED.right, CLOSED.left)
ABOVE = Inequality("2y + log(lambda) from above", excess, bound)
BELOW = Inequality("2y + log(lambda) from below", bound, excess + lam**2 / (16 * x**2))
#: What is left out where lambda < 1, and the norm times log(1/lambda).
REST_ABOVE = Inequality("left out above", lam / 2, sp.S.Half, given=SMALL)
REST_BELOW = Inequality("left out below", sp.S.Zero, (1 - lam**2) / (16 * x) + lam / 2, given=SMALL)
norm = -x * sp.log(lam)
UPPER = Inequality("the norm from below", 2 * R, norm + t * above_norm(x), given=SMALL)
LOWER = Inequality("the norm from above", norm, 2 * R + t * below_norm(x), given=SMALL)
UPPER_SCALED = Inequality("scaled, from below", 2 * R / t, norm / t + above_norm(x), given=SMALL)
LOWER_SCALED = Inequality("scaled, from above", norm / t, 2 * R / t + below_norm(x), given=SMALL)


def prove(claim: Claim) -> Iterator[Step]:
    """Both weights give y and R in closed form, and what they lack of their limits grows with lambda."""
    above, below, *_, tend = claim.says
    dx, apart = x * (2 * u + lam) / (2 * u * (u + lam)), lam / (a + b)
    yield from product_of_two.of_the_flow()
    yield from map(by_coefficients, (ZERO, ONE))
    yield by_integration(MAP, u, sp.S.Zero, ONE, u)
    yield by_integration(MAP_BACK, u, sp.S.Zero, ONE, u)
    yield by_integration(CLOSED, u, dx, MAP, u)
    yield by_integration(CLOSED_BACK, u, dx, MAP_BACK, u)
    yield by_integration(ABOVE, lam, apart * (a**2 + b**2) / (4 * a * b**3 * (a + b)), ONE, lam)
    yield by_integration(BELOW, lam, apart**3 * (a**2 + b**2) / (16 * a**2 * b**4 * (a + b)), ONE, lam)
    yield by_chain(above, CLOSED, ABOVE, x)
    yield by_chain(below, CLOSED_BACK, BELOW, x)
    yield from map(by_coefficients, (REST_ABOVE, REST_BELOW))
    yield by_chain(UPPER, above, REST_ABOVE)
    yield by_chain(LOWER, below, REST_BELOW)
    yield by_chain(UPPER_SCALED, ZERO, UPPER, 1 / t)
    yield by_chain(LOWER_SCALED, ZERO, LOWER, 1 / t)
    convex = specialisation(CONVEX, lam, sp.exp(-t), convex_curve(2 * y / t, coefficients(), continuity()))
    bounds = (specialisation(part, lam, sp.exp(-t), settled(part)) for part in (LOWER_SCALED, UPPER_SCALED))
    errors = {"below": sp.Lambda(s, below_norm(s)), "above": sp.Lambda(s, above_norm(s)), "N": sp.Lambda(s, s)}
    between = theorem("squeeze", *bounds, continuity(), continuity(), normal_form(), **errors)
    yield proves(tend, minimisers_tend(convex, between))
