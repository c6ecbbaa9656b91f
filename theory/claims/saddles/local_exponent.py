"""The local exponent: where n weights vanish together the metric is of the order |x|^(q(n-1)/n)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, lam, q, u
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Depth, positive
from neversaddle.theory.statement.kinds import Limit
from neversaddle.theory.statement.setting import ANY_DEPTH, EXPONENT
from neversaddle.theory.statement.steps import Step, by_continuity

n = sp.Symbol("n", positive=True, integer=True)
#: sum_i prod_(j != i) u_j and |x|, where n weights have |w|^q = u and the L - n others u + lambda.
metric = n * u ** (n - 1) * (u + lam) ** (L - n) + (L - n) * u**n * (u + lam) ** (L - n - 1)
x = u ** (n / q) * (u + lam) ** ((L - n) / q)

claim = Claim(
    id="local-exponent",
    name="Metric exponent at a saddle",
    source="derived",
    uses=("metric-general",),
    given=(
        ANY_DEPTH,
        Depth(n, 1, why="some weight has to vanish for x to vanish"),
        EXPONENT,
        *positive(lam, why="with lambda = 0 all weights vanish, which is n = L"),
    ),
    says=(
        Limit(
            "(R'')^(-1) / |x|^(q(n-1)/n) as the n weights vanish",
            metric / x ** (q * (n - 1) / n),
            u,
            sp.S.Zero,
            n * lam ** ((L - n) / n),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """|x|^(q(n-1)/n) = u^(n-1) (u+lambda)^((L-n)(n-1)/n), and the metric is n u^(n-1) lambda^(L-n) to leading order."""
    (leading,) = claim.says
    yield by_continuity(leading)
