"""What changes in proportion to itself is multiplied by an exponential."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import Initially, TimeIntegral
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order, Rate

Q, a = sp.symbols("Q a", real=True)

THEOREM = Theorem(
    id="linear-equation",
    says="an absolutely continuous Q with Q' = a Q almost everywhere, a bounded, is Q(0) exp(int_0^t a)",
    letters=(Q, a, AnyFlow()),
    premises=(Rate("it changes in proportion to itself", Q, a * Q, AnyFlow()),),
    conclusion=Along("it is multiplied", Q, Order.EQUAL, Initially(Q) * sp.exp(TimeIntegral(a)), AnyFlow()),
    source="Hale, Ordinary Differential Equations, Section I.5 and III.1",
    bounded=(a,),
)
