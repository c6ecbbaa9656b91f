"""What never rises at almost every time is never above its start."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import Initially
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

Q, r = sp.symbols("Q r", real=True)

THEOREM = Theorem(
    id="falling",
    says="an absolutely continuous function whose derivative is nowhere positive never exceeds its start",
    letters=(Q, r, AnyFlow()),
    premises=(Rate("its rate", Q, r, AnyFlow()), Inequality("the rate is never positive", r, sp.S.Zero)),
    conclusion=Along("never above", Q, Order.AT_MOST, Initially(Q), AnyFlow()),
    source="Rudin, Real and Complex Analysis, Theorem 7.20",
)
