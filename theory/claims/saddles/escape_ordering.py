"""As reported: a smaller q escapes sooner from w_1 = 0, w_i = omega, whatever omega and the size to be reached."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.language.symbols import L, q, q_larger
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.setting import DEPTH, EXPONENT, LARGER_EXPONENT

omega, delta = sp.symbols("omega delta", positive=True)

claim = Claim(
    id="escape-ordering",
    name="Order of the escape times",
    source="arXiv 2603.02064 [reported]",
    uses=("metric-balanced",),
    given=(
        DEPTH,
        EXPONENT,
        LARGER_EXPONENT,
        Condition(q < q_larger, why="one of the two exponents is the smaller"),
        *positive(omega, delta, why="sizes"),
    ),
    says=(Inequality("for all omega, delta > 0", ReachTime(L, q, omega, delta), ReachTime(L, q_larger, omega, delta)),),
    expects=Verdict.REFUTED,
    remark="Up to delta = 1 right exactly for omega <= 1: see escape-ordering-repaired.",
)
