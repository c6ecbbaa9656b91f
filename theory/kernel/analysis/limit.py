"""What is always equal is equal in the limit."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import Finally
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order

Q, P = sp.symbols("Q P", real=True)

THEOREM = Theorem(
    id="limit",
    says="continuous functions of a point that tends to a limit tend to their values there; what is equal stays equal",
    letters=(Q, P, AnyFlow()),
    premises=(Along("at all times", Q, Order.EQUAL, P, AnyFlow()),),
    conclusion=Along("in the limit", Finally(Q), Order.EQUAL, Finally(P), AnyFlow()),
    source="Rudin, Principles of Mathematical Analysis, Theorems 4.2 and 4.4",
    in_the_limit=(Q, P),
)
