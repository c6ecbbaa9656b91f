"""What a run leaves behind of the way between its outputs: the series of its steps, each over a piece of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.systems.system import Mode
from neversaddle.numerics.ode.arithmetics import from_fast, to_fast
from neversaddle.numerics.ode.series import Number, Series, value_at


@dataclass(frozen=True)
class Piece:
    """A step's series over the part of it that was used: state and time as polynomials of a variable in [0, length].

    `clock` is None where the variable is time, counted from `begin`.
    """

    begin: mpmath.mpf
    length: Number
    unknowns: Sequence[Series]
    clock: Series | None
    mode: Mode

    @property
    def span(self) -> mpmath.mpf:
        """How much time it takes."""
        return from_fast(self.length if self.clock is None else value_at(self.clock, self.length) - self.clock[0])

    @property
    def first(self) -> tuple[mpmath.mpf, list[mpmath.mpf]]:
        """Time and state at its beginning."""
        return self.begin, [from_fast(series[0]) for series in self.unknowns]

    def at(self, part: mpmath.mpf) -> tuple[mpmath.mpf, list[mpmath.mpf]]:
        """Time and state at a part, 0 to 1, of the piece, at the precision of `working`."""
        place = to_fast(part) * self.length
        state = [from_fast(value_at(series, place)) for series in self.unknowns]
        time = self.begin + from_fast(place) if self.clock is None else from_fast(value_at(self.clock, place))
        return time, state


def window(begin: mpmath.mpf, length: mpmath.mpf, count: int) -> list[mpmath.mpf]:
    """Times within a short stretch at which to ask an integrator for states, to put a polynomial through."""
    # Chebyshev's points, where interpolation does not magnify errors.
    return [begin + length * (1 - mp.cos(mp.pi * (2 * i + 1) / (2 * count))) / 2 for i in range(count)]


def through(times: Sequence[mpmath.mpf], states: Sequence[Sequence[mpmath.mpf]], mode: Mode) -> Piece:
    """The polynomial through states at increasing times, from the first time to the last."""
    length = times[-1] - times[0]
    places = [t - times[0] for t in times]
    series = []
    for values in zip(*states, strict=True):
        divided = list(values)
        for order in range(1, len(places)):
            for i in range(len(places) - 1, order - 1, -1):
                divided[i] = (divided[i] - divided[i - 1]) / (places[i] - places[i - order])
        # Newton's form by its highest divided difference, multiplied out.
        line = [divided[-1]]
        for i in range(len(places) - 2, -1, -1):
            line = [a - places[i] * b for a, b in zip([mp.zero, *line], [*line, mp.zero], strict=True)]
            line[0] += divided[i]
        series.append([to_fast(v) for v in line])
    return Piece(times[0], to_fast(length), series, None, mode)
