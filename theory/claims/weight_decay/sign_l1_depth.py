"""Sign flow: the regularizer of decoupled decay has exponent 1 + 1/L, which is L1 only in the limit of depth."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, m, q
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit
from neversaddle.theory.statement.proofs import proves
from neversaddle.theory.statement.pulled import decoupled
from neversaddle.theory.statement.setting import ANY_DEPTH
from neversaddle.theory.statement.steps import Step, by_coefficients, by_continuity, by_normal_form

depth = sp.Symbol("L", positive=True)
exponent = (2 - m).subs(q, 1)
#: The flow with decay is the mirror flow of the loss and alpha |x|^e/e.
LAW, AS_PENALTY = decoupled("with e = 1 + 1/L, alpha |x|^e/e beside the loss", L, sp.S.One, 1 + 1 / L)

claim = Claim(
    id="sign-l1-depth",
    name="Regularizer of deep sign flow",
    source="arXiv 2603.02064, Example 4.17",
    fidelity=Fidelity.FAITHFUL,
    differs="lambda = 0, until x is zero: what happens there is manifold-regularizer-as-reported",
    reported=True,
    says=(
        LAW,
        Identity("the exponent", exponent, 1 + 1 / L, (ANY_DEPTH,)),
        Inequality("never L1 at a finite depth", sp.S.One, exponent, strict=True, given=(ANY_DEPTH,)),
        Limit("L1 in the limit", exponent.subs(L, depth), depth, sp.oo, sp.S.One),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """m = 1 - 1/L."""
    law, identity, above, limit = claim.says
    yield proves(law, AS_PENALTY)
    yield by_normal_form(identity)
    yield by_coefficients(above)
    yield by_continuity(limit)
