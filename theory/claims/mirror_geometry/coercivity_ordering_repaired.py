"""Repaired: a smaller q gives the larger coercivity constant exactly when the weights start below one."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.language.symbols import L, q, q_larger
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, Sign, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.setting import EXPONENT, LARGER_EXPONENT
from neversaddle.theory.statement.steps import Step, by_powers

t = sp.Symbol("t", positive=True)
s = sp.Symbol("s", nonnegative=True)
below, above = 1 / (1 + t), 1 + s

claim = Claim(
    id="coercivity-ordering-repaired",
    name="Order of the coercivity constants, repaired",
    source="derived",
    uses=("coercivity",),
    given=(
        Depth(L, 2, why="at depth one the constant is 1 for every q"),
        EXPONENT,
        LARGER_EXPONENT,
        Condition(q < q_larger, why="for equal exponents the constants are equal"),
    ),
    says=(
        Inequality(
            "omega = 1/(1+t) < 1: larger for smaller q",
            below ** (q_larger * (L - 1)),
            below ** (q * (L - 1)),
            strict=True,
            given=positive(t, why="at omega = 1 the constants are equal"),
        ),
        Inequality(
            "omega = 1+s >= 1: not larger for smaller q",
            above ** (q * (L - 1)),
            above ** (q_larger * (L - 1)),
            given=(Sign(s, "nonnegative", "below omega = 1 the order turns round"),),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """A power of a base above one grows with its exponent."""
    for part in claim.says:
        yield by_powers(part)
