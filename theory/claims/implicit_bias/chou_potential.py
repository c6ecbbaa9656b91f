"""Deep factorisation: from equal weights gradient flow has the potential (x log x - x)/2, or -L/(2(L-2)) x^(2/L)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, m, q, x
from neversaddle.theory.motion.flow import FORCE, on_leaf
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, positive, real
from neversaddle.theory.statement.kinds import Evolves, Identity
from neversaddle.theory.statement.steps import Step, by_normal_form, by_rate

TWO = sp.Integer(2)
DEEP = Depth(L, 3, why="at depth two the power is replaced by x log x")
shallow, deep = on_leaf(TWO, TWO, sp.S.Zero), on_leaf(L, TWO, sp.S.Zero)
(w,) = deep.weights
MOVING = (*positive(w, why="equal weights of one sign; at w = 0 nothing moves"), *real(FORCE))
POINT = positive(x, why="x = w^L > 0")

entropy = (x * sp.log(x) - x) / 2
power = L / (2 * (2 - L)) * x ** (2 / L)
#: R' of each, at the point of the weights.
logarithm, slope = sp.log(x) / 2, x ** (2 / L - 1) / (2 - L)

claim = Claim(
    id="chou-potential",
    name="Potential of Chou, Maly and Rauhut",
    source="Chou, Maly & Rauhut 2021, More is less: inducing sparsity via overparameterization, Bregman function F "
    "[reported]",
    uses=("potential-balanced",),
    says=(
        Identity("L = 2: the mirror map is log(x)/2", sp.Derivative(entropy, x), logarithm, POINT),
        Identity("L > 2: it is x^(2/L-1)/(2-L)", sp.Derivative(power, x), slope, (DEEP, *POINT)),
        Evolves("L = 2: it moves at the rate -f'", logarithm.subs(x, w**2), -FORCE, shallow, MOVING),
        Evolves("L > 2: it moves at the rate -f'", slope.subs(x, w**L), -FORCE, deep, (DEEP, *MOVING)),
        Identity(
            "the potential of claim potential-balanced at q = 2",
            power,
            x ** (2 - m.subs(q, 2)) / (L * (1 - m.subs(q, 2)) * (2 - m.subs(q, 2))),
            (DEEP, *POINT),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "As x_0 -> 0 the divergence D_R(x, x_0) is to leading order x times -R'(x_0): the flow's limit has almost the "
        "least sum of x. For L > 2 R is negative and decreasing, but convex all the same."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """Differentiate, and apply the chain rule on x = w^L."""
    entropy_map, power_map, entropy_flow, power_flow, balanced = claim.says
    yield by_normal_form(entropy_map)
    yield by_normal_form(power_map)
    yield by_rate(entropy_flow)
    yield by_rate(power_flow)
    yield by_normal_form(balanced)
