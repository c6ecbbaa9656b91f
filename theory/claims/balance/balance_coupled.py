"""Balance under coupled decay: each |w_i|^q falls at the rate q Phi_q(x f' + alpha w_i^2)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import real
from neversaddle.theory.statement.model import ABOVE_ONE, SIZES, TWO_WEIGHTS, i, j, r
from neversaddle.theory.statement.proofs import chain_rule, proves
from neversaddle.theory.statement.solutions import Rate
from neversaddle.theory.statement.steps import Step

#: Decay, or growth.
alpha = sp.Symbol("alpha", real=True)
flow = Steepest(DiagonalNetwork(L), q, alpha, coupled=True)
balance = sp.Abs(WEIGHT[i, j]) ** q - sp.Abs(WEIGHT[r, j]) ** q
fall_i, fall_r = (duality_map(q, COORDINATE[j] * SLOPE[j] + alpha * WEIGHT[n, j] ** 2) for n in (i, r))

claim = Claim(
    id="balance-coupled",
    name="Balance under coupled decay",
    source="derived",
    given=(
        *SIZES,
        *TWO_WEIGHTS,
        *ABOVE_ONE,
        *real(alpha),
    ),
    says=(Rate("any two weights of a coordinate", balance, -q * (fall_i - fall_r), flow),),
    expects=Verdict.PROVED,
    remark=(
        "At q = 1 both terms are signs: the balance is kept wherever they agree, and changes at the rate 2 where "
        "-x f'/alpha lies between w_i^2 and w_r^2."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """w (f' dx/dw + alpha w) = x f' + alpha w^2 for every weight, and Phi_q is multiplicative."""
    (law,) = claim.says
    yield proves(law, chain_rule())
