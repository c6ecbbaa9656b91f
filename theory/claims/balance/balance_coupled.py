"""Balance under coupled decay: each |w_i|^q falls at the rate q Phi_q(x f' + alpha w_i^2)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import COORDINATE, PULL, SLOPE, WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import real
from neversaddle.theory.statement.model import ABOVE_ONE, SIZES, TWO_WEIGHTS, i, j, r
from neversaddle.theory.statement.proofs import chain_rule, proves
from neversaddle.theory.statement.setting import EXPONENT
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import Step

#: Decay, or growth.
alpha = sp.Symbol("alpha", real=True)
flow = Steepest(DiagonalNetwork(L), q, alpha, coupled=True)
balance = sp.Abs(WEIGHT[i, j]) ** q - sp.Abs(WEIGHT[r, j]) ** q
fall_i, fall_r = (duality_map(q, COORDINATE[j] * SLOPE[j] + alpha * WEIGHT[n, j] ** 2) for n in (i, r))
pulled_i, pulled_r = (duality_map(q, WEIGHT[n, j]) * PULL[n, j] for n in (i, r))

claim = Claim(
    id="balance-coupled",
    name="Balance under coupled decay",
    source="derived",
    given=(
        *SIZES,
        *TWO_WEIGHTS,
        *real(alpha),
    ),
    says=(
        Rate("q > 1, any two weights of a coordinate", balance, -q * (fall_i - fall_r), flow, ABOVE_ONE),
        Rate("q = 1 too", balance, -q * (pulled_i - pulled_r), flow, (EXPONENT,)),
    ),
    expects=Verdict.PROVED,
    remark=(
        "At q = 1 sign(w) pull is a number of Sign(x f' + alpha w^2). The balance is kept where both signs agree, and "
        "changes at the rate 2 where -x f'/alpha lies between w_i^2 and w_r^2; where one of the sums stays at zero a "
        "solution slides, at a rate between: from (1, -2) under f = x and alpha = 2 its velocity is (-1/2, 1)."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """d|w|^q = q Phi_q(w) dw; and w (f' dx/dw + alpha w) = x f' + alpha w^2, while Phi_q is multiplicative."""
    for law in claim.says:
        yield proves(law, chain_rule())
