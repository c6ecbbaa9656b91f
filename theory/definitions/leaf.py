"""What the words mean on the lambda-balanced leaf of depth L: definitions that proofs unfold and attacks evaluate.

Each is a function of (L, q, lambda, u), u = |w_1|^q >= 0. They carry their defining derivative and their value at
u = 0, never a closed form: those are what the claims state.
"""

from __future__ import annotations

import sympy as sp
from sympy.core.function import ArgumentIndexError
from sympy.printing.printer import Printer

from neversaddle.theory.language.symbols import L, lam, q


class _OnLeaf(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """A function of (L, q, lambda, u), printed as `letter`(u), with those of L, q and lambda that are others."""

    nargs = 4
    letter = ""
    latex_letter = ""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivatives in u and lambda > 0; the latter by Euler's relation u f_u + lambda f_lambda = degree f."""
        if argindex not in (3, 4):
            raise ArgumentIndexError(self, argindex)
        slope = self.rate(*self.args)
        if argindex == 4:
            return slope
        depth, q, lam, u = self.args
        return (self.degree(depth, q) * self - u * slope) / lam

    @classmethod
    def degree(cls, depth: sp.Expr, q: sp.Expr) -> sp.Expr:
        """The power of s by which the function is multiplied where lambda and u are multiplied by s > 0.

        All |w_i|^q are multiplied by s then, so |x| by s^(L/q) and h, a sum of products of L - 1 of them, by s^(L-1).
        """
        raise NotImplementedError

    @classmethod
    def rate(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
        """The defining derivative with respect to u."""
        raise NotImplementedError

    def _eval_is_extended_real(self) -> bool:
        return True

    def _sympystr(self, printer: Printer) -> str:
        return f"{self.letter}({'; '.join(self._shown(printer))})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        name, arguments = f"{{{self.latex_letter or self.letter}}}{power}", r";\ ".join(self._shown(printer))
        return f"{name}({arguments})" if self.args[3].is_Symbol else rf"{name}\left({arguments}\right)"

    def _shown(self, printer: Printer) -> list[str]:
        """u, and what stands in the place of L, q or lambda."""
        places = zip((L, q, lam), self.args, strict=False)
        others = [f"{printer._print(usual)} = {printer._print(here)}" for usual, here in places if here != usual]
        return [printer._print(self.args[3]), *others]


class _FromZero(_OnLeaf):
    """A function on the leaf that vanishes at u = 0; nan at lambda = 0, where orbit time need not start at u = 0."""

    @classmethod
    def eval(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr | None:
        if lam.is_zero:
            return sp.nan
        return sp.S.Zero if u == 0 and lam.is_positive and q.is_positive else None


def size(depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
    """|x| = product of |w_i| with |w_1|^q = u and |w_i|^q = u + lambda for the L - 1 others."""
    return u ** (1 / q) * (u + lam) ** ((depth - 1) / q)


class Size(_OnLeaf):
    """|x| on the leaf, the product of the |w_i|: what `size` writes out."""

    letter = "x"

    @classmethod
    def eval(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr | None:
        """0 where the first weight is."""
        return sp.S.Zero if u == 0 and q.is_positive else None

    @classmethod
    def unfold(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
        """The product of the weights."""
        return size(depth, q, lam, u)

    @classmethod
    def degree(cls, depth: sp.Expr, q: sp.Expr) -> sp.Expr:
        """A product of L weights, the q-th powers of which are multiplied by s."""
        return depth / q

    @classmethod
    def rate(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
        """The derivative with respect to u: one term for the first weight, L - 1 for the others."""
        return cls(depth, q, lam, u) * (1 / u + (depth - 1) / (u + lam)) / q


class InverseMetric(_OnLeaf):
    """(R'')^(-1) = sum_i |dx/dw_i|^q: one term without |w_1|^q, and L - 1 terms without one of the others."""

    letter = "h"

    @classmethod
    def unfold(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
        """The sum with equal terms taken together."""
        return (u + lam) ** (depth - 1) + (depth - 1) * u * (u + lam) ** (depth - 2)

    @classmethod
    def degree(cls, depth: sp.Expr, q: sp.Expr) -> sp.Expr:
        """Products of L - 1 of the u_i."""
        return depth - 1

    @classmethod
    def rate(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
        """The derivative with respect to u."""
        s = sp.Dummy("s", positive=True)
        return sp.diff(cls.unfold(depth, q, lam, s), s).subs(s, u)


class OrbitTime(_FromZero):
    """y, 0 at u = 0, with dx/dy the inverse metric: the mirror coordinate R'(x) on the branch x >= 0."""

    letter = "y"

    @classmethod
    def degree(cls, depth: sp.Expr, q: sp.Expr) -> sp.Expr:
        """That of x over that of dx/dy: L/q - (L - 1) = kappa/q."""
        return depth / q - (depth - 1)

    @classmethod
    def rate(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
        """The derivative with respect to u."""
        s = sp.Dummy("s", positive=True)
        return (sp.diff(size(depth, q, lam, s), s) / InverseMetric.unfold(depth, q, lam, s)).subs(s, u)


class Conjugate(_FromZero):
    """R*(y), 0 at u = 0, with dR* = x dy."""

    letter = "Rstar"
    latex_letter = "R^{*}"

    @classmethod
    def degree(cls, depth: sp.Expr, q: sp.Expr) -> sp.Expr:
        """That of x dy."""
        return 2 * depth / q - (depth - 1)

    @classmethod
    def rate(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
        """The derivative with respect to u."""
        return size(depth, q, lam, u) * OrbitTime.rate(depth, q, lam, u)


class Potential(_FromZero):
    """R(x), 0 at u = 0, with dR = y dx."""

    letter = "R"

    @classmethod
    def degree(cls, depth: sp.Expr, q: sp.Expr) -> sp.Expr:
        """That of y dx."""
        return 2 * depth / q - (depth - 1)

    @classmethod
    def rate(cls, depth: sp.Expr, q: sp.Expr, lam: sp.Expr, u: sp.Expr) -> sp.Expr:
        """The derivative with respect to u."""
        s = sp.Dummy("s", positive=True)
        return OrbitTime(depth, q, lam, u) * sp.diff(size(depth, q, lam, s), s).subs(s, u)


def written_out(expression: sp.Expr) -> sp.Expr:
    """The expression with |x| and the inverse metric as sums and products of powers."""
    if not expression.has(InverseMetric, Size):
        return expression
    return expression.replace(InverseMetric, InverseMetric.unfold).replace(Size, Size.unfold)


class PathLength(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """PathLength(q, a, delta): Euclidean length of |w_1|^q - |w_2|^q = a^q from (a, 0) to w_1 w_2 = delta > 0.

    Along w = w_2 the slope is dw_1/dw_2 = (w_2/w_1)^(q-1), with w_1 = (w_2^q + a^q)^(1/q).
    """

    nargs = 3

    @classmethod
    def eval(cls, q: sp.Expr, a: sp.Expr, delta: sp.Expr) -> sp.Expr | None:
        """0 where it ends as it begins."""
        return sp.S.Zero if delta == 0 and a.is_positive else None

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivative in delta.

        The tangent is (w_2^(q-1), w_1^(q-1)), so d length/d delta = sqrt(w_1^(2q-2) + w_2^(2q-2))/(w_1^q + w_2^q). The
        root is sqrt(2) at q = 1, and that of w_1^2 + w_2^2, which is the denominator, at q = 2.
        """
        if argindex != 3:
            raise ArgumentIndexError(self, argindex)
        q, a, delta = self.args
        if q in (1, 2):
            return sp.sqrt(2 / (a**2 + 4 * delta)) if q == 1 else (a**4 + 4 * delta**2) ** sp.Rational(-1, 4)
        return sp.sqrt(self.tangent(q, a, delta)) / self.whole(q, a, delta)

    @staticmethod
    def whole(q: sp.Expr, a: sp.Expr, delta: sp.Expr) -> sp.Expr:
        """w_1^q + w_2^q: its square is that of their difference, a^(2q), and 4 delta^q."""
        return sp.sqrt(a ** (2 * q) + 4 * delta**q)

    @classmethod
    def tangent(cls, q: sp.Expr, a: sp.Expr, delta: sp.Expr) -> sp.Expr:
        """w_1^(2q-2) + w_2^(2q-2)."""
        whole = cls.whole(q, a, delta)
        return sp.Add(*(((whole + apart) / 2) ** (2 - 2 / q) for apart in (a**q, -(a**q))))

    def _eval_is_extended_real(self) -> bool:
        return True

    def _sympystr(self, printer: Printer) -> str:
        q, *ends = map(printer._print, self.args)
        return f"length({', '.join(ends)}; q)" if q == "q" else f"length({', '.join(ends)}; q = {q})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        q, *ends = map(printer._print, self.args)
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{{\ell_{{{q}}}}}{power}\left({', '.join(ends)}\right)"
