"""A field: the right-hand side of y' = f(t, y), recorded on a tape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from neversaddle.numerics.ode.recurrences import Recurrences, recurrences
from neversaddle.numerics.ode.tape import Tape


@dataclass(frozen=True)
class Field:
    """A smooth field on a tape: the entry of each unknown's rate, and entries to be read beside them.

    `switches`: quantities whose zeros end what the field holds for; `multipliers` and `slow`: further ones, by numbers
    of the caller's. A step gives the series of all three. `clock`: the unknown that is the time, where the independent
    variable is another one.

    >>> tape = Tape()
    >>> y, v = tape.state(0), tape.state(1)
    >>> pendulum = Field(tape, (v.index, tape.linear([-1], [y]).index), switches=((y - 1).index,))
    >>> len(pendulum.rates), len(pendulum.switches)
    (2, 1)
    """

    tape: Tape
    rates: tuple[int, ...]
    switches: tuple[int, ...] = ()
    multipliers: Mapping[int, int] = field(default_factory=dict)
    clock: int | None = None
    slow: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def recurrences(self) -> Recurrences:
        """What reads the unknowns and all that is watched as power series."""
        return recurrences(self.tape, self.rates, [*self.switches, *self.multipliers.values(), *self.slow.values()])
