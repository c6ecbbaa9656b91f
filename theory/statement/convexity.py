"""The kind of statement that a function of one variable is convex."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kind import Style


@dataclass(frozen=True)
class StrictlyConvex:
    """`function` is strictly convex in `variable` and has the derivative `slope`, where the variable runs."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("function", "slope")
    DETERMINED: ClassVar[tuple[str, ...]] = ("slope",)

    text: str
    function: sp.Expr
    slope: sp.Expr
    variable: sp.Symbol
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """All but the variable."""
        return set(self.function.free_symbols | self.slope.free_symbols) - {self.variable}

    def written(self, style: Style) -> str:
        """The function, and its slope."""
        return style.fill(
            "{} is strictly convex in {} with derivative {}",
            r"{} \text{{ is strictly convex in }} {} \text{{ with derivative }} {}",
            self.function,
            self.variable,
            self.slope,
        )
