"""What lies between two functions that have one limit has that limit, too."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.statement.hypotheses import Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Limit
from neversaddle.theory.statement.tending import TendsTo

N, below, above = (sp.Function(name) for name in ("N", "below", "above"))
s, F, bottom, u, x, r, at = sp.symbols("s F bottom u x r at", real=True)
ALONG, THERE = (Sign(u, "positive"),), (Sign(x, "positive"),)

THEOREM = Theorem(
    id="squeeze",
    says="if N - below <= F <= N + above, and both bounds on the error tend to 0 at every point, F tends to N there",
    letters=(N, below, above, s, F, bottom, u, x, r, at),
    premises=(
        Inequality("from below", N(s), F + below(s), given=ALONG),
        Inequality("from above", F, N(s) + above(s), given=ALONG),
        Limit("the error below", below(x), r, at, sp.S.Zero, given=THERE),
        Limit("the error above", above(x), r, at, sp.S.Zero, given=THERE),
        Identity("at x = 0", N(0), bottom),
    ),
    conclusion=TendsTo("the limit", s, F, bottom, u, N(x), x, r, at),
    source="Rudin, Principles of Mathematical Analysis, Theorem 3.19",
)
