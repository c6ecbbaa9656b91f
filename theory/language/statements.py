"""Statements about all places, or some place, of a family; and whether two places are one."""

from __future__ import annotations

import sympy as sp
from sympy.logic.boolalg import Boolean
from sympy.printing.printer import Printer

from neversaddle.theory.language.families import Binder


class Quantified(Binder, Boolean):  # type: ignore[misc]  # SymPy is untyped
    """`body` said of the places 1..size of a bound index, but for the places `but`: `ForEach` or `ForSome`."""

    letters = "irnmbdeg"
    words = ""
    sign = ""

    def _sympystr(self, printer: Printer) -> str:
        letter, but, size, said = self._shown(printer)
        apart = f" other than {but}" if but else ""
        return f"({self.words} {letter} in 1..{size}{apart}: {said})"

    def _latex(self, printer: Printer) -> str:
        letter, but, size, said = self._shown(printer)
        apart = rf" \setminus \{{{but}\}}" if but else ""
        return rf"\left(\{self.sign} {letter} \in \{{1, \dots, {size}\}}{apart}:\ {said}\right)"


class ForEach(Quantified):
    """True of every place.

    >>> from neversaddle.theory.language.families import family, index
    >>> ForEach(sp.Eq(family("w")[index("i")], 0), index("i"), sp.Integer(3))
    (for every i in 1..3: Eq(w[i], 0))
    """

    words, sign = "for every", "forall"


class ForSome(Quantified):
    """True of some place."""

    words, sign = "for some", "exists"


class Same(sp.Expr):  # type: ignore[misc]
    """1 where two places are one, and 0 where they are two (Kronecker's delta)."""

    is_real = True

    def __new__(cls, one: sp.Expr, other: sp.Expr) -> sp.Expr:
        """Known where both are written alike, or are numbers."""
        one, other = sorted((sp.sympify(one), sp.sympify(other)), key=sp.default_sort_key)
        if one == other:
            return sp.S.One
        if one.is_Integer and other.is_Integer:
            return sp.S.Zero
        return sp.Expr.__new__(cls, one, other)

    def _sympystr(self, printer: Printer) -> str:
        return f"[{' = '.join(map(printer._print, self.args))}]"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\delta_{{{' '.join(map(printer._print, self.args))}}}{power}"


class Partial(sp.Expr):  # type: ignore[misc]
    """The partial derivative of a formula by one member of a family, all other members held fast."""

    is_real = True

    def __new__(cls, formula: sp.Expr, member: sp.Indexed) -> sp.Expr:
        """Raises ValueError for what is no member of a family."""
        if not isinstance(member, sp.Indexed):
            raise ValueError(f"{member} is no member of a family")
        return sp.Expr.__new__(cls, sp.sympify(formula), member)

    def _sympystr(self, printer: Printer) -> str:
        formula, member = map(printer._print, self.args)
        return f"d({formula})/d{member}"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        formula, member = map(printer._print, self.args)
        whole = rf"\tfrac{{\partial}}{{\partial {member}}}\left[{formula}\right]"
        return whole if exp is None else rf"\left({whole}\right)^{{{exp}}}"

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        raise NotImplementedError(f"{self} is differentiated by the kernel")
