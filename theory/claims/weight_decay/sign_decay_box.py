"""Sign flow with decoupled decay and no reparametrization: f is minimised on the box |x|_inf <= 1/alpha."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import alpha
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.motion.steepest import DRIVE, WEIGHT, WIDTH, DiagonalNetwork, Steepest
from neversaddle.theory.statement.balanced import at_weight
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Convex, Depth, Place, Sign
from neversaddle.theory.statement.model import i, j
from neversaddle.theory.statement.order_proofs import middle, multiple
from neversaddle.theory.statement.points import AtLimits, AtPoints, AtRest, FirstOrder, LeastInBox
from neversaddle.theory.statement.proofs import assumption, chain_rule, coefficients, proves, theorem
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step

flow = Steepest(DiagonalNetwork(sp.S.One), sp.S.One, alpha, steady=True)
edge, size = 1 / alpha, sp.Abs(WEIGHT[i, j])
CONVEX = (Convex(why="another loss may be stationary where it is not least"),)

claim = Claim(
    id="sign-decay-box",
    name="Box of sign flow with decay",
    source="Xie & Li 2024 (limit of AdamW)",
    fidelity=Fidelity.EXTRA,
    differs="sign flow, where the source has AdamW; that it converges is assumed by both",
    given=(Depth(WIDTH, 1), Sign(alpha, "positive", "without decay there is no box")),
    says=(
        AtPoints("rest", AtRest(), FirstOrder(edge), flow),
        AtPoints("rest under a convex loss", AtRest(), LeastInBox(edge), flow, given=CONVEX),
        AtLimits("limits", FirstOrder(edge), flow),
        AtLimits("limits under a convex loss", LeastInBox(edge), flow, given=CONVEX),
        Along(
            "the box attracts",
            size - edge,
            Order.AT_MOST,
            (Initially(size) - edge) * sp.exp(-alpha * TIME),
            flow,
            given=(Place(i, sp.S.One), Place(j, WIDTH)),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """-alpha x is in Sign(c) iff x is in the box and c does not push into it; |x| falls where alpha |x| > 1."""
    rest, least, limits, minimised, attraction = claim.says
    first_order = at_weight(multiple(alpha), multiple(-alpha))
    minimum = theorem("convex-minimum", first_order, radius=edge)
    yield proves(rest, first_order)
    yield proves(least, minimum)
    yield proves(limits, theorem("limit-at-rest", first_order))
    yield proves(minimised, theorem("limit-at-rest", minimum))
    drive = DRIVE[j]
    bounded = middle(sp.Abs(drive) - alpha * size, coefficients(), assumption())
    rate = -drive * sp.sign(WEIGHT[i, j]) - alpha * size
    yield proves(attraction, theorem("groenwall", chain_rule(), bounded, Q=size, r=rate, rho=alpha, low=edge))
