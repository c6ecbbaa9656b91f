"""What changes at a rate is its start and the integral of the rate."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

Q, r = sp.symbols("Q r", real=True)

THEOREM = Theorem(
    id="integral-of-rate",
    says="an absolutely continuous function is its value at the start and the integral of its derivative",
    letters=(Q, r, AnyFlow()),
    premises=(Rate("its rate", Q, r, AnyFlow()),),
    conclusion=Along("the integral", Q, Order.EQUAL, Initially(Q) + TimeIntegral(r), AnyFlow()),
    source="Rudin, Real and Complex Analysis, Theorem 7.20",
)
