"""A part of a claim as one formula, in LaTeX or as plain text: the two styles."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from neversaddle.theory.language.statements import Partial
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.kinds import Part


class _PlainPrinter(StrPrinter):  # type: ignore[misc]  # SymPy is untyped
    """SymPy's text with |x| for moduli, != for inequality, 2F1(a, b; c; z), and integrals in words."""

    def _print_Abs(self, e: sp.Abs) -> str:
        inside = self._print(e.args[0])
        # Bars within bars may be read in two ways.
        return f"abs({inside})" if "|" in inside else f"|{inside}|"

    def _print_Unequality(self, e: sp.Ne) -> str:
        return f"{self._print(e.lhs)} != {self._print(e.rhs)}"

    def _print_Indexed(self, e: sp.Indexed) -> str:
        return f"{e.base.label}[{','.join(map(self._print, e.indices))}]"

    def _print_Equality(self, e: sp.Eq) -> str:
        return f"{self._print(e.lhs)} = {self._print(e.rhs)}"

    def _print_And(self, e: sp.And) -> str:
        return f"({' and '.join(map(self._nested, sorted(e.args, key=sp.default_sort_key)))})"

    def _print_Or(self, e: sp.Or) -> str:
        return f"({' or '.join(map(self._nested, sorted(e.args, key=sp.default_sort_key)))})"

    def _print_Not(self, e: sp.Not) -> str:
        return f"not {self._nested(e.args[0])}"

    def _nested(self, e: sp.Basic) -> str:
        """A condition inside another: an iff in brackets, as it binds least."""
        return f"({self._print(e)})" if isinstance(e, sp.Equivalent) else str(self._print(e))

    def _print_Implies(self, e: sp.Implies) -> str:
        return f"(if {self._nested(e.args[0])} then {self._nested(e.args[1])})"

    def _print_Equivalent(self, e: sp.Equivalent) -> str:
        return f"{'  iff  '.join(map(self._nested, sorted(e.args, key=sp.default_sort_key)))}"

    def _print_hyper(self, e: sp.hyper) -> str:
        above, below = (", ".join(map(self._print, parameters)) for parameters in (e.ap, e.bq))
        return f"{len(e.ap)}F{len(e.bq)}({above}; {below}; {self._print(e.argument)})"

    def _print_Integral(self, e: sp.Integral) -> str:
        s, *ends = map(self._print, e.limits[0])
        if not ends:
            return f"int({self._print(e.function)} d{s})"
        low, high = ends
        return f"int({self._print(e.function)} d{s}, {s} = {low}..{high})"

    def parenthesize(self, item: sp.Basic, level: int, strict: bool = False) -> str:
        """A derivative is written as a quotient, and binds as one."""
        if isinstance(item, sp.Derivative | Partial) and level >= PRECEDENCE["Mul"]:
            return f"({self._print(item)})"
        return str(super().parenthesize(item, level, strict))

    def _print_Derivative(self, e: sp.Derivative) -> str:
        total = sum(order for _, order in e.variable_count)
        times = "" if total == 1 else f"^{total}"
        by = " ".join(f"d{self._print(v)}{'' if n == 1 else f'^{n}'}" for v, n in e.variable_count)
        return f"d{times}/{by} [{self._print(e.expr)}]"


@lru_cache(maxsize=8192)
def plain(expression: sp.Basic) -> str:
    """A formula as one line of text.

    >>> x = sp.Symbol("x", real=True)
    >>> plain(sp.Abs(x) ** sp.Rational(3, 2) * sp.hyper([1, 2], [3], x))
    '|x|**(3/2)*2F1(1, 2; 3; x)'
    """
    return str(_PlainPrinter().doprint(expression))


@lru_cache(maxsize=8192)
def _latex(expression: sp.Basic) -> str:
    return str(sp.latex(expression))


LATEX = Style(_latex, True)
TEXT = Style(plain, False)


def part_latex(part: Part) -> str:
    """One part as a LaTeX formula."""
    return part.written(LATEX)


def part_text(part: Part) -> str:
    """One part as one line of text.

    >>> x = sp.Symbol("x", real=True)
    >>> from neversaddle.theory.statement.relations import Inequality
    >>> part_text(Inequality("-", sp.S.Zero, sp.Abs(x)))
    '0 <= |x|'
    """
    return part.written(TEXT)
