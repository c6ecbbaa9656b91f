"""Descent: df/dt = -sum_j (R''_j)^(-1) |d_j f|^q, so the loss never increases."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.motion.flow import FORCE, LOSS, on_leaf
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import nonzero, positive, real
from neversaddle.theory.statement.kinds import Evolves, Identity, Inequality
from neversaddle.theory.statement.setting import BALANCE, DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_coefficients, by_normal_form, by_rate

G = sp.Symbol("G", real=True)
flow = on_leaf(L, q, lam)
(w,) = flow.weights

claim = Claim(
    id="descent",
    title="df/dt = -sum_j (R''_j)^(-1) |d_j f|^q <= 0",
    source="derived: chain rule with the mirror flow",
    uses=("orbit", "mirror-flow"),
    given=(EXPONENT,),
    says=(
        Identity(
            "any separable g: weight i of coordinate j contributes d_j f dg/dw_i dw_i/dt",
            FORCE * G * -duality_map(q, FORCE * G),
            -(sp.Abs(G) ** q) * sp.Abs(FORCE) ** q,
            real(FORCE, G),
        ),
        Inequality(
            "every contribution lowers the loss, unless it is zero",
            -(sp.Abs(G) ** q) * sp.Abs(FORCE) ** q,
            sp.S.Zero,
            strict=True,
            given=nonzero(FORCE, G, why="where f' or dg/dw_i vanishes the weight contributes nothing"),
        ),
        Evolves(
            "deep diagonal networks on the lambda-balanced leaf, coordinate j's share",
            LOSS,
            -InverseMetric(L, q, lam, w**q) * sp.Abs(FORCE) ** q,
            flow,
            (DEPTH, *BALANCE, *positive(w, why="the branch x > 0; the other is its mirror image"), *real(FORCE)),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule; the signs are those of q-th powers of moduli."""
    contribution, sign, network = claim.says
    yield by_normal_form(contribution)
    yield by_coefficients(sign)
    yield by_rate(network)
