"""Repaired: a smaller q gives the larger coercivity constant exactly when the weights start below one."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric
from neversaddle.theory.language.symbols import L, q, q_larger
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, Depth, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.setting import EXPONENT, LARGER_EXPONENT
from neversaddle.theory.statement.steps import Step, by_powers

omega = sp.Symbol("omega", positive=True)
#: The inverse metric where w_1 = 0 and the other weights are of size omega, where it is least.
smaller, larger = (InverseMetric(L, exponent, omega**exponent, sp.S.Zero) for exponent in (q, q_larger))

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
        *positive(omega, why="the weights' size at the start"),
    ),
    says=(
        Inequality(
            "omega < 1: larger for smaller q",
            larger,
            smaller,
            strict=True,
            given=(Condition(omega < 1, why="at omega = 1 the constants are equal"),),
        ),
        Inequality(
            "omega >= 1: not larger for smaller q",
            smaller,
            larger,
            given=(Condition(omega >= 1, why="below omega = 1 the order turns round"),),
        ),
    ),
    expects=Verdict.PROVED,
)


def prove(claim: Claim) -> Iterator[Step]:
    """A power of a base above one grows with its exponent."""
    for part in claim.says:
        yield by_powers(part)
