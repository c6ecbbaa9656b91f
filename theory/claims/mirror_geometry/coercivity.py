"""Coercivity: on the leaf of w_1 = 0, w_i = omega the inverse metric is at least omega^(q(L-1)), attained at x = 0."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric
from neversaddle.theory.language.symbols import L, lam, q
from neversaddle.theory.statement.case_proofs import as_power
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Sign, positive
from neversaddle.theory.statement.kinds import Identity, Inequality
from neversaddle.theory.statement.proofs import monotonicity, proves
from neversaddle.theory.statement.setting import ANY_DEPTH, ANY_EXPONENT
from neversaddle.theory.statement.steps import Step, by_normal_form

omega = sp.Symbol("omega", positive=True)
u = sp.Symbol("u", nonnegative=True)

claim = Claim(
    id="coercivity",
    name="Coercivity",
    source="arXiv 2603.02064, Corollary 4.10",
    uses=("metric-balanced",),
    given=(
        ANY_DEPTH,
        ANY_EXPONENT,
        *positive(omega, why="omega = 0 is the balanced leaf, where the metric vanishes at x = 0"),
    ),
    says=(
        Inequality(
            "the bound, with lambda = omega^q",
            omega ** (q * (L - 1)),
            InverseMetric(L, q, omega**q, u),
            given=(Sign(u, "nonnegative", "u = |w_1|^q"),),
        ),
        Identity("attained at x = 0", InverseMetric(L, q, omega**q, sp.S.Zero), omega ** (q * (L - 1))),
    ),
    expects=Verdict.PROVED,
    fidelity=Fidelity.FAITHFUL,
    reported=True,
)


def prove(claim: Claim) -> Iterator[Step]:
    """The metric never decreases in u."""
    bound, attained = claim.says
    yield proves(bound, as_power(omega, lam, 1 / q, monotonicity(u)))
    yield by_normal_form(attained)
