"""Formulas as people read them: plain text, and the definitions that have to stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sympy as sp

from neversaddle.theory.geometry.euler import EulerIntegral, closed_form
from neversaddle.theory.geometry.implicit import InverseOf
from neversaddle.theory.statement.writing import plain


@dataclass(frozen=True)
class Definition:
    """What an implicit function in a formula is: the root of `equation` in `low` < `variable` < `high`.

    `same_as`: the formula, in an implicit function of x, whose modulus is the equation's left side.
    """

    function: InverseOf
    variable: sp.Symbol
    equation: sp.Eq
    low: sp.Expr
    high: sp.Expr
    same_as: str = ""

    def __str__(self) -> str:
        place = self._place(plain, ">=") or f" {plain(self.variable)}"
        left = plain(self.equation.lhs)
        if self.same_as:
            left = f"|{self.same_as}|, taken as a formula in {plain(self.variable)},"
        equation = f"{left} = {plain(self.equation.rhs)}"
        return f"{plain(self.function)} is the root{place} of {equation}"

    def latex(self) -> str:
        """The same, as LaTeX to stand in running text."""
        place = self._place(sp.latex, r"\ge") or f" {sp.latex(self.variable)}"
        left = sp.latex(self.equation.lhs)
        if self.same_as:
            left = rf"|{self.same_as}|$, taken as a formula in ${sp.latex(self.variable)}$, $"
        equation = f"{left} = {sp.latex(self.equation.rhs)}"
        return f"${sp.latex(self.function)}$ is the root ${place.strip()}$ of ${equation}$"

    def _place(self, show: Callable[[sp.Expr], str], at_least: str) -> str:
        """The interval of the root; nothing for the whole line."""
        if self.low == -sp.oo and self.high == sp.oo:
            return ""
        if self.low == 0 and self.high == sp.oo:
            return f" {show(self.variable)} {at_least} 0"
        return f" {show(self.low)} < {show(self.variable)} < {show(self.high)}"


def definitions(expressions: Iterable[sp.Expr]) -> tuple[Definition, ...]:
    """The definitions of all implicit functions in these formulas, each once, in order of appearance."""
    found: dict[InverseOf, Definition] = {}
    for expression in expressions:
        for function in sorted(expression.atoms(InverseOf), key=sp.default_sort_key):
            found.setdefault(function, _definition(function))
    return tuple(found.values())


def _definition(function: InverseOf) -> Definition:
    value, forward, low, high = function.args
    (variable,) = forward.variables
    left = forward.expr.xreplace({e: closed_form(e) for e in forward.expr.atoms(EulerIntegral)})
    if value.could_extract_minus_sign():
        left, value = -left, -value
    return Definition(function, variable, sp.Eq(left, value, evaluate=False), low, high)
