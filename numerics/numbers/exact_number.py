"""Numbers as users give them, taken exactly: each is the rational that it is, or one line says why not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Integral, Rational, Real

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.theory.language.parse import parse_number
from neversaddle.theory.language.tokens import ParseError

#: Characters of a wrong argument that a message repeats.
SHOWN = 40


def exact(value: object, what: str, error: type[ValueError]) -> Fraction:
    """A finite number as the rational it is: int, Fraction, Rational, Decimal, text "1/3", float and mpf in binary.

    Raises `error` in one line naming `what`.
    """
    try:
        match value:
            case bool():
                pass
            case str():
                number = parse_number(value)
                return Fraction(int(number.p), int(number.q))
            case sp.Rational():
                return Fraction(int(value.p), int(value.q))
            case mpmath.mpf() if mp.isfinite(value):
                sign, man, exp, _ = value._mpf_
                size = Fraction(int(man) << max(exp, 0), 1 << max(-exp, 0))
                return -size if sign else size
            case sp.Float() if value.is_finite:
                return exact(mpmath.mpf(value._mpf_), what, error)
            case Integral():
                return Fraction(int(value))
            case Rational():
                return Fraction(int(value.numerator), int(value.denominator))
            case Decimal() if value.is_finite():
                return Fraction(value)
            case Real() if not isinstance(value, mpmath.mpf) and isfinite(value):
                return (
                    Fraction(*value.as_integer_ratio())
                    if hasattr(value, "as_integer_ratio")
                    else Fraction(float(value))
                )
        if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
            # A NumPy array of one number and no axes.
            return exact(value.item(), what, error)
    except ParseError as problem:
        raise error(f"{what}: {problem}") from None
    raise error(f'{what} must be a finite number such as 2, 0.5, Fraction(1, 3) or "1/3"; got {quoted(value)}')


def quoted(value: object) -> str:
    """An argument in a message: on one line, and not too long."""
    text = " ".join((repr(value) if isinstance(value, str) else str(value)).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


def at_precision(number: Fraction) -> mpmath.mpf:
    """The nearest mpf at the precision in force."""
    return mp.mpf(number.numerator) / number.denominator
