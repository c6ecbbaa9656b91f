"""The power series of a tape's entries, one coefficient after the other, written out as straight-line source.

Every operation has a recurrence for its n-th coefficient in terms of earlier ones (Jorba and Zou, A software package
for the numerical integration of ODEs by means of high-order Taylor methods, 2005). Those of a tape are one function,
made once for every arithmetic and precision; what nothing asked for depends on is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from neversaddle.numerics.ode.tape import Operation, Tape

#: What the source has to be given, by what it is and what of: a "rational", "rationals" or an "exponent" of a number or
#: numbers; the "named" number or the "function" of a name; "power", "root".
Constant: TypeAlias = "tuple[str, Any]"

_VALUES = """\
def make(dot, c):
    {unpacked}= c
    def values(t, y, given):
        {first}
        return [{wanted}]
    return values
"""
_ADVANCE = """\
def make(dot, c):
    {unpacked}= c
    def advance(order, t, unknowns, given):
        y = [line[0] for line in unknowns]
        {first}
        {before}
        for n in range(1, order + 1):
            odd, h = n & 1, (n + 1) // 2
            {again}
        return [{wanted}]
    return advance
"""


@dataclass(frozen=True)
class Recurrences:
    """What reads the entries `wanted` of a tape for a state that moves by y' = the entries `rates`.

    The series of the entries `known` are the given ones, in their order, on a tape that has no others. Both functions
    are made by the inner product of an arithmetic and the `constants` in it.
    """

    tape: Tape
    rates: tuple[int, ...]
    wanted: tuple[int, ...]
    known: tuple[int, ...] = ()

    @cached_property
    def _source(self) -> _Source:
        return _Source(self)

    @property
    def constants(self) -> Sequence[Constant]:
        """What the functions hold of an arithmetic."""
        return self._source.constants

    @cached_property
    def values(self) -> Callable[..., Any]:
        """Makes (time, state, given) -> the values wanted, which are the coefficients of order 0."""
        return self._compiled(_VALUES, "v")

    @cached_property
    def advance(self) -> Callable[..., Any]:
        """Makes (order, time, unknowns, given) -> the series wanted; the unknowns' first coefficients are continued."""
        return self._compiled(_ADVANCE, "s")

    def _compiled(self, frame: str, name: str) -> Callable[..., Any]:
        source = self._source
        text = frame.format(
            unpacked="".join(f"c{i}, " for i in range(len(source.constants))),
            first="\n        ".join(source.first),
            before="\n        ".join(source.before),
            again="\n            ".join(source.again),
            wanted=", ".join(f"{name}{i}" for i in self.wanted),
        )
        return _function(text)


def recurrences(
    tape: Tape, rates: Sequence[int] = (), wanted: Sequence[int] | None = None, known: Sequence[int] = ()
) -> Recurrences:
    """What reads some entries of a tape, or all of them.

    To be used where an operation has no recurrence it raises ValueError.

    >>> tape = Tape()
    >>> growth = tape.state(0) * (1 - tape.state(0))
    >>> recurrences(tape, [growth.index]).wanted
    (0, 1, 2, 3)
    """
    found = range(len(tape.operations)) if wanted is None else wanted
    return Recurrences(tape, tuple(rates), tuple(found), tuple(known))


class _Source:
    """The lines. v7 is the present coefficient of entry 7, s7 its series so far, r7 that from behind, w7 all k s7[k].

    d7 is its first coefficient, e7 twice that. `first` gives the coefficients of order 0, `before` is what is kept of
    them, `again` gives those of order n; n is 2h, or 2h - 1 if `odd`.
    """

    def __init__(self, asked: Recurrences) -> None:
        self.constants: list[Constant] = []
        self.first: list[str] = []
        self.before: list[str] = []
        self.again: list[str] = []
        self._made: set[str] = set()
        self._zero = self._constant("rational", Fraction(0))
        entries = _needed(asked)
        #: Those whose whole series is looked at; of others the present coefficient is enough.
        self._kept = {*asked.wanted, *(j for i, op in entries.items() for j in _looked_at(i, op))}
        self._unknowns(asked.rates)
        for i, op in entries.items():
            self._entry(i, op)

    def _unknowns(self, rates: Sequence[int]) -> None:
        """The next coefficient of each, from the last one of its rate."""
        self.again += [f"u{j} = v{i} / n" for j, i in enumerate(rates)]
        self.again += [f"y{j}.append(u{j})" for j in range(len(rates))]
        self.before += [f"y{j} = unknowns[{j}]" for j in range(len(rates))]

    def _entry(self, i: int, op: Operation) -> None:
        inner, number = op.entries, int(op.numbers[0]) if op.kind in ("state", "given") else 0
        series = f"[v{i}]"
        match op.kind:
            case "constant" | "named":
                kind = ("rational", op.numbers[0]) if op.kind == "constant" else ("named", op.name)
                first, again = self._constant(*kind), self._zero
            case "time":
                first, again = "t", f"{self._constant('rational', Fraction(1))} if n == 1 else {self._zero}"
            case "state":
                first, again, series = f"y[{number}]", f"u{number}", f"unknowns[{number}]"
            case "given":
                first, again, series = f"given[{number}][0]", f"given[{number}][n]", f"given[{number}]"
            case "linear":
                first, again = self._linear(op)
            case "product":
                first, again = f"v{inner[0]} * v{inner[1]}", self._product(*inner)
            case "quotient":
                first, again = f"v{inner[0]} / v{inner[1]}", self._quotient(i, *inner)
            case "power":
                first, again = self._power(i, inner[0], op.numbers[0])
            case "primitive":
                sign = "-" if op.numbers and op.numbers[0] < 0 else ""
                again = f"{sign}(dot({self._weighted(inner[0])}, s{inner[1]}[n - 1::-1]) / n)"
                first = f"{self._constant('function', op.name)}(v{inner[0]})"
            case _:
                raise ValueError(f"no recurrence for {op.kind}")
        self.first.append(f"v{i} = {first}")
        self.again.append(f"v{i} = {again}")
        if i in self._kept:
            self.before.append(f"s{i} = {series}")
            if op.kind not in ("state", "given"):
                self.again.append(f"s{i}.append(v{i})")

    def _constant(self, name: str, value: object) -> str:
        if (name, value) not in self.constants:
            self.constants.append((name, value))
        return f"c{self.constants.index((name, value))}"

    def _once(self, lines: list[str], line: str) -> None:
        """A line that others have made already is not made again."""
        if line not in self._made:
            self._made.add(line)
            lines.append(line)

    def _linear(self, op: Operation) -> tuple[str, str]:
        *factors, plus = op.numbers
        parts = [f"v{i}" for i in op.entries]
        rest = self._constant("rational", plus) if plus else ""
        if all(abs(f) == 1 for f in factors):
            # The number first, then what is added, then what is taken away.
            again = _sum(sorted(zip(factors, parts, strict=True), key=lambda term: -term[0]))
            return (f"{rest} {again}" if rest else again.removeprefix("+ ")), again.removeprefix("+ ")
        if len(factors) <= 2:
            terms = [
                (f, v) if abs(f) == 1 else (Fraction(1), f"{self._constant('rational', f)} * {v}")
                for f, v in zip(factors, parts, strict=True)
            ]
            again = _sum(terms).removeprefix("+ ")
        else:
            again = f"dot({self._constant('rationals', tuple(factors))}, ({', '.join(parts)}))"
        return (f"{again} + {rest}" if rest else again), again

    def _product(self, a: int, b: int) -> str:
        if a == b:
            self.again.append(f"x = 2 * dot(s{a}[:h], s{a}[n : n - h : -1])")
            return f"x if odd else x + s{a}[h] * s{a}[h]"
        if f"r{a} = s{a}[n::-1]" in self._made:
            a, b = b, a
        return f"dot(s{a}, {self._reversed(b)})"

    def _reversed(self, i: int) -> str:
        self._once(self.again, f"r{i} = s{i}[n::-1]")
        return f"r{i}"

    def _weighted(self, i: int) -> str:
        self._once(self.before, f"w{i} = []")
        self._once(self.again, f"w{i}.append(v{i} * n)")
        return f"w{i}"

    def _quotient(self, i: int, a: int, b: int) -> str:
        self._once(self.before, f"d{b} = v{b}")
        # The last of what is reversed meets no coefficient yet.
        return f"(v{a} - dot(s{i}, {self._reversed(b)})) / d{b}"

    def _power(self, i: int, a: int, exponent: Fraction) -> tuple[str, str]:
        if exponent == Fraction(1, 2):
            self.before.append(f"e{i} = 2 * v{i}")
            self.again.append(f"x = v{a} - 2 * dot(s{i}[1:h], s{i}[n - 1 : n - h : -1]) if h > 1 else v{a}")
            return f"{self._constant('root', None)}(v{a})", f"(x if odd else x - s{i}[h] * s{i}[h]) / e{i}"
        power, e = self._constant("power", None), self._constant("exponent", exponent)
        self._once(self.before, f"d{a} = v{a}")
        top, bottom = exponent.numerator, exponent.denominator
        # a c' = e a' c: n a_0 c_n = sum_k ((e + 1) k - n) a_k c_(n-k).
        self.again.append(f"x = s{i}[::-1]")
        total = f"dot({self._weighted(a)}, x) * {top + bottom} / {bottom} - n * dot(s{a}[1:], x)"
        return f"{power}(v{a}, {e})", f"({total}) / (n * d{a})"


def _sum(terms: Sequence[tuple[Fraction, str]]) -> str:
    """Terms with their signs."""
    return " ".join(f"{'+' if sign == 1 else '-'} {term}" for sign, term in terms)


def _looked_at(i: int, op: Operation) -> Sequence[int]:
    """The entries whose earlier coefficients an operation's next one is made of."""
    match op.kind:
        case "product":
            return op.entries
        case "quotient":
            return i, op.entries[1]
        case "power":
            return (i,) if op.numbers[0] == Fraction(1, 2) else (i, op.entries[0])
        case "primitive":
            return op.entries[1:]
    return ()


@lru_cache(maxsize=1024)
def _function(source: str) -> Callable[..., Any]:
    """The function `make` of a source, which holds the tape's own indices and no text from outside.

    Tapes that differ in their numbers only have the same.
    """
    names: dict[str, Callable[..., Any]] = {}
    exec(compile(source, "<recurrences>", "exec"), names)
    return names["make"]


def _needed(asked: Recurrences) -> dict[int, Operation]:
    """The entries that what is asked for depends on, in order; those that are known depend on nothing."""
    known = {i: Operation("given", numbers=(Fraction(n),)) for n, i in enumerate(asked.known)}
    found: dict[int, Operation] = {}
    waiting = [*asked.rates, *asked.wanted]
    while waiting:
        index = waiting.pop()
        if index not in found:
            found[index] = known.get(index, asked.tape.operations[index])
            waiting += found[index].entries
    return dict(sorted(found.items()))
