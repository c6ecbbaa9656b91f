"""What a run leaves behind of the way between its outputs: the series of its steps, each over a piece of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath

from numerics.field import Mode
from numerics.numbers import from_fast
from numerics.series import Number, Series


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

    def at(self, part: mpmath.mpf) -> tuple[mpmath.mpf, list[mpmath.mpf]]:
        """Time and state at a part, 0 to 1, of the piece, at the precision in force."""
        place = part * from_fast(self.length)
        state = [_value(series, place) for series in self.unknowns]
        return self.begin + place if self.clock is None else _value(self.clock, place), state


def _value(series: Series, x: mpmath.mpf) -> mpmath.mpf:
    total = x * 0
    for c in reversed(series):
        total = total * x + from_fast(c)
    return total
