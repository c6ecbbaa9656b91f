"""The kind of statement about one step of an iteration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.motion.iteration import Iteration
from neversaddle.theory.statement.hypotheses import Given
from neversaddle.theory.statement.kind import Style


@dataclass(frozen=True)
class Iterates:
    """One step of the iteration takes the value of `quantity` to that of `becomes`, both in the state before it."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("quantity", "becomes")
    DETERMINED: ClassVar[tuple[str, ...]] = ("becomes",)

    text: str
    quantity: sp.Expr
    becomes: sp.Expr
    along: Iteration
    given: Given = ()

    def symbols(self) -> set[sp.Symbol]:
        """Those of both values, and the iteration's."""
        return set(self.quantity.free_symbols | self.becomes.free_symbols) | self.along.free_symbols

    def written(self, style: Style) -> str:
        """The step."""
        return style.fill("one step: {} -> {}", r"{} \;\mapsto\; {}", self.quantity, self.becomes)
