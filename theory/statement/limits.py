"""Kinds of statement about limits of expressions, and about improper integrals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.statement.hypotheses import Given
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.shapes import Truth


@dataclass(frozen=True)
class Limit:
    """`expression` tends to the finite `value` as `variable` tends to `at`, which is 0 (from above) or oo."""

    FORMULAS: ClassVar[tuple[str, ...]] = ("expression", "value")
    DETERMINED: ClassVar[tuple[str, ...]] = ("value",)

    text: str
    expression: sp.Expr
    variable: sp.Symbol
    at: sp.Expr
    value: sp.Expr
    given: Given = ()

    def symbols(self) -> set[sp.Symbol]:
        """The parameters."""
        return set(self.expression.free_symbols | self.value.free_symbols | self.at.free_symbols) - {self.variable}

    def written(self, style: Style) -> str:
        """The limit."""
        whole = self.variable, style.end(self.at), self.expression, self.value
        return style.fill("as {} -> {}: {} -> {}", r"\lim_{{{} \to {}}} {} = {}", *whole)


@dataclass(frozen=True)
class ImproperIntegral:
    """The integral of the positive `integrand` over (low, high) is finite iff `finite`, and then equals `value`.

    No `value`: of that nothing is said.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("integrand", "value", "finite")
    DETERMINED: ClassVar[tuple[str, ...]] = ("value", "finite")

    text: str
    integrand: sp.Expr
    variable: sp.Symbol
    value: sp.Expr | None
    finite: Truth
    low: sp.Expr = sp.S.Zero
    high: sp.Expr = sp.oo
    given: Given = ()

    def symbols(self) -> set[sp.Symbol]:
        """The parameters."""
        things = (self.integrand, self.finite, self.low, self.high, *([] if self.value is None else [self.value]))
        return set().union(*(e.free_symbols for e in things)) - {self.variable}

    def written(self, style: Style) -> str:
        """The integral, its value, and when it is finite."""
        parts = self.low, self.high, self.integrand, self.variable
        integral = style.fill("int({}..{}) {} d{}", r"\int_{{{}}}^{{{}}} {}\,d{}", *parts)
        if self.value is not None:
            integral = style.fill("{} = {}", "{} = {}", integral, self.value)
        return style.fill("{} < oo  iff  {}", r"{} < \infty \iff {}", integral, self.finite)
