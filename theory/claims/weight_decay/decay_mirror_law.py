"""Decoupled decay in mirror coordinates: y is pulled by the force, and contracted at the rate alpha kappa."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import OrbitTime
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.symbols import L, alpha, kappa, lam, q, u
from neversaddle.theory.motion.flow import FORCE, on_leaf
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Sign, positive, real
from neversaddle.theory.statement.kinds import Evolves, Identity
from neversaddle.theory.statement.setting import BALANCE, DEPTH, EXPONENT, LEAF
from neversaddle.theory.statement.steps import Step, by_derivative, by_normal_form, by_rate

flow = on_leaf(L, q, lam, alpha)
(w,) = flow.weights
y = OrbitTime(L, q, lam, w**q)
#: A scale, the degree of a homogeneous g, and one of its slopes, homogeneous of degree D - 1.
s, D, G = sp.Symbol("s", positive=True), sp.Symbol("D", real=True), sp.Symbol("G", real=True)
SCALE = positive(s, why="a scale")

claim = Claim(
    id="decay-mirror-law",
    name="Mirror law of decoupled decay",
    source="derived",
    uses=("mirror-flow", "balance-decoupled"),
    given=(EXPONENT,),
    says=(
        Evolves(
            "deep diagonal networks: lambda shrinks by exp(-q int alpha), and y obeys a law of its own",
            y,
            -duality_map(q, FORCE) - alpha * kappa * y,
            flow,
            (
                DEPTH,
                *BALANCE,
                *positive(w, why="the branch x > 0; the other is its mirror image"),
                Sign(alpha, "nonnegative", "decay is not growth; the law itself holds for either sign"),
                *real(FORCE),
            ),
        ),
        Identity(
            "the reason: orbit time is homogeneous in lambda and u",
            OrbitTime(L, q, s * lam, s * u),
            s ** (kappa / q) * OrbitTime(L, q, lam, u),
            (DEPTH, *LEAF, *SCALE),
        ),
        Identity(
            "any g homogeneous of degree D: V_q is homogeneous of degree (D - 1)(q - 1)",
            duality_map(q, s ** (D - 1) * G),
            s ** ((D - 1) * (q - 1)) * duality_map(q, G),
            (*SCALE, *real(D, G)),
        ),
    ),
    expects=Verdict.PROVED,
    remark=(
        "So decoupled decay contracts the mirror coordinate iff kappa > 0, that is L < p, leaves it alone iff L = p, "
        "and expands it iff L > p. In general, with A = int alpha and v = exp(A) w, dv = -Phi_q(f') exp(K A) V_q(v) dt "
        "by the last part, K = 1 - (D - 1)(q - 1): v stays on the orbit through w(0), and "
        "dy = -Phi_q(f') dt - alpha K y dt."
    ),
)


def prove(claim: Claim) -> Iterator[Step]:
    """The chain rule in u and lambda, with Euler's relation for the derivative in lambda."""
    law, homogeneous, field = claim.says
    yield by_rate(law)
    yield by_derivative(homogeneous, u)
    yield by_normal_form(field)
