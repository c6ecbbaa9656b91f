"""Taylor steps of a smooth field to any number of digits, with what the series tell of the way between.

Order about 1.2 times the digits, step from the last coefficients (Jorba and Zou 2005): for d digits the work per unit
of time is least near order d ln(10)/2, with steps of e^-2 of the radius of convergence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from fractions import Fraction
from math import inf, log2

from mpmath import mp

from neversaddle.numerics.ode.arithmetics import FAST, from_fast, parts_of, to_fast
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.series import Number, Reader, Series, value_at

#: Local errors are kept this many digits below the digits asked for, so that some hundred steps may add up.
STEP_GUARD = 3
#: Digits of rounding beyond those.
ROUNDING_GUARD = 5
#: The last coefficients that a step is judged by: symmetries make every second or third one vanish.
JUDGED = 4
#: The length of a step is 2^-10000 to 2^10000, whatever its coefficients say.
MOST_EXPONENT = 10.0**4
#: A component is judged by its group's size, but not below 10^-8 of the largest one, where it may be rounding noise.
FLOOR_DIGITS = 8


class IntegrationError(ValueError):
    """The solution cannot be continued: it leaves every bounded set, or the field stops being smooth or defined."""


def no_way_on(time: Number, state: Sequence[Number], why: str) -> IntegrationError:
    """The error of a solution that ends at a time and a state, in one line that says why."""
    largest = max(abs(from_fast(v)) for v in state)
    return IntegrationError(
        f"the flow cannot be continued past t = {mp.nstr(from_fast(time), 10)}: {why} there (largest component "
        f"{mp.nstr(largest, 3)}); it blows up, or comes to where the field is not smooth"
    )


def working_bits(digits: int) -> int:
    """The precision that steps to `digits` digits are made in.

    >>> working_bits(50)
    200
    """
    return int((digits + STEP_GUARD + ROUNDING_GUARD) * 3.3219281) + 8


@dataclass(frozen=True)
class Step:
    """One step: the series of unknowns, switches, multipliers and `Field.slow` around `time`, good up to `length`.

    The truncated terms are below `error` times the size of each group.
    """

    time: Number
    length: Number
    unknowns: list[Series]
    switches: list[Series]
    multipliers: dict[int, Series]
    error: Number
    slow: dict[int, Series] = dataclass_field(default_factory=dict)

    def state(self, length: Number) -> list[Number]:
        """The unknowns after a part of the step, 0 <= `length` <= the step's own."""
        return [value_at(series, length) for series in self.unknowns]


class Stepper:
    """Steps of one field at one precision, that of `working(working_bits(digits))`.

    Errors are judged by `groups` of unknowns, each relative to its largest; times and states are numbers of FAST. What
    a step leaves out is estimated from its last coefficients, not bounded: `validated.py` has bounds.

    >>> from neversaddle.numerics.ode.arithmetics import working
    >>> from neversaddle.numerics.ode.tape import Tape
    >>> tape = Tape()
    >>> growth = Field(tape, (tape.state(0).index,))
    >>> with working(working_bits(30)):
    ...     one = FAST.rational(Fraction(1))
    ...     time, state, stepper = 0 * one, [one], Stepper(growth, [[0]], 30)
    ...     while time < one:
    ...         step = stepper.step(time, state, one - time)
    ...         time, state = time + step.length, step.state(step.length)
    ...     print(mp.nstr(from_fast(state[0]), 30))
    2.71828182845904523536028747135
    """

    def __init__(
        self,
        field: Field,
        groups: Sequence[Sequence[int]],
        digits: int,
        order: int | None = None,
        floor_digits: int | None = FLOOR_DIGITS,
    ) -> None:
        self.field = field
        self.order = order or max(8, int(1.2 * (digits + STEP_GUARD)))
        self._reader = Reader(field.recurrences, FAST)
        self._groups = groups
        self.tolerance = FAST.rational(Fraction(1, 10 ** (digits + STEP_GUARD)))
        #: Powers of two: the part of the radius of convergence that a step is, and what components are judged by.
        self._part = -log2(10) * (digits + STEP_GUARD) / self.order
        self._floor = -inf if floor_digits is None else -log2(10) * floor_digits

    def give(self, lines: Sequence[Series]) -> None:
        """The power series of what the field takes as given, of the stepper's order."""
        self._reader.given = list(lines)

    def step(self, time: Number, state: Sequence[Number], most: Number, order: int | None = None) -> Step:
        """The series at a state, and how far they are good, at most `most`.

        Of a lower `order` they are less good at the same length, but for a first look. Raises IntegrationError where
        the field has no finite values. Towards a pole steps get shorter without end: that they are too short is for the
        caller to say, as `no_way_on`.
        """
        unknowns = self._reader.coefficients(time, state, order or self.order)
        series = self._reader.series
        field = self.field
        self._require_finite(time, state, unknowns)
        return Step(
            time,
            self._length(unknowns, most),
            unknowns,
            [series[i] for i in field.switches],
            {c: series[i] for c, i in field.multipliers.items()},
            self.tolerance,
            {c: series[i] for c, i in field.slow.items()},
        )

    def _require_finite(self, time: Number, state: Sequence[Number], unknowns: list[Series]) -> None:
        if all(line[i] - line[i] == 0 for line in unknowns for i in (1, -1)):
            # Of what is not finite the difference is not a number.
            return
        clock = self.field.clock
        if clock is not None:
            time, state = state[clock], [v for i, v in enumerate(state) if i != clock]
        raise no_way_on(time, state, "the field has no finite power series")

    def _length(self, unknowns: list[Series], most: Number) -> Number:
        """tolerance^(1/order) of the radius of convergence, as the last coefficients tell it."""
        sizes = [_log2(unknowns, group, 0) for group in self._groups]
        floor = max(sizes, default=0.0) + self._floor
        lengths, order = [], len(unknowns[0]) - 1
        for group, size in zip(self._groups, sizes, strict=True):
            speed = _log2(unknowns, group, 1)
            for m in range(max(2, order - JUDGED + 1), order + 1):
                last = _log2(unknowns, group, m) - m * self._part
                if last > -inf:
                    # What starts at zero is judged by how far it moves.
                    lengths.append(max((max(size, floor) - last) / m, (speed - last) / (m - 1)))
        if not lengths:
            return most
        power = min(max(min(lengths), -MOST_EXPONENT), MOST_EXPONENT)
        whole = int(power)
        return min(most, to_fast(mp.ldexp(mp.mpf(2.0 ** (power - whole)), whole)))


def _log2(unknowns: list[Series], group: Sequence[int], order: int) -> float:
    """The size of a group's largest coefficient of one order."""
    size = abs(unknowns[group[0]][order]) if len(group) == 1 else max(abs(unknowns[i][order]) for i in group)
    man, exp = parts_of(size)
    below = max(0, man.bit_length() - 60)
    # A float holds the leading bits whatever the number's range.
    return log2(man >> below) + exp + below if man else -inf
