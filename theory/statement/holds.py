"""The kind of statement about numbers and families that a condition says: equal, ordered, for every place, iff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp
from sympy.logic.boolalg import Boolean

from neversaddle.theory.language.families import constants
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kind import Style


@dataclass(frozen=True)
class Holds:
    """The condition is true, whatever values its symbols and the members of its families have."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("condition",)
    DETERMINED: ClassVar[tuple[str, ...]] = ("condition",)

    text: str
    condition: Boolean
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The numbers, the sizes and the places that are named."""
        return constants(self.condition) - {LOSS}

    def written(self, style: Style) -> str:
        """The condition."""
        return style.show(self.condition)
