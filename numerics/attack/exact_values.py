"""Exact rational values of formulas: by fractions, which is quick, and by SymPy where that is not all there is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Any

import sympy as sp

#: Bits beyond which a power is not worked out exactly: a quadrature does not see them.
LARGEST = 2**16


def exact_value(e: sp.Expr, values: Mapping[sp.Symbol, Any]) -> Fraction | None:
    """The value, where every symbol stands for a Fraction and it is rational, and not of too many digits; else None.

    >>> x = sp.Symbol("x")
    >>> exact_value(x**2 / 3 - 1, {x: Fraction(1, 2)}), exact_value(sp.sqrt(x), {x: Fraction(2)})
    (Fraction(-11, 12), None)
    """
    try:
        value = _by_fractions(e, values)
    except OverflowError:
        return None
    if value is not None or not all(isinstance(values.get(s), Fraction) for s in e.free_symbols):
        return value
    known = e.subs(in_sympy({s: values[s] for s in e.free_symbols}))
    return as_fraction(known) if known.is_Rational else None


def _by_fractions(e: sp.Expr, values: Mapping[sp.Symbol, Any]) -> Fraction | None:
    """The value of sums, products and whole powers; None for anything else, and where a division is by zero.

    Raises OverflowError for powers of more than LARGEST bits.
    """
    if e.is_Symbol:
        value = values.get(e)
        return value if isinstance(value, Fraction) else None
    if e.is_Rational:
        return as_fraction(e)
    if not (e.is_Add or e.is_Mul or e.is_Pow):
        return None
    parts: list[Fraction] = []
    for part in e.args:
        found = _by_fractions(part, values)
        if found is None:
            return None
        parts.append(found)
    if e.is_Add:
        return sum(parts, Fraction(0))
    if e.is_Mul:
        return prod(parts, start=Fraction(1))
    base, exponent = parts
    if exponent.denominator != 1 or (base == 0 and exponent < 0):
        return None
    if abs(exponent) * max(base.numerator.bit_length(), base.denominator.bit_length()) > LARGEST:
        raise OverflowError("a power of too many digits")
    return Fraction(base ** int(exponent))


def in_sympy(instance: Mapping[sp.Symbol, Fraction]) -> dict[sp.Symbol, sp.Rational]:
    """The values of an instance as SymPy's numbers."""
    return {s: sp.Rational(v.numerator, v.denominator) for s, v in instance.items()}


def as_fraction(number: sp.Rational) -> Fraction:
    """SymPy's rational number as a Fraction."""
    return Fraction(int(number.p), int(number.q))
