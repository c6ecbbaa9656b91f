"""Completeness: a generic orbit has exactly L - 1 independent invariants, the balance equations."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.flow import FORCE, two_weights
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import nonzero, real
from neversaddle.theory.statement.kinds import Evolves, Identity, Inequality
from neversaddle.theory.statement.setting import DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_coefficients, by_normal_form, by_rate

flow = two_weights(L, q)
w_i, w_j = flow.weights
#: The balance equation of weight i against a first weight w_1, which is neither w_i nor w_j.
w_1 = sp.Symbol("w_1", real=True)
balance_i = sp.Abs(w_i) ** q - sp.Abs(w_1) ** q
GENERIC = nonzero(w_i, w_j, w_1, flow.rest, why="where a weight vanishes the gradients may degenerate")

claim = Claim(
    id="balance-complete",
    name="Completeness of the balances",
    source="derived",
    uses=("balance",),
    given=(DEPTH, EXPONENT, *GENERIC),
    says=(
        Evolves(
            "every balance equation is an invariant", sp.Abs(w_i) ** q - sp.Abs(w_j) ** q, sp.S.Zero, flow, real(FORCE)
        ),
        Identity("d(|w_i|^q - |w_1|^q)/dw_i", sp.Derivative(balance_i, w_i), q * duality_map(q, w_i)),
        Identity("d(|w_i|^q - |w_1|^q)/dw_j, another weight", sp.Derivative(balance_i, w_j), sp.S.Zero),
        Inequality("the diagonal does not vanish", sp.S.Zero, (q * duality_map(q, w_i)) ** 2, strict=True),
        Inequality("the field does not vanish", sp.S.Zero, duality_map(q, w_j * flow.rest) ** 2, strict=True),
    ),
    expects=Verdict.PROVED,
    remark=(
        "The derivatives of the L - 1 balance equations by w_2, ..., w_L are a diagonal matrix without zeros, so they "
        "are independent. L independent invariants would have L independent gradients, all orthogonal to V_q, "
        "so V_q = 0."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """Invariance by rates, independence by a diagonal minor, and no more because the field does not vanish."""
    invariant, diagonal, elsewhere, full, moving = claim.says
    yield by_rate(invariant)
    yield by_normal_form(diagonal)
    yield by_normal_form(elsewhere)
    yield by_coefficients(full)
    yield by_coefficients(moving)
