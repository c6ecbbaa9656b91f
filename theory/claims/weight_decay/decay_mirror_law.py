"""Decoupled decay in mirror coordinates: y is pulled by the force, and contracted at the rate alpha K."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, kappa, p, q
from neversaddle.theory.language.times import TimeIntegral
from neversaddle.theory.motion.steepest import DRIVE, WEIGHT, WIDTH, DiagonalNetwork, SeparableModel, Steepest
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.curves import Carried
from neversaddle.theory.statement.hypotheses import Hypothesis, Place, Sign, real
from neversaddle.theory.statement.kinds import Equivalence
from neversaddle.theory.statement.model import ABOVE_ONE, MOVING, SIZES, STEADY, i, j
from neversaddle.theory.statement.proofs import chain_rule, proves, theorem
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step, by_common_sign

#: The degree of homogeneous g_j.
D = sp.Symbol("D", real=True)
K = 1 - (D - 1) * (q - 1)
homogeneous, network = SeparableModel(L, degree=D), DiagonalNetwork(L)


def moved(text: str, model: SeparableModel | DiagonalNetwork, rate: sp.Expr, *given: Hypothesis) -> Carried:
    """w is at y on the curve of V_q through exp(-int alpha) w(0)."""
    field, flow = duality_map(q, model.partial(i, j)), Steepest(model, q, alpha)
    scale, stretch = sp.exp(-TimeIntegral(alpha)), sp.exp(-TimeIntegral(alpha * rate))
    return Carried(text, WEIGHT[i, j], i, L, field, -DRIVE[j] / stretch, flow, given, scale, stretch)


def contraction(text: str, law: Carried, rate: sp.Expr, *given: Hypothesis) -> Along:
    """dy = -s dt - alpha K y dt."""
    assert isinstance(law.along, Steepest)
    return Along(
        text, law.y, Order.EQUAL, TimeIntegral(-DRIVE[j] - alpha * rate * law.y), law.along, (EXPONENT, *given)
    )


laws = (
    moved("homogeneous g_j, q > 1", homogeneous, K, *ABOVE_ONE, *real(D)),
    moved("homogeneous g_j, q = 1 too, where no dx_j/dw_ij stays at zero", homogeneous, K, *STEADY, *real(D)),
    moved("networks, q > 1", network, kappa, *ABOVE_ONE),
    moved("networks, q = 1 too, where no weight stays at zero", network, kappa, *MOVING),
)

claim = Claim(
    id="decay-mirror-law",
    name="Mirror law of decoupled decay",
    source="derived",
    given=(
        *SIZES,
        Place(j, WIDTH),
        Sign(alpha, "nonnegative", "decay is not growth; the law itself holds for either sign"),
    ),
    says=(
        *laws,
        contraction("homogeneous g_j: y is pulled, and contracted at the rate alpha K", laws[1], K, *real(D)),
        contraction("networks: y is pulled, and contracted at the rate alpha kappa", laws[3], kappa),
        Equivalence("it is contracted iff L < p", (kappa > 0, L < p), given=(ABOVE_ONE[0],)),
        Equivalence("it is expanded iff L > p", (kappa < 0, L > p), given=(ABOVE_ONE[0],)),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """V_q is homogeneous of degree (D - 1)(q - 1), as the slopes of g_j are of degree D - 1."""
    *_, of_models, of_networks, contracted, expanded = claim.says
    for law in laws:
        assert isinstance(law.along, Steepest)
        degree = (D - 1) * (q - 1) if law.along.model == homogeneous else 1 - kappa
        yield proves(law, theorem("shrinking-field", chain_rule(), s=-DRIVE[j], a=alpha, d=degree))
    for part, rate in ((of_models, K), (of_networks, kappa)):
        yield proves(part, theorem("variation-of-constants", s=-DRIVE[j], b=alpha * rate))
    yield by_common_sign(contracted)
    yield by_common_sign(expanded)
