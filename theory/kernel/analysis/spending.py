"""What falls at least as fast as something is spent, and has a floor, bounds all that is spent."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

Q, r, h, K, low = sp.symbols("Q r h K low", real=True)

THEOREM = Theorem(
    id="spending",
    says="if Q' = r, h <= -K r and Q >= low throughout, with K >= 0, then int h <= K (Q(0) - low)",
    letters=(Q, r, h, K, low, AnyFlow()),
    premises=(
        Rate("its rate", Q, r, AnyFlow()),
        Inequality("what is spent", h, -K * r),
        Inequality("the floor", low, Q),
        Inequality("the factor", sp.S.Zero, K),
    ),
    conclusion=Along("the total", TimeIntegral(h), Order.AT_MOST, K * (Initially(Q) - low), AnyFlow()),
    source="Rudin, Real and Complex Analysis, Theorems 1.32 and 7.20",
    fixed=(K, low),
)
