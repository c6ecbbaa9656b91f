"""Sign flow with decoupled decay and no reparametrization: f is minimised on the box |x|_inf <= 1/alpha."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import alpha
from neversaddle.theory.motion.flow import FORCE, SteepestFlow
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Sign, real
from neversaddle.theory.statement.kinds import Evolves, Identity
from neversaddle.theory.statement.steps import Step, by_normal_form, by_rate

x = sp.Symbol("x", real=True)
flow = SteepestFlow(sp.S.One, (x,), sp.S.One, alpha, sp.S.One)

claim = Claim(
    id="sign-decay-box",
    name="Box of sign flow with decay",
    source="Xie & Li 2024 (limit of AdamW)",
    uses=("steepest-direction",),
    given=(Sign(alpha, "positive", "without decay there is no box"),),
    says=(
        Identity(
            "at rest s = -alpha x: s is in [-1, 1] iff x is in the box",
            1 - sp.Abs(-alpha * x),
            alpha * (1 / alpha - sp.Abs(x)),
            real(x),
        ),
        Identity(
            "there |f'| - s f' vanishes, so that s is in Sign(f'), iff f' x = -|f'|/alpha, its least in the box",
            sp.Abs(FORCE) - (-alpha * x) * FORCE,
            alpha * (FORCE * x + sp.Abs(FORCE) / alpha),
            real(x, FORCE),
        ),
        Evolves(
            "the box attracts: outside it neither term is positive",
            x**2,
            -2 * sp.Abs(x) * (alpha * (sp.Abs(x) - 1 / alpha) + (1 + sp.sign(x * FORCE))),
            flow,
            real(x, FORCE),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "In the sense of Filippov s is any value in Sign(f'): the sign of f', or any of [-1, 1] where f' = 0. That "
        "-|f'|/alpha is the least of f' v over the box is part of claim steepest-direction. For convex f KKT points "
        "are the minimisers on the box. Outside, |x| - 1/alpha shrinks at least like exp(-alpha t)."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """The KKT conditions term by term, and the chain rule."""
    box, complementary, attraction = claim.says
    yield by_normal_form(box)
    yield by_normal_form(complementary)
    yield by_rate(attraction)
