"""What the words mean for escape from a saddle under unit force |f'| = 1: times that attacks evaluate.

A constant force |f'| = c multiplies speeds by c^(q-1), and so times by c^(-(q-1)).
"""

from __future__ import annotations

import sympy as sp
from sympy.printing.printer import Printer


def _settings(**values: str) -> str:
    """Parameters by name, and only the name where that is the value."""
    return ", ".join(name if name == value else f"{name} = {value}" for name, value in values.items())


class ReachTime(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """ReachTime(L, q, omega, delta): time from w_1 = 0, w_i = omega > 0 (i >= 2) until the product of all is delta."""

    nargs = 4

    def _eval_is_extended_real(self) -> bool:
        return True

    def _sympystr(self, printer: Printer) -> str:
        depth, q, *ends = map(printer._print, self.args)
        return f"T({', '.join(ends)}; {_settings(L=depth, q=q)})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        depth, q, *ends = map(printer._print, self.args)
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{{T_{{{depth},\,{q}}}}}{power}\left({', '.join(ends)}\right)"
