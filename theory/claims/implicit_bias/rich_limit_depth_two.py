"""Rich limit, q = L = 2: 2R is |x| log(1/lambda) plus an entropy, so minimisers tend to those of the L1 norm."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime, Potential, Size
from neversaddle.theory.language.symbols import lam, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, positive
from neversaddle.theory.statement.kinds import Inequality, NearMinimiser
from neversaddle.theory.statement.setting import LEAF
from neversaddle.theory.statement.steps import Step, by_chain, by_coefficients, by_integration, by_sandwich, by_stretch

TWO = sp.Integer(2)
x, y, R = (f(TWO, TWO, lam, u) for f in (Size, OrbitTime, Potential))
#: What 2R tends to: the L1 norm times log(1/lambda), an entropy, and lambda/2.
limit = x * (sp.log(4 * x) - sp.log(lam) - 1) + lam / 2
#: The edge of a box that holds x.
v = sp.Symbol("v", positive=True)
x_edge, y_edge = (f(TWO, TWO, lam, v) for f in (Size, OrbitTime))
gap = x * (1 + sp.log(x_edge) - sp.log(x))
BOX: tuple[Hypothesis, ...] = (
    *LEAF,
    *positive(v, why="X = x(v) > 0 bounds all coordinates"),
    Condition(u <= v, why="|x| <= X; R outgrows every norm: it is like |x| log |x|"),
)

claim = Claim(
    id="rich-limit-depth-two",
    name="Rich limit at depth two",
    source="Woodworth et al. 2020; rate derived",
    uses=("mirror-flow", "metric-balanced"),
    given=LEAF,
    says=(
        Inequality("R from above", 2 * R, limit),
        Inequality("R from below", limit, 2 * R + lam**2 / (16 * x)),
        NearMinimiser("its minimisers are nearly those of the L1 norm", 2 * R, 2 * y_edge * x, gap, u, (*LEAF, *BOX)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "2R'(X) = asinh(2X/lambda) (hypentropy), so the excess is at most k X/log(4X/lambda) for k coordinates. The "
        "first two parts also say which of several x of least L1 norm is the limit: that of least sum |x_j| log|x_j|."
    ),
)

#: |w_1| and |w_2| on the leaf, and at the edge.
a, b, c, d = (sp.sqrt(e) for e in (u, u + lam, v, v + lam))
#: 2y + log(lambda), and how far it lies above what it tends to, log(4|x|).
time, excess = sp.log((a + b) ** 2), sp.log((a + b) ** 2) - sp.log(4 * a * b)
bound = (a**2 + b**2) / (2 * a * b) - 1

ONE = Inequality("a gap of one", sp.S.Zero, sp.S.One)
MAP = Inequality("2y in closed form", 2 * y, time - sp.log(lam))
MAP_BACK = Inequality("2y in closed form, and back", MAP.right, MAP.left)
CLOSED = Inequality("2R in closed form", 2 * R, x * (time - sp.log(lam)) - u)
CLOSED_BACK = Inequality("2R in closed form, and back", CLOSED.right, CLOSED.left)
ABOVE = Inequality("2y + log(lambda) from above", excess, bound)
BELOW = Inequality("2y + log(lambda) from below", bound, excess + lam**2 / (16 * x**2))
TANGENT = Inequality("R <= x R'", 2 * R, 2 * x * y)
NEAR = Inequality("x R' - R <= x/2", 2 * x * y - x, 2 * R)
RISING = Inequality("R' at the edge", 2 * y, 2 * y_edge, given=BOX)
SLOWLY = Inequality("R' grows less than a logarithm", 2 * y_edge - 2 * y, sp.log(x_edge) - sp.log(x), given=BOX)
UPPER = Inequality("the norm from below", 2 * R, 2 * y_edge * x, given=BOX)
LOWER = Inequality("the norm from above", 2 * y_edge * x - gap, 2 * R, given=BOX)


def prove(claim: Claim) -> Iterator[Step]:
    """Both weights give y and R in closed form, what they lack of their limits grows with lambda; and y with |x|."""
    above, below, norm = claim.says
    dx, apart = x * (2 * u + lam) / (2 * u * (u + lam)), lam / (a + b)
    yield by_coefficients(ONE)
    yield by_integration(MAP, u, sp.S.Zero, ONE, u)
    yield by_integration(MAP_BACK, u, sp.S.Zero, ONE, u)
    yield by_integration(CLOSED, u, dx, MAP, u)
    yield by_integration(CLOSED_BACK, u, dx, MAP_BACK, u)
    yield by_integration(ABOVE, lam, apart * (a**2 + b**2) / (4 * a * b**3 * (a + b)), ONE, lam)
    yield by_integration(BELOW, lam, apart**3 * (a**2 + b**2) / (16 * a**2 * b**4 * (a + b)), ONE, lam)
    yield by_chain(above, CLOSED, ABOVE, x)
    yield by_chain(below, CLOSED_BACK, BELOW, x)
    yield by_integration(TANGENT, u, sp.S.One, ONE, u)
    yield by_integration(NEAR, u, apart**2 / (2 * a * b), ONE, u)
    yield by_stretch(RISING, u, v, 1 / x_edge)
    yield by_stretch(SLOWLY, u, v, lam**2 / (2 * c**2 * d**2 * (c + d) ** 2))
    yield by_chain(UPPER, TANGENT, RISING, x)
    yield by_chain(LOWER, NEAR, SLOWLY, x)
    yield by_sandwich(norm, LOWER, UPPER)
