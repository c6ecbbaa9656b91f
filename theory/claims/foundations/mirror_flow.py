"""Mirror flow: the reparametrized steepest flow is d grad R(x) = -Phi_q(grad f) dt with R''(x) = 1/(dx/dy)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.motion.flow import FORCE, on_leaf
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import positive, real
from neversaddle.theory.statement.kinds import Evolves, Identity
from neversaddle.theory.statement.setting import BALANCE, DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form, by_rate

G, h = sp.Symbol("G", real=True), sp.Symbol("h", positive=True)
flow = on_leaf(L, q, lam)
(w,) = flow.weights

claim = Claim(
    id="mirror-flow",
    name="Mirror flow",
    source="arXiv 2603.02064, Theorem 4.8 [reported]",
    uses=("orbit",),
    given=(EXPONENT,),
    says=(
        Identity(
            "any separable g: term i of R''(x) dx/dt, where h = sum_i |dg/dw_i|^q",
            G * -duality_map(q, FORCE * G) / h,
            -duality_map(q, FORCE) * (sp.Abs(G) ** q / h),
            (*real(FORCE, G), *positive(h, why="where every dg/dw_i vanishes x does not move and R'' is infinite")),
        ),
        Evolves(
            "deep diagonal networks on the lambda-balanced leaf: y = R'(x)",
            OrbitTime(L, q, lam, w**q),
            -duality_map(q, FORCE),
            flow,
            (DEPTH, *BALANCE, *positive(w, why="the branch x > 0; the other is its mirror image"), *real(FORCE)),
        ),
    ),
    expects=Verdict.PROVED,
    remark="The terms of the first part add up to -Phi_q(f'), since the |dg/dw_i|^q add up to h.",
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule, term by term and along the network's flow."""
    term, network = claim.says
    yield by_normal_form(term)
    yield by_rate(network)
