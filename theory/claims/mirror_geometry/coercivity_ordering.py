"""As reported: a smaller q gives the larger coercivity constant, whatever the weights' size omega."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.symbols import L, q, q_larger
from neversaddle.theory.statement.claim import Claim, Fidelity, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.setting import DEPTH, EXPONENT, LARGER_EXPONENT

omega = sp.Symbol("omega", positive=True)

claim = Claim(
    id="coercivity-ordering",
    name="Order of the coercivity constants",
    source="arXiv 2603.02064, remark to Corollary 4.10",
    uses=("coercivity",),
    given=(
        DEPTH,
        EXPONENT,
        LARGER_EXPONENT,
        Condition(q < q_larger, why="one of the two exponents is the smaller"),
        *positive(omega, why="the weights' size at the start"),
    ),
    says=(Inequality("for every omega > 0", omega ** (q_larger * (L - 1)), omega ** (q * (L - 1))),),
    expects=Verdict.REFUTED,
    fidelity=Fidelity.FAITHFUL,
    reported=True,
    remark="Right exactly for omega <= 1: see coercivity-ordering-repaired.",
)
