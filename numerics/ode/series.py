"""A tape read as power series: the coefficients of the solution of y' = f(t, y), in whatever arithmetic.

The arithmetic is what `Numbers` says: gmpy2, mpmath or balls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from neversaddle.numerics.ode.recurrences import Recurrences

#: A number of some arithmetic: mpfr, mpf or arb.
Number: TypeAlias = Any
Series: TypeAlias = "list[Number]"


@dataclass(frozen=True)
class Numbers:
    """An arithmetic at the precision in force.

    `dot(a, b)` is sum a_i b_i up to the end of the shorter; `power(z, e)` is z^e for z > 0; `functions` are known by
    name, "pi" and "e" among them.
    """

    name: str
    rational: Callable[[Fraction], Number]
    dot: Callable[[Sequence[Number], Sequence[Number]], Number]
    power: Callable[[Number, Fraction], Number]
    root: Callable[[Number], Number]
    functions: Mapping[str, Callable[..., Number]]

    def constant(self, kind: str, of: Any) -> object:
        """What a source of recurrences holds of the arithmetic."""
        match kind:
            case "rational":
                return self.rational(of)
            case "rationals":
                return list(map(self.rational, of))
            case "named":
                return self.functions[of]()
            case "function":
                return self.functions[of]
        return {"power": self.power, "root": self.root, "exponent": of}[kind]


class Reader:
    """The series of some entries of a tape in an arithmetic, to be made and used at one precision.

    Entries without a state among them (no rates) are plain functions, whose values are the coefficients of order 0.

    >>> from neversaddle.numerics.ode.arithmetics import MPMATH
    >>> from neversaddle.numerics.ode.recurrences import recurrences
    >>> from neversaddle.numerics.ode.tape import Tape
    >>> tape = Tape()
    >>> reader = Reader(recurrences(tape, [tape.state(0).index]), MPMATH)
    >>> [str(c) for c in reader.coefficients(0, [MPMATH.rational(Fraction(1))], 4)[0]]
    ['1.0', '1.0', '0.5', '0.166666666666667', '0.0416666666666667']
    """

    def __init__(self, source: Recurrences, numbers: Numbers) -> None:
        self.source = source
        #: The series of the entries wanted, as they were read last.
        self.series: dict[int, Series] = {}
        #: The power series of the entries "given", by their indices.
        self.given: Sequence[Series] = []
        self._dot = numbers.dot
        self._constants = [numbers.constant(*constant) for constant in source.constants]

    @cached_property
    def _values(self) -> Callable[..., list[Number]]:
        found: Callable[..., list[Number]] = self.source.values(self._dot, self._constants)
        return found

    @cached_property
    def _advance(self) -> Callable[..., list[Series]]:
        found: Callable[..., list[Series]] = self.source.advance(self._dot, self._constants)
        return found

    def coefficients(self, time: Number, state: Sequence[Number], order: int) -> list[Series]:
        """Coefficients 0 ... order of each unknown, returned, and of every entry wanted, in `series`.

        Where the field has no value, numbers are not finite, or the arithmetic's own error is raised.
        """
        unknowns: list[Series] = [[value] for value in state]
        if order and len(state) != len(self.source.rates):
            raise ValueError(f"{len(state)} unknowns cannot move at {len(self.source.rates)} rates")
        found = self._advance(order, time, unknowns, self.given)
        self.series = dict(zip(self.source.wanted, found, strict=True))
        return unknowns

    def at(self, time: Number, state: Sequence[Number]) -> list[Number]:
        """The values of the entries wanted at a state, in their order."""
        return self._values(time, state, self.given)


def value_at(series: Series, x: Number) -> Number:
    """A polynomial, its coefficients from the constant term up, at a point, by Horner's rule.

    >>> value_at([1, 2, 3], 10)
    321
    """
    total = series[-1]
    for c in reversed(series[:-1]):
        total = total * x + c
    return total
