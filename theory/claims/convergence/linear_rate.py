"""The linear rate: with gradients bounded, the metric coercive and a Polyak-Lojasiewicz loss, f falls exponentially."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.motion.steepest import LOSS, SLOPE
from neversaddle.theory.statement.bounds import B, any_flow, bounded, f_inf, spent, squares
from neversaddle.theory.statement.case_proofs import positive_or_not, zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive, real
from neversaddle.theory.statement.order_proofs import middle, rearranged, shares
from neversaddle.theory.statement.proofs import (
    assumption,
    chain_rule,
    coefficients,
    normal_form,
    powers,
    proves,
    theorem,
)
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step

mu, rho = sp.Symbol("mu", real=True), sp.Symbol("rho", positive=True)
#: -mu, where mu is not positive.
nu = sp.Symbol("nu", nonnegative=True)
#: -df/dt is at least this times |grad f|_2^2.
share = mu * B ** (q - 2)
rate = 2 * rho * share

claim = Claim(
    id="linear-rate",
    name="Linear rate",
    source="derived",
    given=(
        *bounded(mu),
        *real(mu),
        *positive(rho, why="without growth there is no rate"),
        Condition(2 * rho * (LOSS - f_inf) <= squares, why="where the gradient is small for its loss, descent is slow"),
    ),
    says=(
        Along("at all times", LOSS - f_inf, Order.AT_MOST, (Initially(LOSS) - f_inf) * sp.exp(-rate * TIME), any_flow),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """-df/dt = sum h_j |c_j|^q >= mu B^(q-2) sum c_j^2 >= 2 rho mu B^(q-2) (f - f*); no more for mu <= 0."""
    (falls,) = claim.says
    each = shares(zero_or_not(SLOPE[index("place0")], powers(), coefficients()))
    coercive = middle(-share * squares, rearranged(share * squares, spent, each, normal_form()), assumption(share))
    trivial = middle(sp.S.Zero, coefficients(), assumption(2 * rho * nu * B ** (q - 2)))
    below = positive_or_not(mu, nu, coercive, trivial)
    yield proves(falls, theorem("groenwall", chain_rule(), below, Q=LOSS, r=-spent, rho=rate, low=f_inf))
