"""What a run leaves behind of the way between its outputs: the series of its steps, each over a piece of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath

from numerics.field import Mode
from numerics.numbers import from_fast, to_fast
from numerics.series import Number, Series, value_at


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

    def at(self, part: mpmath.mpf) -> tuple[mpmath.mpf, list[mpmath.mpf]]:
        """Time and state at a part, 0 to 1, of the piece, at the precision of `working`."""
        place = to_fast(part) * self.length
        state = [from_fast(value_at(series, place)) for series in self.unknowns]
        time = self.begin + from_fast(place) if self.clock is None else from_fast(value_at(self.clock, place))
        return time, state
