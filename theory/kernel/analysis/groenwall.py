"""What falls at least in proportion to its height falls exponentially."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.statement.kinds import Inequality
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

Q, r, rho, low = sp.symbols("Q r rho low", real=True)

THEOREM = Theorem(
    id="groenwall",
    says="if Q' = r <= -rho (Q - low), then Q - low <= (Q(0) - low) exp(-rho t)",
    letters=(Q, r, rho, low, AnyFlow()),
    premises=(
        Rate("its rate", Q, r, AnyFlow()),
        Inequality("in proportion to its height", r, -rho * (Q - low)),
    ),
    conclusion=Along("exponentially", Q - low, Order.AT_MOST, (Initially(Q) - low) * sp.exp(-rho * TIME), AnyFlow()),
    source="Hale, Ordinary Differential Equations, Section I.6",
    fixed=(rho, low),
)
