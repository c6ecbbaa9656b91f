"""What does not change at almost every time is constant."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import Initially
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

Q = sp.Symbol("Q", real=True)

THEOREM = Theorem(
    id="zero-derivative",
    says="an absolutely continuous function whose derivative is zero almost everywhere is constant",
    letters=(Q, AnyFlow()),
    premises=(Rate("it does not change", Q, sp.S.Zero, AnyFlow()),),
    conclusion=Along("it is what it was", Q, Order.EQUAL, Initially(Q), AnyFlow()),
    source="Rudin, Real and Complex Analysis, Theorem 7.20",
)
