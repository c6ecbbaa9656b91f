"""Kinds of statement about values: equal, ordered, and conditions that hold together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.statement.hypotheses import Given
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.shapes import Truth


@dataclass(frozen=True)
class Identity:
    """left = right for all values the hypotheses allow."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("left", "right")
    DETERMINED: ClassVar[tuple[str, ...]] = FORMULAS

    text: str
    left: sp.Expr
    right: sp.Expr
    given: Given = ()

    def symbols(self) -> set[sp.Symbol]:
        """Those of both sides."""
        return set(self.left.free_symbols | self.right.free_symbols)

    def written(self, style: Style) -> str:
        """The equation."""
        return style.fill("{} = {}", "{} = {}", self.left, self.right)


@dataclass(frozen=True)
class Inequality:
    """left <= right, or left < right where `strict`; with `tight`, equality holds exactly where that equation does."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("left", "right")
    DETERMINED: ClassVar[tuple[str, ...]] = ()

    text: str
    left: sp.Expr
    right: sp.Expr
    strict: bool = False
    tight: sp.Eq | None = None
    given: Given = ()

    def symbols(self) -> set[sp.Symbol]:
        """Those of both sides, and of where they are equal."""
        tight = set() if self.tight is None else self.tight.free_symbols
        return set(self.left.free_symbols | self.right.free_symbols | tight)

    def written(self, style: Style) -> str:
        """The order, and where it is an equation."""
        sides = self.left, self.right
        order = (
            style.fill("{} < {}", "{} < {}", *sides) if self.strict else style.fill("{} <= {}", r"{} \le {}", *sides)
        )
        if self.tight is None:
            return order
        equal = r"{},\quad \text{{equal}} \iff {} = {}"
        return style.fill("{}, equal iff {} = {}", equal, order, self.tight.lhs, self.tight.rhs)


@dataclass(frozen=True)
class Equivalence:
    """All conditions hold, or none does."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("conditions",)
    DETERMINED: ClassVar[tuple[str, ...]] = FORMULAS

    text: str
    conditions: tuple[Truth, ...]
    given: Given = ()

    def symbols(self) -> set[sp.Symbol]:
        """Those of all conditions."""
        return set().union(*(c.free_symbols for c in self.conditions))

    def written(self, style: Style) -> str:
        """One iff the other."""
        return style.iff(*map(style.show, self.conditions))
