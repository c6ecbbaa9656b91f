"""The inverse of an increasing function, where no closed form of it exists."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp
from sympy.printing.printer import Printer

#: Ends are looked for as far as 2^-FARTHEST from them, or 2^FARTHEST towards infinity.
FARTHEST = 2**16


class InverseOf(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """InverseOf(v, Lambda(s, F(s)), low, high): the s in (low, high) with F(s) = v, for F increasing there.

    At v = F(low) and F(high) it is that end. Differentiates exactly, by ds/dv = 1/F'(s), and evaluates to any
    precision, to nan where F does not take the value v. It prints as s(x) where x is the one
    symbol that v has and F has not, else as s(v); what it is the inverse of has to be said beside the formula.

    >>> v, s = sp.symbols("v s", positive=True)
    >>> cubic = InverseOf(v, sp.Lambda(s, s**3 + s), sp.S.Zero, sp.oo)
    >>> cubic.subs(v, 10).n(15)
    2.00000000000000
    >>> cubic.subs(v, 0)
    0
    """

    nargs = 4

    @classmethod
    def eval(cls, value: sp.Expr, forward: sp.Lambda, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
        """The end of the interval where the function reaches the value there; no search ever gets to it."""
        if not value.free_symbols <= forward.free_symbols:
            return None
        if value.is_infinite:
            # An increasing function comes from -oo and goes to oo, which SymPy may write as its 1/0.
            end = low if value == -sp.oo else high
            return end if _reached(forward, end).is_infinite else None
        return next((end for end in (low, high) if _reached(forward, end) == value), None)

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        """ds = (dv - dF at fixed s)/F'(s); F may hold parameters of its own."""
        variable, forward = self.args[1].variables[0], self.args[1].expr
        moved = sp.diff(self.args[0], symbol) - sp.diff(forward, symbol).subs(variable, self)
        return moved / sp.diff(forward, variable).subs(variable, self)

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.args[2].is_nonnegative else None

    def _eval_evalf(self, prec: int) -> sp.Expr | None:
        value, forward, low, high = self.args
        if value.free_symbols or forward.free_symbols:
            return None
        if not value.is_finite:
            return sp.nan
        # Whole steps of precision: the expression around it asks again and again for slightly different ones.
        return _solved(sp.Lambda(forward.variables, forward.expr - value), low, high, 64 * (prec // 64 + 1))

    @property
    def argument(self) -> sp.Expr:
        """What it is printed as a function of."""
        value, forward = self.args[:2]
        own = sorted(value.free_symbols - forward.free_symbols, key=str)
        return own[0] if len(own) == 1 else value

    def _sympystr(self, printer: Printer) -> str:
        return f"{printer._print(self.args[1].variables[0])}({printer._print(self.argument)})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        name = printer._print(self.args[1].variables[0])
        argument = printer._print(self.argument)
        return f"{name}{power}({argument})" if self.argument.is_Symbol else rf"{name}{power}\left({argument}\right)"


def _reached(forward: sp.Lambda, end: sp.Expr) -> sp.Expr:
    """The function at an end of its interval, an integral over nothing being 0."""
    return forward(end).replace(lambda e: isinstance(e, sp.Integral) and _is_empty(e), lambda e: sp.S.Zero)


def _is_empty(integral: sp.Integral) -> bool:
    return any(len(limit) == 3 and limit[1] == limit[2] for limit in integral.limits)


def _bracket(gap: sp.Lambda, low: sp.Expr, high: sp.Expr, prec: int) -> tuple[sp.Expr, sp.Expr] | None:
    """Two points of (low, high) between which the increasing function `gap` changes sign; None if none is found."""

    def point(k: int) -> sp.Expr:
        """A point that tends to `high` as k -> oo and to `low` as k -> -oo; a Float, with digits for so close to both.

        SymPy would look for roots and factors of exact numbers of this size.
        """
        step = sp.Float(2, precision=prec + 2 * abs(k)) ** k
        if low.is_finite and high.is_finite:
            return low + (high - low) * step / (1 + step)
        if low.is_finite:
            return low + step
        return high - 1 / step if high.is_finite else (step - 1 / step)

    right = left = 0
    while gap(point(right)).evalf() < 0:
        right += 1 + right // 2
        if right > FARTHEST:
            return None
    while gap(point(left)).evalf() > 0:
        left -= 1 + abs(left) // 2
        if left < -FARTHEST:
            return None
    return point(left), point(right)


@lru_cache(maxsize=256)
def _solved(gap: sp.Lambda, low: sp.Expr, high: sp.Expr, prec: int) -> sp.Expr:
    """The zero of an increasing function, to `prec` bits: Newton's method, halving the bracket where it leaves it.

    nan where the function has none.
    """
    found = _bracket(gap, low, high, prec)
    if found is None:
        return sp.nan
    digits = int(prec / 3.32) + 15
    slope = sp.Lambda(gap.variables, sp.diff(gap.expr, gap.variables[0]))
    left, right = (end.evalf(digits) for end in found)
    s = (left + right) / 2
    for _ in range(4 * prec):
        rest = gap(s).evalf(digits)
        left, right = (left, s) if rest > 0 else (s, right)
        step = s - rest / slope(s).evalf(digits)
        if abs(step - s) <= abs(s) * sp.Float(10, digits) ** (8 - digits):
            return step
        s = step if left < step < right else (left + right) / 2
    return s
