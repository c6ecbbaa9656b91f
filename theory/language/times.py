"""What a sentence about a solution says of its past: values at the start and integrals from there, as terms."""

from __future__ import annotations

import sympy as sp
from sympy.printing.printer import Printer

#: The time that has passed since the start.
TIME = sp.Symbol("t", nonnegative=True)


class _OfThePast(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    nargs = 1

    def _eval_is_extended_real(self) -> bool:
        return True


class Initially(_OfThePast):
    """The value at time 0 of what moves.

    >>> Initially(-sp.Symbol("x", real=True))
    -(x)(0)
    """

    @classmethod
    def eval(cls, e: sp.Expr) -> sp.Expr | None:
        """A number as a factor stands before it, and is what it was."""
        factor, rest = e.as_coeff_Mul()
        return e if rest == 1 else None if factor == 1 else factor * cls(rest)

    def _sympystr(self, printer: Printer) -> str:
        inside = printer._print(self.args[0])
        return f"{inside}(0)" if isinstance(self.args[0], sp.Symbol | sp.Indexed) else f"({inside})(0)"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\left[{printer._print(self.args[0])}\right]_{{t=0}}{power}"


class TimeIntegral(_OfThePast):
    """The integral over time, from 0 until now, of what moves.

    >>> TimeIntegral(-sp.Symbol("a", real=True))
    -int_0^t(a)
    """

    @classmethod
    def eval(cls, e: sp.Expr) -> sp.Expr | None:
        """A number as a factor stands before the integral."""
        factor, rest = e.as_coeff_Mul()
        if rest == 1:
            return e * TIME
        return None if factor == 1 else factor * cls(rest)

    def _sympystr(self, printer: Printer) -> str:
        return f"int_0^t({printer._print(self.args[0])})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{{\left(\int_0^t {printer._print(self.args[0])}\,ds\right)}}{power}"
