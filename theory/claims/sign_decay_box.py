"""Sign flow with decoupled decay and no reparametrization: f is minimised on the box |x|_inf <= 1/alpha."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.flow_field import FORCE, SteepestFlow
from theory.hypotheses import Sign, nonzero, real
from theory.parts import Equivalence, Evolves, Identity, Inequality
from theory.proof import Step, by_coefficients, by_common_sign, by_normal_form, by_rate
from theory.statement import Claim, Verdict
from theory.symbols import alpha

x = sp.Symbol("x", real=True)
flow = SteepestFlow(sp.S.One, (x,), sp.S.One, alpha, sp.S.One)
excess = sp.Abs(x) - 1 / alpha

claim = Claim(
    id="sign-decay-box",
    section="Weight decay",
    title="q = 1, depth one: rest points of decoupled decay are the KKT points of f on the box |x| <= 1/alpha",
    source="Xie & Li 2024 (limit of AdamW)",
    uses=("steepest-direction",),
    given=(Sign(alpha, "positive", "without decay there is no box"),),
    says=(
        Equivalence(
            "at rest s + alpha x = 0: s is in [-1, 1] iff x is in the box",
            (sp.Le(alpha * sp.Abs(x), 1), sp.Le(sp.Abs(x), 1 / alpha)),
            real(x),
        ),
        Identity(
            "at rest: |f'| - s f' vanishes, so that s is in Sign(f'), iff f' x = -|f'|/alpha, its least in the box",
            sp.Abs(FORCE) - (-alpha * x) * FORCE,
            alpha * (FORCE * x + sp.Abs(FORCE) / alpha),
            real(x, FORCE),
        ),
        Evolves(
            "constant alpha: |x| - 1/alpha decays",
            excess,
            -alpha * excess - (1 + sp.sign(x * FORCE)),
            flow,
            (*nonzero(x, why="the modulus has a kink at zero"), *real(FORCE)),
        ),
        Inequality("and the force only helps", sp.S.Zero, 1 + sp.sign(x * FORCE), given=real(x, FORCE)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "In the sense of Filippov s is any value in Sign(f'): the sign of f', or any of [-1, 1] where f' = 0. That "
        "-|f'|/alpha is the least of f' v over the box is part of claim steepest-direction. For convex f KKT points "
        "are the minimisers on the box. Outside, the excess shrinks at least like exp(-alpha t)."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """The KKT conditions term by term, and the chain rule."""
    box, complementary, law, helps = claim.says
    yield by_common_sign(box)
    yield by_normal_form(complementary)
    yield by_rate(law)
    yield by_coefficients(helps)
