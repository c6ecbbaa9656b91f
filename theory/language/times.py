"""What a sentence about a solution says of other times: values at the start and in the limit, and integrals."""

from __future__ import annotations

from collections.abc import Collection

import sympy as sp
from sympy.printing.printer import Printer

from neversaddle.theory.language.families import Over

#: The time that has passed since the start.
TIME = sp.Symbol("t", nonnegative=True)


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
        inside = printer._print(self.args[0])
        return f"{inside}(oo)" if isinstance(self.args[0], sp.Symbol | sp.Indexed) else f"({inside})(oo)"

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{printer._print(self.args[0])}(\infty){power}"


class TimeIntegral(OfOtherTimes):
    """The integral over time, from 0 until now, of what moves; one within another runs until the time of that.

    >>> a, b = sp.symbols("a b", real=True)
    >>> TimeIntegral(-a), TimeIntegral(a * TimeIntegral(b)), TimeIntegral(TIME * a)
    (-int_0^t(a), int_0^t(a*int_0^t_1(b)), int_0^t(a*t_1 dt_1))
    """

    @classmethod
    def eval(cls, e: sp.Expr) -> sp.Expr | None:
        """A number as a factor stands before the integral."""
        factor, rest = e.as_coeff_Mul()
        if rest == 1:
            return e * TIME
        return None if factor == 1 else factor * cls(rest)

    def _sympystr(self, printer: Printer) -> str:
        return self._written(0, printer, "int_0^{}({})", "int_0^{}({} d{})")

    def _latex(self, printer: Printer, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        template = r"{{\left(\int_0^{{{}}} {}\,d{}\right)}}"
        return self._written(0, printer, template, template) + power

    def _written(self, depth: int, printer: Printer, short: str, named: str) -> str:
        """An integral inside `depth` others; the time that runs in it has a name where its integrand speaks of time."""
        upper, running = _time(depth), _time(depth + 1)
        (integrand,) = self.args
        inner = sorted(_outermost(integrand), key=sp.default_sort_key)
        texts = [e._written(depth + 1, printer, short, named) for e in inner]
        there = integrand.xreplace({e: _Verbatim(text) for e, text in zip(inner, texts, strict=True)})
        speaks = there.has(TIME)
        inside = printer._print(there.xreplace({TIME: running}))
        # In text an integral of what is of now needs no name for that.
        return (named if speaks else short).format(printer._print(upper), inside, printer._print(running))


class _Verbatim(sp.Symbol):  # type: ignore[misc]  # SymPy is untyped
    """What is printed as it is called."""

    def _sympystr(self, printer: Printer) -> str:
        return str(self.name)

    def _latex(self, printer: Printer) -> str:
        return str(self.name)


def _time(depth: int) -> sp.Symbol:
    """The time until which an integral inside so many others runs."""
    return sp.Symbol(f"t_{depth}", nonnegative=True) if depth else TIME


def _outermost(e: sp.Basic) -> set[TimeIntegral]:
    """The integrals that stand in no other."""
    return {e} if isinstance(e, TimeIntegral) else set().union(*map(_outermost, e.args))


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
