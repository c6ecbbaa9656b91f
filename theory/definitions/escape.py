"""What the words mean for escape from a saddle under unit force |f'| = 1: times that attacks evaluate.

A constant force |f'| = c multiplies speeds by c^(q-1), and so times by c^(-(q-1)).
"""

from __future__ import annotations

import sympy as sp
from sympy.core.function import ArgumentIndexError
from sympy.printing.printer import Printer


def _settings(**values: str) -> str:
    """Parameters by name, and only the name where that is the value."""
    return ", ".join(name if name == value else f"{name} = {value}" for name, value in values.items())


class EscapeTime(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """EscapeTime(L, n, q, lam, u_0, u): time in which n equal weights of a coordinate grow from |w|^q = u_0 to u.

    The other L - n weights have |w_i|^q = |w|^q + lam; at n = L there are none. Negative for u < u_0. At n = 1 and
    u_0 = 0 it is OrbitTime; in general it is infinite at u_0 = 0, where it is nan here.
    """

    nargs = 6

    @classmethod
    def eval(cls, depth: sp.Expr, n: sp.Expr, q: sp.Expr, lam: sp.Expr, u_0: sp.Expr, u: sp.Expr) -> sp.Expr | None:
        """0 where it ends as it begins, nan where it may not begin."""
        if u_0.is_zero and not (n == 1 and lam.is_positive):
            return sp.nan
        begun = u_0.is_nonnegative or (u_0.is_Pow and u_0.base.is_positive)
        return sp.S.Zero if u == u_0 and begun else None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivatives in u_0 and u."""
        depth, n, q, lam, u_0, u = self.args
        if argindex == 5:
            return -self.rate(depth, n, q, lam, u_0)
        if argindex == 6:
            return self.rate(depth, n, q, lam, u)
        raise ArgumentIndexError(self, argindex)

    @classmethod
    def rate(cls, depth: sp.Expr, n: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
        """dt/du, from dw = (product of the other weights)^(q-1) dt and u = w^q."""
        others = u ** ((n - 1) * (q - 1) / q) * (u + lam) ** ((depth - n) * (q - 1) / q)
        return u ** (1 / q - 1) / (q * others)

    def _eval_is_extended_real(self) -> bool:
        return True

    def _sympystr(self, printer: Printer) -> str:
        depth, n, q, lam, u_0, u = map(printer._print, self.args)
        return f"t({u_0} -> {u}; {_settings(n=n, L=depth, q=q, **{'lambda': lam})})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        depth, n, q, _, u_0, u = map(printer._print, self.args)
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{{t_{{{n}/{depth},\,{q}}}}}{power}\left({u_0} \to {u}\right)"


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
