"""A flow with the signs of its switches as they are at the start, for integrators that know nothing of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.course.walk import Progress
from neversaddle.numerics.flow.systems.system import Mode, System
from neversaddle.numerics.ode.arithmetics import MPMATH
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.series import Numbers
from neversaddle.numerics.ode.straight_line import Values, straight_line
from neversaddle.numerics.ode.tape import Node, along

#: An integrator that fails where a switch is below this part of what it once was has failed because of it.
VANISHING = mp.mpf(10) ** -3

State: TypeAlias = "list[mpmath.mpf]"
#: From the present state, wherever that is, to a time.
Advance: TypeAlias = "Callable[[mpmath.mpf], State]"


class SignLost(Exception):
    """Switches that have lost the sign that the field was made for, and when that was seen."""

    def __init__(self, switches: tuple[int, ...], time: mpmath.mpf) -> None:
        super().__init__(switches)
        self.switches, self.time = switches, time


class Stalled(Exception):
    """An integrator gets no further than this time and state, for this reason."""

    def __init__(self, time: mpmath.mpf, state: State, why: str) -> None:
        super().__init__(why)
        self.time, self.state = time, state


@dataclass(frozen=True)
class Frozen:
    """A flow with the signs of its switches as they are at the start; `start` is at the precision in force."""

    system: System
    mode: Mode
    field: Field
    start: State
    begin: mpmath.mpf
    end: mpmath.mpf
    digits: int
    progress: Progress | None

    def rates(self, numbers: Numbers, precision: Callable[[], int]) -> Values:
        """dy/dt as a plain function."""
        return straight_line(self.field.tape, self.field.rates, numbers, precision)

    @cached_property
    def switches(self) -> Values:
        """All switches as a plain function."""
        return straight_line(self.field.tape, self.field.switches, MPMATH, lambda: mp.prec)

    @cached_property
    def sizes(self) -> list[mpmath.mpf]:
        """The switches' sizes at the start."""
        return [abs(v) for v in self.switches(self.begin, self.start)]

    @cached_property
    def slopes(self) -> Values:
        """d/dt of all switches as a plain function."""
        tape = self.field.tape
        rates = [Node(tape, i) for i in self.field.rates]
        slopes = [along(Node(tape, i), [*rates]) for i in self.field.switches]
        return straight_line(tape, [slope.index for slope in slopes], MPMATH, lambda: mp.prec)

    @property
    def may_bounce(self) -> bool:
        """Whether series can go through a switch's zero and leave its sign as it was: see `bounced`."""
        return 1 < self.system.q < 2 and bool(self.mode)

    def passed(self, time: mpmath.mpf, state: State) -> None:
        """Called by an integrator at the ends of its steps; raises SignLost."""
        if self.progress is not None:
            self.progress(time)
        if self.mode:
            values = self.switches(time, state)
            lost = tuple(c for c, (v, s) in enumerate(zip(values, self.mode, strict=True)) if not v * s > 0)
            if lost:
                raise SignLost(lost, time)

    def bounced(self, before: mpmath.mpf, earlier: State, time: mpmath.mpf, state: State) -> None:
        """Called with a point of a step's series just before its end; raises SignLost.

        For q = 3/2 a switch that slows down as dz = -a z^(1/2) dt is a square, a^2 (T - t)^2/4, until it vanishes at T.
        Its series goes on to be that square, with the wrong sign of the root: where the slope of the series is not the
        field's, a zero has been passed.
        """
        now, then = self.switches(time, state), self.switches(before, earlier)
        slopes = self.slopes(time, state)
        passed = [(v - w) / (time - before) for v, w in zip(now, then, strict=True)]
        wrong = [c for c, (a, b) in enumerate(zip(passed, slopes, strict=True)) if not abs(a - b) <= abs(b) / 2]
        if wrong:
            # The others only follow the one that vanished.
            raise SignLost((min(wrong, key=lambda c: abs(now[c]) / self.sizes[c]),), time)

    def vanishing(self, time: mpmath.mpf, state: State) -> tuple[int, ...]:
        """The switch that is nearest to zero, if it is near: an integrator may not reach it."""
        parts = [abs(v) / size for v, size in zip(self.switches(time, state), self.sizes, strict=True)]
        return tuple(c for c, part in enumerate(parts) if part == min(parts) and part < VANISHING)
