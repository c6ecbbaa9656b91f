"""A tape read as power series: the coefficients of the solution of y' = f(t, y), one after the other.

Every operation has a recurrence for its n-th coefficient in terms of earlier ones (Jorba and Zou, A software package
for the numerical integration of ODEs by means of high-order Taylor methods, 2005); the arithmetic is whatever
`Numbers` says: gmpy2, mpmath or balls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from neversaddle.numerics.ode.tape import Operation, Tape

#: A number of some arithmetic: mpfr, mpf or arb.
Number: TypeAlias = Any
Series: TypeAlias = "list[Number]"
Advance: TypeAlias = "Callable[[int], None]"


@dataclass(frozen=True)
class Numbers:
    """An arithmetic at the precision in force.

    `dot(a, b)` is sum a_i b_i; `power(z, e)` is z^e for z > 0; `functions` are known by name, "pi" and "e" among them.
    """

    name: str
    rational: Callable[[Fraction], Number]
    dot: Callable[[Sequence[Number], Sequence[Number]], Number]
    power: Callable[[Number, Fraction], Number]
    root: Callable[[Number], Number]
    functions: Mapping[str, Callable[..., Number]]


class Reader:
    """The series of every entry of a tape, for a state that moves by y' = the entries `rates`.

    To be made and used at one precision. `coefficients(time, state, order)` fills `series`; entries without a state
    among them (rates = ()) are plain functions, whose values are the coefficients of order 0.

    >>> from neversaddle.numerics.ode.arithmetics import MPMATH
    >>> tape = Tape()
    >>> reader = Reader(tape, [tape.state(0).index], MPMATH)
    >>> [str(c) for c in reader.coefficients(0, [MPMATH.rational(Fraction(1))], 4)[0]]
    ['1.0', '1.0', '0.5', '0.166666666666667', '0.0416666666666667']
    """

    def __init__(self, tape: Tape, rates: Sequence[int], numbers: Numbers) -> None:
        self.rates = list(rates)
        self.series: list[Series] = [[] for _ in tape.operations]
        #: The power series of the entries "given", by their indices.
        self.given: list[Series] = []
        self._numbers = numbers
        self._zero = numbers.rational(Fraction(0))
        self._one = numbers.rational(Fraction(1))
        self._steps = [self._advance(op, i) for i, op in enumerate(tape.operations)]

    def coefficients(self, time: Number, state: Sequence[Number], order: int) -> list[Series]:
        """Coefficients 0 ... order of each unknown, returned, and of every entry, in `series`.

        Where the field has no value, numbers are not finite, or the arithmetic's own error is raised.
        """
        for line in self.series:
            line.clear()
        self._now = time
        unknowns: list[Series] = [[value] for value in state]
        self._unknowns = unknowns
        rates = [self.series[i] for i in self.rates]
        for n in range(order + 1):
            for step in self._steps:
                step(n)
            if n < order:
                for unknown, rate in zip(unknowns, rates, strict=True):
                    unknown.append(rate[n] / (n + 1))
        return unknowns

    def at(self, time: Number, state: Sequence[Number]) -> Callable[[int], Number]:
        """What stands at each entry, at a state: the coefficients of order 0, by the entries' indices."""
        self.coefficients(time, state, 0)
        return lambda entry: self.series[entry][0]

    def _advance(self, op: Operation, index: int) -> Advance:
        series, numbers = self.series, self._numbers
        out = series[index]
        put, zero = out.append, self._zero
        dot = numbers.dot
        match op.kind:
            case "constant" | "named":
                value = numbers.rational(op.numbers[0]) if op.kind == "constant" else numbers.functions[op.name]()
                return lambda n: put(zero if n else value)
            case "time":
                return lambda n: put(self._now if n == 0 else self._one if n == 1 else zero)
            case "state":
                which = int(op.numbers[0])
                return lambda n: put(self._unknowns[which][n])
            case "given":
                which = int(op.numbers[0])
                return lambda n: put(self.given[which][n])
            case "linear":
                return _linear(op, series, numbers, put)
            case "product":
                return (
                    _square(series[op.entries[0]], put, dot)
                    if op.entries[0] == op.entries[1]
                    else _product(series[op.entries[0]], series[op.entries[1]], put, dot)
                )
            case "quotient":
                return _quotient(series[op.entries[0]], series[op.entries[1]], out, dot)
            case "power":
                return _power(series[op.entries[0]], out, op.numbers[0], numbers)
            case "primitive":
                sign = int(op.numbers[0]) if op.numbers else 1
                function = numbers.functions[op.name]
                return _primitive(series[op.entries[0]], series[op.entries[1]], put, sign, function, dot)
        raise ValueError(f"no recurrence for {op.kind}")


def value_at(series: Series, x: Number) -> Number:
    """A polynomial, its coefficients from the constant term up, at a point, by Horner's rule.

    >>> value_at([1, 2, 3], 10)
    321
    """
    total = series[-1]
    for c in reversed(series[:-1]):
        total = total * x + c
    return total


def _linear(op: Operation, series: list[Series], numbers: Numbers, put: Callable[[Number], None]) -> Advance:
    plus = numbers.rational(op.numbers[-1])
    lines = [series[entry] for entry in op.entries]
    factors, nothing = op.numbers[:-1], numbers.rational(Fraction(0))
    if all(abs(f) == 1 for f in factors):
        ups = [line for line, f in zip(lines, factors, strict=True) if f == 1]
        downs = [line for line, f in zip(lines, factors, strict=True) if f == -1]
        if len(downs) == 1 and not ups:
            (down,) = downs
            # The commonest sum of all: a change of sign.
            return lambda n: put(-down[n] if n else plus - down[0])

        def signed(n: int) -> None:
            total = plus if n == 0 else nothing
            for line in ups:
                total = total + line[n]
            for line in downs:
                total = total - line[n]
            put(total)

        return signed
    values = [numbers.rational(f) for f in factors]
    dot = numbers.dot

    def weighted(n: int) -> None:
        total = dot(values, [line[n] for line in lines])
        put(total if n else total + plus)

    return weighted


def _product(a: Series, b: Series, put: Callable[[Number], None], dot: Callable[..., Number]) -> Advance:
    return lambda n: put(dot(a, b[n::-1]))


def _square(a: Series, put: Callable[[Number], None], dot: Callable[..., Number]) -> Advance:
    def advance(n: int) -> None:
        if n == 0:
            put(a[0] * a[0])
            return
        half = (n + 1) // 2
        total = 2 * dot(a[:half], a[n : n - half : -1])
        put(total if n % 2 else total + a[n // 2] * a[n // 2])

    return advance


def _quotient(a: Series, b: Series, out: Series, dot: Callable[..., Number]) -> Advance:
    def advance(n: int) -> None:
        out.append((a[n] - dot(out, b[n:0:-1])) / b[0] if n else a[0] / b[0])

    return advance


def _power(a: Series, out: Series, exponent: Fraction, numbers: Numbers) -> Advance:
    dot = numbers.dot
    if exponent == Fraction(1, 2):

        def root(n: int) -> None:
            if n == 0:
                out.append(numbers.root(a[0]))
                return
            half = (n + 1) // 2
            total = 2 * dot(out[1:half], out[n - 1 : n - half : -1]) if half > 1 else 0
            rest = a[n] - total if n % 2 else a[n] - total - out[n // 2] * out[n // 2]
            out.append(rest / (2 * out[0]))

        return root
    top, bottom = exponent.numerator, exponent.denominator
    #: k a_k, kept so that a coefficient is two inner products.
    weighted: Series = []

    def advance(n: int) -> None:
        if n == 0:
            weighted.clear()
            out.append(numbers.power(a[0], exponent))
            return
        weighted.append(a[n] * n)
        # a c' = e a' c: n a_0 c_n = sum_k ((e + 1) k - n) a_k c_(n-k).
        back = out[n - 1 :: -1]
        total = dot(weighted, back) * (top + bottom) / bottom - n * dot(a[1 : n + 1], back)
        out.append(total / (n * a[0]))

    return advance


def _primitive(
    z: Series,
    slope: Series,
    put: Callable[[Number], None],
    sign: int,
    function: Callable[..., Number],
    dot: Callable[..., Number],
) -> Advance:
    weighted: Series = []

    def advance(n: int) -> None:
        if n == 0:
            weighted.clear()
            put(function(z[0]))
            return
        weighted.append(z[n] * n)
        total = dot(weighted, slope[n - 1 :: -1]) / n
        put(total if sign == 1 else -total)

    return advance
