"""Read off the coordinates one by one: a mirror flow of each would be a mirror flow of all."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.gradient_flows import ConvexGradient
from neversaddle.theory.statement.hypotheses import nonzero, real

u_1, u_2, v = sp.symbols("u_1 u_2 v", real=True)

claim = Claim(
    id="commuting-each",
    name="Mirror flow coordinate by coordinate",
    source="the orbit theorem read coordinate by coordinate, without its hypothesis that no weights are shared",
    says=(
        ConvexGradient("v u_1 alone", sp.Tuple(v * u_1), sp.Tuple(u_1, v)),
        ConvexGradient("v u_1 and v u_2 together", sp.Tuple(v * u_1, v * u_2), sp.Tuple(u_1, u_2, v)),
    ),
    given=(*real(u_1, u_2), *nonzero(v, why="at v = 0 the gradients of both coordinates are parallel")),
    expects=Verdict.REFUTED,
    remark=(
        "Together x is no function of y, wherever some weight is not zero: claim commuting-negative. Azulay et al. "
        "2021 get a mirror flow for x = v u in a time of its own."
    ),
)
