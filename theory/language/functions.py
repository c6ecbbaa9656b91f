"""Families of functions of one real variable, one for each place: R_1, ..., R_k and their derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from sympy.printing.printer import Printer


class Applied(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """Applied(R, n, j, z): the value at z of the n-th derivative of R_j."""

    nargs = 4

    def _eval_is_extended_real(self) -> bool:
        return True

    def _sympystr(self, printer: Printer) -> str:
        name, order, place, point = self.args
        return f"{name}[{printer._print(place)}]{chr(39) * int(order)}({printer._print(point)})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        name, order, place, point = self.args
        power = "" if exp is None else f"^{{{exp}}}"
        value = rf"{{{name}_{{{printer._print(place)}}}{chr(39) * int(order)}}}"
        return rf"{value}{power}\left({printer._print(point)}\right)"


@dataclass(frozen=True)
class Functions:
    """A family of functions by its letter.

    >>> Functions(sp.Symbol("R", real=True)).slope(sp.Symbol("j"), sp.Symbol("x"))
    R[j]'(x)
    """

    letter: sp.Symbol

    def value(self, place: sp.Expr, point: sp.Expr) -> sp.Expr:
        """R_j at a point."""
        return Applied(self.letter, 0, place, point)

    def slope(self, place: sp.Expr, point: sp.Expr) -> sp.Expr:
        """R_j' at a point."""
        return Applied(self.letter, 1, place, point)

    def divergence(self, place: sp.Expr, point: sp.Expr, start: sp.Expr) -> sp.Expr:
        """How far R_j lies above its tangent at the start: Bregman's divergence of one coordinate."""
        return self.value(place, point) - self.value(place, start) - self.slope(place, start) * (point - start)
