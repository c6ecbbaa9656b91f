"""A tape read on sets: values and Jacobian over a box, and the Taylor coefficients of f(t, p(t)) along polynomials p.

Everything is a ball (python-flint's arb), so every result encloses the true one; where an operation is not certainly
defined, with a derivative, on the whole set, `NotDefined` is raised instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flint import arb, arb_mat, arb_series, ctx

from neversaddle.numerics.ode.arithmetics import BALLS
from neversaddle.numerics.ode.series import Advance, Reader, Series
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


class SetReader(Reader):
    """The entries of a tape over sets of times and states; to be made and used at one precision.

    As `Reader` with balls, but NotDefined is raised where the base of a fractional power is not certainly positive, and
    where a value is not finite.
    """

    def __init__(self, tape: Tape, rates: Sequence[int]) -> None:
        self._tape = tape
        super().__init__(tape, rates, BALLS)
        self._factors = [
            [BALLS.rational(f) for f in op.numbers] if op.kind in ("linear", "constant") else []
            for op in tape.operations
        ]

    def values(self, time: arb, state: Sequence[arb]) -> list[arb]:
        """Every entry over the box time x state.

        >>> from fractions import Fraction
        >>> tape = Tape()
        >>> root = tape.state(0) ** Fraction(1, 2)
        >>> SetReader(tape, [root.index]).values(arb(0), [arb(4, 1)])[root.index].contains(arb(3).sqrt())
        True
        """
        self.coefficients(time, state, 0)
        values = [line[0] for line in self.series]
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
        slopes = [line[1] for line in self.series]
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
        found = [rows[i] for i in self.rates]
        if not all(value.is_finite() for row in found for value in row.entries()):
            raise NotDefined("a derivative of the field is not defined there")
        return found

    def along(self, time: arb_series, paths: Sequence[arb_series], order: int) -> list[list[arb]]:
        """Coefficients 0 ... order of each rate f_i(time, paths), for power series of balls.

        Sums and products are arb's own; the other operations go through the recurrences of `Reader`. Raises ValueError
        for a path known to fewer coefficients; to be called within `series_length(order + 1)`.
        """
        operations, count = self._tape.operations, order + 1
        for line in self.series:
            line.clear()
        found: list[arb_series] = []
        done = 0
        while done < len(operations):
            op = operations[done]
            match op.kind:
                case "constant":
                    found.append(power_series(self._factors[done], count))
                case "named":
                    found.append(power_series([BALLS.functions[op.name]()], count))
                case "time":
                    found.append(time)
                case "state":
                    found.append(paths[int(op.numbers[0])])
                case "linear":
                    total = power_series(self._factors[done][-1:], count)
                    for factor, exact, entry in zip(self._factors[done], op.numbers, op.entries, strict=False):
                        part = found[entry]
                        total = total + part if exact == 1 else total - part if exact == -1 else total + factor * part
                    found.append(total)
                case "product":
                    found.append(found[op.entries[0]] * found[op.entries[1]])
                case _:
                    self._by_recurrence(done, found, count)
            done = len(found)
        return [_listed(found[i], count) for i in self.rates]

    def _by_recurrence(self, first: int, found: list[arb_series], count: int) -> None:
        """Entry `first`, and with it the functions that are its slopes and come later."""
        last = max(first, *self._tape.operations[first].entries)
        for i in range(first, last + 1):
            for entry in self._tape.operations[i].entries:
                if entry < first and not self.series[entry]:
                    self.series[entry].extend(_listed(found[entry], count))
        steps = self._steps[first : last + 1]
        for n in range(count):
            for step in steps:
                step(n)
        found.extend(power_series(self.series[i], count) for i in range(first, last + 1))

    def _advance(self, op: Operation, index: int) -> Advance:
        inherited = super()._advance(op, index)
        if op.kind != "power":
            return inherited
        base: Series = self.series[op.entries[0]]

        def checked(n: int) -> None:
            if not base[0] > 0:
                raise NotDefined(f"the base of a power with exponent {op.numbers[0]} is not certainly positive")
            inherited(n)

        return checked


def _listed(series: arb_series, count: int) -> list[arb]:
    if series.prec < count:
        raise ValueError(f"a series is known to {series.prec} terms only, not to {count}; lengthen series_length")
    found: list[arb] = series.coeffs()
    return found + [arb(0)] * (count - len(found))


def _shown(op: Operation) -> str:
    return {"quotient": "a quotient", "primitive": f"the function {op.name}"}.get(op.kind, f"an operation ({op.kind})")
