"""What a sentence about a solution says of other times: values at the start and in the limit, and integrals."""

from __future__ import annotations

from collections.abc import Collection

import sympy as sp
from sympy.printing.printer import Printer

from neversaddle.theory.language.families import Over

#: The time that has passed since the start.
TIME = sp.Symbol("t", nonnegative=True)
#: Times of integrals within integrals, from the outermost; each name and the one for it further inside, inner first.
NAMES = ("t", "s", "r", "z")
LATER = tuple(zip(NAMES[1::-1], NAMES[2:0:-1], strict=True))


class OfOtherTimes(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """A number that does not change with what is now."""

    nargs = 1

    def _eval_is_extended_real(self) -> bool:
        return True


class Initially(OfOtherTimes):
    """The value at time 0 of what moves.

    >>> Initially(-sp.Symbol("x", real=True))
    -x(t=0)
    """

    @classmethod
    def eval(cls, e: sp.Expr) -> sp.Expr | None:
        """A number as a factor stands before it, and is what it was."""
        factor, rest = e.as_coeff_Mul()
        return e if rest == 1 else None if factor == 1 else factor * cls(rest)

    def _sympystr(self, printer: Printer) -> str:
        inside = printer._print(self.args[0])
        if isinstance(self.args[0], sp.Symbol):
            # f(0) would be the value of the function f.
            return f"{inside}(t=0)"
        return f"{inside}(0)" if isinstance(self.args[0], sp.Indexed) else f"({inside})(0)"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\left[{printer._print(self.args[0])}\right]_{{t=0}}{power}"


class Finally(OfOtherTimes):
    """The value at the point that a solution tends to, of what is a function of that point."""

    def _sympystr(self, printer: Printer) -> str:
        return f"{printer._print(self.args[0])}(oo)"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{printer._print(self.args[0])}(\infty){power}"


class TimeIntegral(OfOtherTimes):
    """The integral over time, from 0 until now, of what moves; one within another runs until the time of that.

    >>> a, b = sp.symbols("a b", real=True)
    >>> TimeIntegral(-a), TimeIntegral(a * TimeIntegral(b))
    (-int_0^t(a), int_0^t(a*int_0^s(b)))
    """

    @classmethod
    def eval(cls, e: sp.Expr) -> sp.Expr | None:
        """A number as a factor stands before the integral."""
        factor, rest = e.as_coeff_Mul()
        if rest == 1:
            return e * TIME
        return None if factor == 1 else factor * cls(rest)

    def _sympystr(self, printer: Printer) -> str:
        inside = printer._print(self.args[0])
        for outer, inner in LATER:
            inside = inside.replace(f"int_0^{outer}", f"int_0^{inner}")
        return f"int_0^t({inside})"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        inside = printer._print(self.args[0])
        for outer, inner in LATER:
            inside = inside.replace(rf"\int_0^{outer} ", rf"\int_0^{inner} ")
        for outer, inner in zip(NAMES[2:0:-1], NAMES[:1:-1], strict=True):
            inside = inside.replace(rf"\,d{outer}\right", rf"\,d{inner}\right")
        return rf"{{\left(\int_0^t {inside}\,ds\right)}}{power}"


def speaks_of_now(e: sp.Basic, moving: Collection[sp.Basic]) -> bool:
    """Whether letters of the `moving` occur beside their values at other times; an integral until now is of now."""
    if isinstance(e, OfOtherTimes):
        return isinstance(e, TimeIntegral)
    if isinstance(e, sp.Indexed):
        return e.base in moving
    return e in moving or any(speaks_of_now(part, moving) for part in e.args)


def pushed(e: sp.Basic, moving: Collection[sp.IndexedBase]) -> sp.Basic:
    """Values of expressions at other times as expressions in the values that members of the `moving` have there."""
    if isinstance(e, Initially | Finally):
        return _at(type(e), pushed(e.args[0], moving), moving)
    if isinstance(e, Over):
        letter, share = e.opened()
        return e.closed(letter, pushed(share, moving))
    return e if isinstance(e, sp.Indexed) or not e.args else e.func(*(pushed(part, moving) for part in e.args))


def _at(time: type[OfOtherTimes], e: sp.Basic, moving: Collection[sp.IndexedBase]) -> sp.Basic:
    if isinstance(e, OfOtherTimes):
        return e
    if e in moving:
        return time(e)
    if isinstance(e, sp.Indexed):
        return time(e) if e.base in moving else e
    if isinstance(e, Over):
        letter, share = e.opened()
        return e.closed(letter, _at(time, share, moving))
    return e.func(*(_at(time, part, moving) for part in e.args)) if e.args else e
