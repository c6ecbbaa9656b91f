"""A tape read on sets: values and Jacobian over a box, and the Taylor coefficients of f(t, p(t)) along polynomials p.

Everything is a ball (python-flint's arb), so every result encloses the true one; where an operation is not certainly
defined, with a derivative, on the whole set, `NotDefined` is raised instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

from flint import arb, arb_mat, arb_series, ctx

from neversaddle.numerics.ode.arithmetics import BALLS
from neversaddle.numerics.ode.recurrences import recurrences
from neversaddle.numerics.ode.series import Reader, Series
from neversaddle.numerics.ode.tape import Operation, Tape


class NotDefined(ValueError):
    """An operation of the tape is not certainly defined on a set."""


def pruned(tape: Tape, roots: Sequence[int]) -> tuple[Tape, list[int]]:
    """The part of a tape that the entries `roots` depend on, and where those are in it.

    >>> tape = Tape()
    >>> unused, rate = tape.state(0).log(), -tape.state(0)
    >>> small, (at,) = pruned(tape, [rate.index])
    >>> [operation.kind for operation in small.operations], at
    (['state', 'linear'], 1)
    """
    kept: set[int] = set()
    waiting = list(roots)
    while waiting:
        index = waiting.pop()
        if index not in kept:
            kept.add(index)
            waiting.extend(tape.operations[index].entries)
    order = sorted(kept)
    moved = {old: new for new, old in enumerate(order)}
    operations = []
    for old in order:
        op = tape.operations[old]
        operations.append(Operation(op.kind, tuple(moved[i] for i in op.entries), op.numbers, op.name))
    return Tape(operations), [moved[i] for i in roots]


@contextmanager
def series_length(count: int) -> Iterator[None]:
    """Power series of up to `count` coefficients (arb cuts all of them at a global length), as long as it is open."""
    old, ctx.cap = ctx.cap, count
    try:
        yield
    finally:
        ctx.cap = old


def power_series(coefficients: Sequence[arb], count: int) -> arb_series:
    """A power series with an error term at the power `count`."""
    return arb_series(list(coefficients), count)


def _positive(base: arb, exponent: Fraction) -> arb:
    if not base > 0:
        raise NotDefined(f"the base of a power with exponent {exponent} is not certainly positive")
    return base


#: Balls that say where a power has no value.
_CHECKED = replace(
    BALLS,
    power=lambda base, exponent: BALLS.power(_positive(base, exponent), exponent),
    root=lambda base: BALLS.root(_positive(base, Fraction(1, 2))),
)


class SetReader(Reader):
    """The entries of a tape over sets of times and states; to be made and used at one precision.

    As `Reader` with balls, but NotDefined is raised where the base of a fractional power is not certainly positive, and
    where a value is not finite.
    """

    def __init__(self, tape: Tape, rates: Sequence[int]) -> None:
        super().__init__(recurrences(tape, rates), _CHECKED)
        self._tape = tape
        self._factors = [
            [BALLS.rational(f) for f in op.numbers] if op.kind in ("linear", "constant") else []
            for op in tape.operations
        ]
        self._parts = dict(self._by_recurrence())

    def values(self, time: arb, state: Sequence[arb]) -> list[arb]:
        """Every entry over the box time x state.

        >>> from fractions import Fraction
        >>> tape = Tape()
        >>> root = tape.state(0) ** Fraction(1, 2)
        >>> SetReader(tape, [root.index]).values(arb(0), [arb(4, 1)])[root.index].contains(arb(3).sqrt())
        True
        """
        values: list[arb] = self.at(time, state)
        for op, value in zip(self._tape.operations, values, strict=True):
            if not value.is_finite():
                raise NotDefined(f"{_shown(op)} is not defined there")
        return values

    def slopes(self, time: arb, state: Sequence[arb]) -> list[arb]:
        """The time derivative of every entry along y' = the rates, over the box time x state.

        As the derivative is taken at each point of the box, it holds for every solution that stays in the box.
        """
        self.values(time, state)
        self.coefficients(time, state, 1)
        slopes = [line[1] for line in self.series.values()]
        if not all(slope.is_finite() for slope in slopes):
            raise NotDefined("a derivative is not defined there")
        return slopes

    def jacobian(self, time: arb, state: Sequence[arb]) -> list[arb_mat]:
        """Row i: the derivatives of rate i by the states, over the box; so f is continuously differentiable there.

        By the chain rule from the entries' values (forward mode), each operation differentiable on its own box.

        >>> tape = Tape()
        >>> x, y = tape.state(0), tape.state(1)
        >>> SetReader(tape, [(x * y).index]).jacobian(arb(0), [arb(2), arb(3)])[0].tolist() == [[3, 2]]
        True
        """
        values = self.values(time, state)
        count = len(state)
        zero = arb_mat(1, count)
        rows: list[arb_mat] = [zero] * len(values)
        for i, op in enumerate(self._tape.operations):
            first = op.entries[0] if op.entries else i
            match op.kind:
                case "state":
                    which = int(op.numbers[0])
                    rows[i] = arb_mat(1, count, [int(j == which) for j in range(count)])
                case "linear":
                    for factor, entry in zip(self._factors[i], op.entries, strict=False):
                        rows[i] = rows[i] + rows[entry] * factor
                case "product":
                    second = op.entries[1]
                    rows[i] = rows[first] * values[second] + rows[second] * values[first]
                case "quotient":
                    second = op.entries[1]
                    rows[i] = (rows[first] - rows[second] * values[i]) * (1 / values[second])
                case "power":
                    slope = BALLS.power(values[first], op.numbers[0] - 1) * BALLS.rational(op.numbers[0])
                    rows[i] = rows[first] * slope
                case "primitive":
                    slope = values[op.entries[1]]
                    rows[i] = rows[first] * (-slope if op.numbers and op.numbers[0] < 0 else slope)
        found = [rows[i] for i in self.source.rates]
        if not all(value.is_finite() for row in found for value in row.entries()):
            raise NotDefined("a derivative of the field is not defined there")
        return found

    def along(self, time: arb_series, paths: Sequence[arb_series], order: int) -> list[list[arb]]:
        """Coefficients 0 ... order of each rate f_i(time, paths), for power series of balls.

        Sums and products are arb's own; the other operations go through the recurrences of `Reader`. Raises ValueError
        for a path known to fewer coefficients; to be called within `series_length(order + 1)`.
        """
        operations, count = self._tape.operations, order + 1
        found: list[arb_series] = []
        listed: dict[int, Series] = {}
        while (i := len(found)) < len(operations):
            op = operations[i]
            match op.kind:
                case "constant":
                    found.append(power_series(self._factors[i], count))
                case "named":
                    found.append(power_series([BALLS.functions[op.name]()], count))
                case "time":
                    found.append(time)
                case "state":
                    found.append(paths[int(op.numbers[0])])
                case "linear":
                    total = power_series(self._factors[i][-1:], count)
                    for factor, exact, entry in zip(self._factors[i], op.numbers, op.entries, strict=False):
                        part = found[entry]
                        total = total + part if exact == 1 else total - part if exact == -1 else total + factor * part
                    found.append(total)
                case "product":
                    found.append(found[op.entries[0]] * found[op.entries[1]])
                case _:
                    reader, outer = self._parts[i]
                    for entry in outer:
                        if entry not in listed:
                            listed[entry] = _listed(found[entry], count)
                    reader.given = [listed[entry] for entry in outer]
                    reader.coefficients(arb(0), [], order)
                    listed |= dict(enumerate(reader.series.values(), start=i))
                    found.extend(power_series(line, count) for line in reader.series.values())
        return [_listed(found[i], count) for i in self.source.rates]

    def _by_recurrence(self) -> Iterator[tuple[int, tuple[Reader, list[int]]]]:
        """What reads each entry that arb has no operation for, and with it slopes that come later, from earlier ones.

        By the entry, with these earlier ones.
        """
        operations, last = self._tape.operations, -1
        for first, op in enumerate(operations):
            if first > last and op.kind in ("quotient", "power", "primitive"):
                last = max(first, *op.entries)
                part = range(first, last + 1)
                outer = sorted({i for entry in part for i in operations[entry].entries if i < first})
                yield first, (Reader(recurrences(self._tape, (), part, outer), _CHECKED), outer)


def _listed(series: arb_series, count: int) -> list[arb]:
    if series.prec < count:
        raise ValueError(f"a series is known to {series.prec} terms only, not to {count}; lengthen series_length")
    found: list[arb] = series.coeffs()
    return found + [arb(0)] * (count - len(found))


def _shown(op: Operation) -> str:
    return {"quotient": "a quotient", "primitive": f"the function {op.name}"}.get(op.kind, f"an operation ({op.kind})")
