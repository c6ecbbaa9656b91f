"""Read as a law: the path along the balance curve is shorter for smaller q, for all exponents and all initial sizes."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.definitions.leaf import PathLength
from neversaddle.theory.language.symbols import q, q_larger
from neversaddle.theory.statement.claim import Claim, Verdict
from neversaddle.theory.statement.hypotheses import Condition, positive
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.setting import EXPONENT, LARGER_EXPONENT

a, delta = sp.symbols("a delta", positive=True)

claim = Claim(
    id="path-length-monotone",
    name="Order of the path lengths",
    source="arXiv 2603.02064, Figure 3 read as a general statement",
    uses=("balance",),
    given=(
        EXPONENT,
        LARGER_EXPONENT,
        Condition(q < q_larger, why="one of the two exponents is the smaller"),
        *positive(a, delta, why="sizes"),
    ),
    says=(Inequality("for all a, delta > 0", PathLength(q, a, delta), PathLength(q_larger, a, delta)),),
    expects=Verdict.REFUTED,
)
