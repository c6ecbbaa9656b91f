"""Rich limit, q = L = 2: 2R is |x| log(1/lambda) plus an entropy, so minimisers tend to those of the L1 norm."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, Size
from neversaddle.theory.language.symbols import lam, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Range, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.steps import Step, by_chain, by_coefficients, by_integration
from neversaddle.theory.statement.tending import MinimisersTend

TWO = sp.Integer(2)
x, y, R = (f(TWO, TWO, lam, u) for f in (Size, OrbitTime, Potential))
#: 2R(x)/log(1/lambda).
value = 2 * R / -sp.log(lam)
s = sp.Symbol("s", positive=True)


def limit(size: sp.Expr) -> sp.Expr:
    """What 2R tends to: the L1 norm times log(1/lambda), an entropy, and lambda/2."""
    return size * (sp.log(4 * size) - sp.log(lam) - 1) + lam / 2


claim = Claim(
    id="rich-limit-depth-two",
    name="Rich limit of gradient flow at depth two",
    source="Woodworth et al. 2020; rate derived",
    uses=("mirror-flow", "metric-balanced"),
    given=(
        Range(lam, sp.S.Zero, sp.S.One, open_low=True, open_high=True, why="lambda = 0 is the limit"),
        *positive(u, why="u = |w_1|^2 is a size"),
    ),
    says=(
        Inequality("R from above", 2 * R, limit(x)),
        Inequality("R from below", limit(x), 2 * R + lam**2 / (16 * x)),
        MinimisersTend("minimisers", x, value, sp.S.Zero, u, s, s, lam, sp.S.Zero),
    ),
    expects=Verdict.PROVED,
    remark="For x_init = 0 the minimiser over Zx = Y is where the flow ends (bregman-projection).",
)

#: |w_1| and |w_2| on the leaf, and at the edge.
a, b, c, d = (sp.sqrt(e) for e in (u, u + lam, v, v + lam))
#: 2y + log(lambda), and how far it lies above what it tends to, log(4|x|).
time, excess = sp.log((a + b) ** 2), sp.log((a + b) ** 2) - sp.log(4 * a * b)
bound = (a**2 + b**2) / (2 * a * b) - 1

ZERO = Inequality("no gap", sp.S.Zero, sp.S.Zero)
ONE = Inequality("a gap of one", sp.S.Zero, sp.S.One)
MAP = Inequality("2y in closed form", 2 * y, time - sp.log(lam))
MAP_BACK = Inequality("2y in closed form, and back", MAP.right, MAP.left)
CLOSED = Inequality("2R in closed form", 2 * R, x * (time - sp.log(lam)) - u)
CLOSED_BACK = Inequality("2R in closed form, and back", CLOSED.right, CLOSED.left)
ABOVE = Inequality("2y + log(lambda) from above", excess, bound)
BELOW = Inequality("2y + log(lambda) from below", bound, excess + lam**2 / (16 * x**2))
SCALED_ABOVE = Inequality("scaled, from above", value, x + (limit(x) + x * sp.log(lam)) / -sp.log(lam))
SCALED_BELOW = Inequality(
    "scaled, from below", x, value - (limit(x) + x * sp.log(lam) - lam**2 / (16 * x)) / -sp.log(lam)
)


def prove(claim: Claim) -> Iterator[Step]:
    """Both weights give y and R in closed form, what they lack of their limits grows with lambda; and y with |x|."""
    above, below, tend = claim.says
    dx, apart = x * (2 * u + lam) / (2 * u * (u + lam)), lam / (a + b)
    yield by_coefficients(ZERO)
    yield by_coefficients(ONE)
    yield by_integration(MAP, u, sp.S.Zero, ONE, u)
    yield by_integration(MAP_BACK, u, sp.S.Zero, ONE, u)
    yield by_integration(CLOSED, u, dx, MAP, u)
    yield by_integration(CLOSED_BACK, u, dx, MAP_BACK, u)
    yield by_integration(ABOVE, lam, apart * (a**2 + b**2) / (4 * a * b**3 * (a + b)), ONE, lam)
    yield by_integration(BELOW, lam, apart**3 * (a**2 + b**2) / (16 * a**2 * b**4 * (a + b)), ONE, lam)
    yield by_chain(above, CLOSED, ABOVE, x)
    yield by_chain(below, CLOSED_BACK, BELOW, x)
    yield by_chain(SCALED_ABOVE, ZERO, above, 1 / -sp.log(lam))
    yield by_chain(SCALED_BELOW, ZERO, below, 1 / -sp.log(lam))
