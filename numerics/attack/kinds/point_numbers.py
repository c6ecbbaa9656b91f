"""Points of networks as numbers: exact ones, with everything that has a name there.

A point is an instance: the parameters, every weight, and every slope of a loss.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.kinds.states import sizes
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.theory.motion.steepest import COORDINATE, PARTIAL, SLOPE, WEIGHT, Steepest

#: Digits of numbers that are not rational, and above what a number is long.
DIGITS, LONG = 120, 10**18
#: Numbers in SymPy's form, exact.
Number: TypeAlias = sp.Expr


@dataclass(frozen=True)
class Read:
    """A point as numbers: rows of weights, rows of dx_j/dw_ij, coordinates and slopes; and all that has a name."""

    weights: list[list[Number]]
    partials: list[list[Number]]
    coordinates: list[Number]
    slopes: list[Number]
    values: dict[sp.Basic, Number]


def read(flow: Steepest, point: Instance) -> Read:
    """A point as numbers, read once."""
    return _read_once(flow, tuple(point.items()))


@lru_cache(maxsize=256)
def _read_once(flow: Steepest, items: tuple[tuple[sp.Basic, Fraction], ...]) -> Read:
    depth, width = sizes(flow, dict(items))
    values = exact(dict(items))
    weights = [[values[member(WEIGHT, i, j)] for j in range(1, width + 1)] for i in range(1, depth + 1)]
    x = [sp.Mul(*(row[j] for row in weights)) for j in range(width)]
    partials = [[sp.Mul(*(weights[n][j] for n in range(depth) if n != i)) for j in range(width)] for i in range(depth)]
    slopes = [values.get(member(SLOPE, j), sp.S.Zero) for j in range(1, width + 1)]
    values |= {member(COORDINATE, j): value for j, value in enumerate(x, start=1)}
    for i, j in itertools.product(range(depth), range(width)):
        values[member(PARTIAL, i + 1, j + 1)] = partials[i][j]
    return Read(weights, partials, x, slopes, values)


@lru_cache(maxsize=1024)
def member(base: sp.IndexedBase, *places: int) -> sp.Indexed:
    """A member by its numbers; SymPy takes long to make one."""
    return base[tuple(map(sp.Integer, places))]


def exact(point: Instance) -> dict[sp.Basic, Number]:
    """What everything in an instance is."""
    return {s: number(v) for s, v in point.items()}


def number(value: Fraction) -> Number:
    """A rational number, or, if it is long, a symbol of its name: SymPy would look for roots of it."""
    if max(abs(value.numerator), value.denominator) > LONG:
        return sp.Symbol(str(value), real=True)
    return sp.Rational(value.numerator, value.denominator)


def values_of(e: Number) -> dict[sp.Symbol, Fraction]:
    """What the symbols of long numbers stand for."""
    return {s: Fraction(s.name) for s in e.free_symbols}


def fraction_of(e: Number) -> Fraction:
    """The number, or one that has as many digits as any comparison takes."""
    if e.is_Rational:
        return Fraction(int(e.p), int(e.q))
    with mp.workdps(DIGITS):
        return Fraction(str(evaluate(e, values_of(e), MPMATH)))
