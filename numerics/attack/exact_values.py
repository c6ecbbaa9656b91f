"""Exact rational values of formulas: by fractions, which is quick, and by SymPy where that is not all there is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from fractions import Fraction
from math import prod
from typing import Any

import sympy as sp

#: Bits beyond which a power is not worked out exactly: a quadrature does not see them.
LARGEST = 2**16


class Known(Enum):
    """What else may be known of a value."""

    IRRATIONAL = auto()
    NOTHING = auto()


def exact_value(e: sp.Expr, values: Mapping[sp.Symbol, Any]) -> Fraction | None:
    """The value, where every symbol stands for a Fraction and it is rational, and not of too many digits; else None.

    >>> x = sp.Symbol("x")
    >>> exact_value(x**2 / 3 - 1, {x: Fraction(1, 2)}), exact_value(sp.sqrt(x), {x: Fraction(2)})
    (Fraction(-11, 12), None)
    """
    value = quick_value(e, values)
    if isinstance(value, Fraction):
        return value
    if value is Known.IRRATIONAL or not all(isinstance(values.get(s), Fraction) for s in e.free_symbols):
        return None
    try:
        known = e.subs(in_sympy({s: values[s] for s in e.free_symbols}))
    except TypeError:
        # SymPy compares arguments of 2F1, which may be nan.
        return None
    return as_fraction(known) if known.is_Rational else None


def quick_value(e: sp.Expr, values: Mapping[sp.Symbol, Any]) -> Fraction | Known:
    """The value of sums, products and powers of rational numbers, where that takes fractions alone.

    A rational number with one irrational one makes an irrational one; of two of those nothing is known, nor of a
    division by zero. Powers of more than LARGEST bits count as irrational.

    >>> x = sp.Symbol("x")
    >>> quick_value(sp.sqrt(x) + 1, {x: Fraction(4)}), quick_value(sp.sqrt(x) + 1, {x: Fraction(2)})
    (Fraction(3, 1), <Known.IRRATIONAL: 1>)
    """
    if e.is_Symbol:
        value = values.get(e)
        return value if isinstance(value, Fraction) else Known.NOTHING
    if e.is_Rational:
        return as_fraction(e)
    if not (e.is_Add or e.is_Mul or e.is_Pow):
        return Known.NOTHING
    parts = [quick_value(part, values) for part in e.args]
    numbers = [part for part in parts if isinstance(part, Fraction)]
    if len(numbers) == len(parts):
        if e.is_Pow:
            return _power(*numbers)
        return sum(numbers, Fraction(0)) if e.is_Add else prod(numbers, start=Fraction(1))
    alone = len(numbers) == len(parts) - 1 and Known.IRRATIONAL in parts
    return Known.IRRATIONAL if alone and not e.is_Pow and (e.is_Add or 0 not in numbers) else Known.NOTHING


def _power(base: Fraction, exponent: Fraction) -> Fraction | Known:
    if base == 0 and exponent < 0:
        return Known.NOTHING
    if exponent.denominator > 1:
        if base < 0:
            return Known.NOTHING
        # Of a reduced fraction both have to be powers.
        above, below = (sp.integer_nthroot(n, exponent.denominator) for n in (base.numerator, base.denominator))
        if not (above[1] and below[1]):
            return Known.IRRATIONAL
        base = Fraction(int(above[0]), int(below[0]))
    if abs(exponent.numerator) * max(base.numerator.bit_length(), base.denominator.bit_length()) > LARGEST:
        return Known.IRRATIONAL
    return base**exponent.numerator


def in_sympy(instance: Mapping[sp.Symbol, Fraction]) -> dict[sp.Symbol, sp.Rational]:
    """The values of an instance as SymPy's numbers."""
    return {s: sp.Rational(v.numerator, v.denominator) for s, v in instance.items()}


def as_fraction(number: sp.Rational) -> Fraction:
    """SymPy's rational number as a Fraction."""
    return Fraction(int(number.p), int(number.q))
