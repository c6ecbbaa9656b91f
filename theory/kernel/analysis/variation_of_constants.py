"""The solution of a linear equation that starts at zero."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.analysis.theorem import Theorem
from neversaddle.theory.language.times import TimeIntegral
from neversaddle.theory.statement.solutions import Along, AnyFlow, Order

s, b = sp.symbols("s b", real=True)
solution = sp.exp(-TimeIntegral(b)) * TimeIntegral(s * sp.exp(TimeIntegral(b)))

THEOREM = Theorem(
    id="variation-of-constants",
    says="y(t) = exp(-int_0^t b) int_0^t s exp(int b) has y' = s - b y almost everywhere and y(0) = 0, b and s bounded",
    letters=(s, b, AnyFlow()),
    premises=(),
    conclusion=Along("it solves", solution, Order.EQUAL, TimeIntegral(s - b * solution), AnyFlow()),
    source="Hale, Ordinary Differential Equations, Section III.1",
    bounded=(s, b),
)
