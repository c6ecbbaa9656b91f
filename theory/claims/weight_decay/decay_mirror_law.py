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
shrunk = TimeIntegral(alpha)


def law(text: str, model: SeparableModel | DiagonalNetwork, rate: sp.Expr, *given: Hypothesis) -> Carried:
    """w = exp(-int alpha) W(int -s exp(K int alpha)) on the curve of V_q through the start."""
    field, flow = duality_map(q, model.partial(i, j)), Steepest(model, q, alpha)
    clock = -DRIVE[j] * sp.exp(rate * shrunk)
    return Carried(text, WEIGHT[i, j], i, L, field, clock, flow, given, scale=sp.exp(-shrunk))


def coordinate(rate: sp.Expr) -> sp.Expr:
    """y, measured on the curve through exp(-int alpha) w(0)."""
    return sp.exp(-TimeIntegral(alpha * rate)) * TimeIntegral(-DRIVE[j] * sp.exp(TimeIntegral(alpha * rate)))


y = coordinate(kappa)

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
        law("homogeneous g_j, q > 1", homogeneous, K, *ABOVE_ONE, *real(D)),
        law("homogeneous g_j, q = 1 too, where no dx_j/dw_ij stays at zero", homogeneous, K, *STEADY, *real(D)),
        law("networks, q > 1", network, kappa, *ABOVE_ONE),
        law("networks, q = 1 too, where no weight stays at zero", network, kappa, *MOVING),
        Along(
            "y, exp(-kappa int alpha) times that clock of networks, is pulled, and contracted at the rate alpha kappa",
            y,
            Order.EQUAL,
            TimeIntegral(-DRIVE[j] - alpha * kappa * y),
            Steepest(network, q, alpha),
            (EXPONENT,),
        ),
        Equivalence("it is contracted iff L < p", (kappa > 0, L < p), given=(ABOVE_ONE[0],)),
        Equivalence("it is expanded iff L > p", (kappa < 0, L > p), given=(ABOVE_ONE[0],)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The curve through exp(-A) w(0), A = int alpha, is exp(-A) times that through w(0), run through exp(K A) times "
        "as fast: so w is where it has run for the time y, which is its mirror coordinate."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """V_q is homogeneous of degree (D - 1)(q - 1), as the slopes of g_j are of degree D - 1."""
    *carried, equation, contracted, expanded = claim.says
    for part in carried:
        assert isinstance(part, Carried) and isinstance(part.along, Steepest)
        degree = (D - 1) * (q - 1) if part.along.model == homogeneous else 1 - kappa
        yield proves(part, theorem("shrinking-field", chain_rule(), s=-DRIVE[j], a=alpha, d=degree))
    yield proves(equation, theorem("variation-of-constants", s=-DRIVE[j], b=alpha * kappa))
    yield by_common_sign(contracted)
    yield by_common_sign(expanded)
