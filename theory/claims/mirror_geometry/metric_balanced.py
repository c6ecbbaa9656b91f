"""The inverse metric on the lambda-balanced leaf: (u+lambda)^(L-1) + (L-1) u (u+lambda)^(L-2)."""

from __future__ import annotations

from collections.abc import Iterator

from neversaddle.theory.definitions.leaf import InverseMetric, size
from neversaddle.theory.language.symbols import L, lam, q, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.kinds import Identity
from neversaddle.theory.statement.setting import DEPTH, EXPONENT, LEAF
from neversaddle.theory.statement.steps import Step, by_normal_form

claim = Claim(
    id="metric-balanced",
    name="Metric of balanced weights",
    source="derived from metric-general",
    uses=("metric-general",),
    given=(DEPTH, EXPONENT, *LEAF),
    says=(
        Identity("|x|^q", size(L, q, lam, u) ** q, u * (u + lam) ** (L - 1)),
        Identity(
            "the inverse metric",
            InverseMetric(L, q, lam, u),
            (u + lam) ** (L - 1) + (L - 1) * u * (u + lam) ** (L - 2),
        ),
        Identity(
            "the same as |x|^q sum_i 1/u_i",
            InverseMetric(L, q, lam, u),
            size(L, q, lam, u) ** q * (1 / u + (L - 1) / (u + lam)),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """Equal terms of the sum taken together."""
    for part in claim.says:
        yield by_normal_form(part)
