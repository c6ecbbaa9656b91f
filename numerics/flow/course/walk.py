"""A flow on its way: where it is, in which mode, and what it has met so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.course.exact_course import ExactCourse
from neversaddle.numerics.flow.course.pieces import Piece
from neversaddle.numerics.flow.systems.system import Mode, System, recorded
from neversaddle.numerics.ode.arithmetics import FAST, fast_bits, from_fast, to_fast, working
from neversaddle.numerics.ode.recurrences import Recurrences, recurrences
from neversaddle.numerics.ode.series import Number, Reader, Series, value_at
from neversaddle.numerics.ode.tape import along
from neversaddle.numerics.ode.taylor import IntegrationError, Step
from neversaddle.numerics.ode.zeros import Zero, first_zero, truncated

Progress: TypeAlias = "Callable[[mpmath.mpf], None]"

#: Switches whose own value needs no other's sign, but all others need theirs.
SIDES = ("kink", "mirror", "edge")
#: More steps than this mean that the flow gets nowhere.
MOST_STEPS = 10000
#: A switch is small once it is so many times less than the largest value it had.
SMALL = 10**6
#: One rounding may be small by accident: others are so many times as large at most.
ROUNDINGS = 16
#: And so many for each digit, in which time grows by no more than one part in so many. Arriving at a point where
#: several switches vanish, and leaving it, takes about 16 for each factor of ten in the distance, 33 a digit in all.
PATIENCE, NO_PROGRESS = 50, 10**8


@dataclass(frozen=True)
class Turn:
    """An event of a run: time, the switches that vanish or are let go, the mode after it, and what happened.

    `kind`: "crosses", "slides" (is held at zero from here), "leaves" (is let go), "rests" (arrives and stays),
    "saddle" (several continuations, see `selection`). `polynomial`: what the time is a root of, where it is exact.
    """

    time: mpmath.mpf
    switches: tuple[int, ...]
    kind: str
    mode: Mode
    polynomial: str | None = None


@dataclass(frozen=True)
class Ending:
    """Why a run ended early: "selection", "undecided", "stuck" or "interrupted", where, and the switches involved."""

    reason: str
    time: mpmath.mpf
    switches: tuple[int, ...]
    text: str


@dataclass
class Run:
    """One run at one precision: the outputs it reached, the way between them, its events, and how it ended early.

    `whole`: whether the pieces are all of the way, or but some places of it.
    """

    digits: int
    times: list[mpmath.mpf] = field(default_factory=list)
    states: list[list[mpmath.mpf]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    ending: Ending | None = None
    whole: bool = True


class Halted(Exception):
    """The flow cannot go on; carries the ending."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.text)
        self.ending = ending


class TooCoarse(Exception):
    """Rounding hides what a switch does; more bits are needed."""


class Walk:
    """The moving part of a run: numbers are those of the arithmetic and the precision that it was made in."""

    def __init__(
        self,
        system: System,
        times: Sequence[mpmath.mpf],
        digits: int,
        selection: str,
        progress: Progress | None,
        finest: bool = True,
    ) -> None:
        self.system, self.digits, self.selection, self.progress = system, digits, selection, progress
        #: Whether there is no better precision to go to where rounding is in the way.
        self.finest = finest
        self.run = Run(digits)
        self.state: list[Number] = [to_fast(v) for v in system.start()]
        self.times = [to_fast(t) for t in times]
        self.time: Number = self.times[0]
        self.zero = self.time * 0
        self.tiny = to_fast(mp.mpf(10) ** -(digits + 3))
        self.mode: Mode = ()
        self.peaks: list[Number] = []
        self.sizes: list[Number] = [self.zero] * len(system.groups)
        self.measure()
        #: Leading coefficients of each switch that vanish at the present point, where it has just left zero.
        self.left: dict[int, int] = {}
        #: Switches whose root was no help, and how small they have to be for another try.
        self.avoided: dict[int, Number] = {}
        #: Unknowns just put beside a saddle, whose errors count by their own size until they have grown.
        self.faint: list[int] = []
        #: The flow so far as exact legs, where it is; None from the first event on that is not.
        self.exact: ExactCourse | None = None
        #: Explicit steps before the next look for slaved switches, failed tries, and what these are looked at by.
        self.patience, self.tries = 0, 0
        self.slopes: dict[tuple[int, Mode], Reader] = {}
        self.readers: dict[tuple[Sequence[int], Mode], Reader] = {}
        self.steps = 0
        #: The step and the time at which the flow last got on.
        self.moved = (0, self.zero)

    @property
    def one(self) -> Number:
        """The number 1."""
        return self.zero + 1

    @property
    def root_of_tiny(self) -> Number:
        """Half the digits: what is smaller after a cancellation counts as zero."""
        return to_fast(mp.sqrt(from_fast(self.tiny)))

    def emit_until(self, end: Number, step: Step | None, begin: Number) -> None:
        """Outputs up to a time, from the series of a step in time that begins at `begin`."""
        while len(self.run.times) < len(self.times) and self.times[len(self.run.times)] <= end:
            t = self.times[len(self.run.times)]
            state = self.state if step is None else step.state(t - begin)
            self.run.times.append(from_fast(t))
            self.run.states.append([from_fast(v) for v in state])

    def go_along(self, step: Step, length: Number, until: Number) -> None:
        """Move along a step in time, with the outputs on the way; at its whole length the time is `until`, if that."""
        begin = self.time
        self.time = until if length == until - begin else begin + length
        self.emit_until(self.time, step, begin)
        self.pass_on(step, length, len(self.state))

    def pass_on(self, step: Step, length: Number, unknowns: int) -> None:
        """Move to the end of a part of a step."""
        begin, clock = from_fast(step.time), None
        if len(step.unknowns) > unknowns:
            # Where a root is the variable, time is the last unknown.
            clock = step.unknowns[unknowns]
            begin = from_fast(clock[0])
        self.run.pieces.append(Piece(begin, length, step.unknowns[:unknowns], clock, self.mode))
        self.state = step.state(length)[:unknowns]
        self.left = {}
        self.measure()
        ends = [abs(value_at(series, length)) for series in step.switches]
        for c, series in enumerate(step.switches):
            self.peaks[c] = max(self.peaks[c], abs(series[0]), ends[c])
        for c, end in enumerate(ends):
            if self.mode[c] and end * SMALL < self.peaks[c]:
                # What is left of a cancellation, and may come to zero, or small by itself, as exp(-x) is?
                least = max(end, self.sensitivity(c))
                if not self.finest and ROUNDINGS * self.rounding(c) > self.tiny * least:
                    raise TooCoarse(f"rounding hides {self.system.switches[c].text}")
                self.peaks[c] = min(self.peaks[c], least)

    def measure(self) -> None:
        """Keep the largest size of every group."""
        now = [max(abs(self.state[m]) for m in group) for group in self.system.groups]
        self.sizes = [max(pair) for pair in zip(self.sizes, now, strict=True)]

    def doubt(self, switch: int, series: Series, length: Number) -> Number:
        """How far a switch's series may be off within a length: by errors of the unknowns, and what it leaves out."""
        return self.tiny * self.peaks[switch] + truncated(series, length)

    def zero_of(self, switch: int, series: Series, length: Number) -> Zero | None:
        """Where a switch with a sign first vanishes within a length, if it does."""
        return first_zero(
            series, self.mode[switch], length, self.doubt(switch, series, length), self.left.get(switch, 0)
        )

    def sensitivity(self, switch: int) -> Number:
        """How much a switch changes if every unknown changes by the largest its group ever was: like its errors."""
        sides = sides_of(self.system, self.mode)
        if (switch, sides) not in self.slopes:
            self.slopes[switch, sides] = Reader(_slopes(self.system, len(self.state), sides, switch), FAST)
        slopes = self.slopes[switch, sides].at(self.time, self.state)
        return sum(
            (abs(slopes[i]) * size for group, size in zip(self.system.groups, self.sizes, strict=True) for i in group),
            self.zero,
        )

    def rounding(self, switch: int) -> Number:
        """What rounding makes of a switch at the present state, as finer numbers tell it: its terms may cancel."""
        sides = sides_of(self.system, self.mode)
        found = switch_values(self.system, self.time, self.state, sides)[switch]
        with working(2 * mp.prec):
            finer = switch_values(self.system, self.time, self.state, sides)[switch]
            return abs(finer - found)

    def count(self) -> None:
        """One step more."""
        self.steps += 1
        if self.time > self.moved[1] + self.moved[1] / NO_PROGRESS:
            self.moved = (self.steps, self.time)
        stuck = self.steps - self.moved[0] > PATIENCE * self.digits
        if stuck or self.steps > MOST_STEPS:
            made = f"{self.steps - self.moved[0]} steps got nowhere" if stuck else f"{MOST_STEPS} steps were made"
            raise IntegrationError(
                f"the flow cannot be continued past {self.when}: {made}; it is stiff, "
                "has long converged, or is close to a singularity"
            )
        if self.progress is not None:
            self.progress(from_fast(self.time))

    @property
    def when(self) -> str:
        """The time, in words."""
        return f"t = {mp.nstr(from_fast(self.time), 10)}"

    @property
    def since(self) -> str:
        """The time, in words, the first being the start."""
        return self.when if self.time else "the start"

    def names(self, switches: Iterable[int]) -> str:
        """Switches in words."""
        return " and ".join(self.system.switches[c].text for c in switches)

    def halted(self, reason: str, switches: Iterable[int], text: str) -> Halted:
        """The end of the flow here, for the reason and the switches of an `Ending`; to be raised."""
        return Halted(Ending(reason, from_fast(self.time), tuple(switches), text))

    def end(self, ending: Ending) -> None:
        """Close the run with the state where it stopped."""
        self.run.ending = ending
        if not self.run.times or self.run.times[-1] < from_fast(self.time):
            self.run.times.append(from_fast(self.time))
            self.run.states.append([from_fast(v) for v in self.state])


def sides_of(system: System, mode: Mode) -> Mode:
    """A mode with only the signs that the values of switches depend on."""
    return tuple(s if switch.reason in SIDES else 0 for s, switch in zip(mode, system.switches, strict=True))


def switch_values(system: System, time: Number, state: Sequence[Number], mode: Mode) -> list[Number]:
    """The quantities of all switches at a state; of the mode only the sides of mirrors and kinks matter."""
    return _switch_reader(system, len(state), sides_of(system, mode), fast_bits()).at(time, state)


# Switches are asked for at every step: to record them, and to make their reader, takes far longer than to read them.
@lru_cache(maxsize=64)
def _switch_reader(system: System, unknowns: int, sides: Mode, bits: int) -> Reader:
    """What reads the quantities of all switches at so many bits, which are in force."""
    return Reader(_switches(system, unknowns, sides), FAST)


@lru_cache(maxsize=64)
def _switches(system: System, unknowns: int, sides: Mode) -> Recurrences:
    """What reads them at any precision."""
    found = recorded(system, sides, unknowns)
    return recurrences(found.tape, (), [z.index for z in found.switches])


@lru_cache(maxsize=64)
def _slopes(system: System, unknowns: int, sides: Mode, switch: int) -> Recurrences:
    """What reads the derivatives of one switch by all unknowns."""
    quantity = recorded(system, sides, unknowns).switches[switch]
    units = [[quantity.tape.constant(int(i == j)) for i in range(unknowns)] for j in range(unknowns)]
    return recurrences(quantity.tape, (), [along(quantity, unit, 0).index for unit in units])
