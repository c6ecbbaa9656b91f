"""The energy bound: squared gradients are integrable, with the constant B^(2-q)/mu."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.families import index
from neversaddle.theory.language.symbols import q
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.motion.steepest import LOSS, SLOPE
from neversaddle.theory.statement.bounds import B, any_flow, bounded, f_inf, spent, squares
from neversaddle.theory.statement.case_proofs import zero_or_not
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive
from neversaddle.theory.statement.order_proofs import shares
from neversaddle.theory.statement.proofs import assumption, chain_rule, coefficients, powers, proves, theorem
from neversaddle.theory.statement.solutions import Along, Order
from neversaddle.theory.statement.steps import Step

mu = sp.Symbol("mu", positive=True)
factor = B ** (2 - q) / mu
bound = factor * (Initially(LOSS) - f_inf)

claim = Claim(
    id="energy-bound",
    name="Energy bound",
    source="derived; repairs energy-bound-as-reported",
    given=(*bounded(mu), *positive(mu, why="without coercivity the bound is infinite")),
    says=(Along("at all times", TimeIntegral(squares), Order.AT_MOST, bound, any_flow),),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """c^2 = |c|^(2-q) |c|^q <= B^(2-q) |c|^q <= (B^(2-q)/mu) h |c|^q, and sum_j h_j |c_j|^q = -df/dt."""
    each = shares(zero_or_not(SLOPE[index("place0")], powers(), coefficients()))
    (total,) = claim.says
    letters = {"Q": LOSS, "r": -spent, "h": squares, "K": factor, "low": f_inf}
    yield proves(total, theorem("spending", chain_rule(), each, assumption(), coefficients(), **letters))
