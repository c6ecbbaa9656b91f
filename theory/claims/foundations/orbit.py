"""Orbit theorem: every loss moves the weights along exp(y V_q) w(0), V_q = Phi_q(grad g); only the speed differs."""

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

#: dg/dw_i of any separable reparametrization, at any point.
G = sp.Symbol("G", real=True)
flow = two_weights(L, q)
w_i, w_j = flow.weights

claim = Claim(
    id="orbit",
    name="Orbit",
    source="derived: Phi_q is multiplicative",
    uses=("duality-map",),
    given=(EXPONENT,),
    says=(
        Identity(
            "every weight: -Phi_q(f' dg/dw_i) = -Phi_q(f') V_q,i, for any g",
            -duality_map(q, FORCE * G),
            -duality_map(q, FORCE) * duality_map(q, G),
            real(FORCE, G),
        ),
        Identity("term i of dx/dy = sum_i dg/dw_i V_q,i", G * duality_map(q, G), sp.Abs(G) ** q, real(G)),
        Inequality(
            "each term that does not vanish is positive, so the potential is convex",
            sp.S.Zero,
            sp.Abs(G) ** q,
            strict=True,
            given=nonzero(G, why="where dg/dw_i = 0 the weight does not move x"),
        ),
        Evolves(
            "deep diagonal networks of every depth",
            w_i,
            -duality_map(q, FORCE) * duality_map(q, w_j * flow.rest),
            flow,
            (DEPTH, *real(w_i, w_j, flow.rest, FORCE)),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Multiplicativity, once in general and once along the network's flow."""
    velocity, term, sign, network = claim.says
    yield by_normal_form(velocity)
    yield by_normal_form(term)
    yield by_coefficients(sign)
    yield by_rate(network)
