"""A flow across the points where it is not smooth: from event to event, each stretch with the series of its own mode."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import TypeAlias

import mpmath
from mpmath import mp

from numerics.field import Mode, System, mode_field, rooted_field
from numerics.filippov import consistent_modes, departures
from numerics.loss import at_precision
from numerics.numbers import FAST, from_fast, to_fast, working
from numerics.series import Number, Reader, Series
from numerics.tape import Tape
from numerics.taylor import FLOOR_DIGITS, IntegrationError, Step, Stepper, value_at, working_bits
from numerics.zeros import first_zero, place_of

Progress: TypeAlias = "Callable[[mpmath.mpf], None]"

#: A branch point is left to its root once it is nearer than so many of the steps it still allows.
NEAR = 12
#: And the root is given up for time once its own steps are no longer than this part of it.
SHORT = 0.2
#: Switches that vanish together are told from zero by so many times the smallest number counted.
TOGETHER = 10**6
#: Switches whose own value needs no other's sign, but all others need theirs.
SIDES = ("kink", "mirror", "edge")
#: By what factor a switch falls between two tries.
RETRY = 16
#: More steps than this mean that the flow gets nowhere.
MOST_STEPS = 10000
#: Choices at a point from which the flow can go on in several ways.
SELECTIONS = ("stop", "rest", "escape")


@dataclass(frozen=True)
class Turn:
    """An event of a run: time, the switches that vanish or are let go, the mode after it, and what happened.

    `kind`: "crosses", "slides" (is held at zero from here), "leaves" (is let go), "rests" (arrives and stays),
    "saddle" (several continuations, see `selection`).
    """

    time: mpmath.mpf
    switches: tuple[int, ...]
    kind: str
    mode: Mode


@dataclass(frozen=True)
class Ending:
    """Why a run ended early: "selection", "undecided", "stuck" or "interrupted", where, and the switches involved."""

    reason: str
    time: mpmath.mpf
    switches: tuple[int, ...]
    text: str


@dataclass
class Run:
    """One run at one precision: the outputs it reached, its events, and how it ended early."""

    digits: int
    times: list[mpmath.mpf] = field(default_factory=list)
    states: list[list[mpmath.mpf]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    ending: Ending | None = None


class _Halted(Exception):
    """The flow cannot go on; carries the ending."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.text)
        self.ending = ending


def run(
    system: System,
    times: Sequence[mpmath.mpf],
    digits: int,
    selection: str = "stop",
    progress: Progress | None = None,
) -> Run:
    """The states of a flow at increasing times from 0, across its events, to about `digits` digits.

    What ends it early stands in the run with the state there as its last one; an interruption (Ctrl-C) too.
    """
    bits = working_bits(digits)
    with working(bits):
        course = _Course(system, times, digits, selection, progress)
        try:
            course.go()
        except _Halted as halted:
            course.end(halted.ending)
        except IntegrationError as problem:
            course.end(Ending("stuck", from_fast(course.time), (), str(problem)))
        except KeyboardInterrupt:
            course.end(Ending("interrupted", from_fast(course.time), (), "interrupted"))
        return course.run


class _Course:
    """The moving part of a run."""

    def __init__(
        self,
        system: System,
        times: Sequence[mpmath.mpf],
        digits: int,
        selection: str,
        progress: Progress | None,
    ) -> None:
        self.system, self.digits, self.selection, self.progress = system, digits, selection, progress
        self.run = Run(digits)
        self.state: list[Number] = [to_fast(v) for v in system.start()]
        self.times = [to_fast(t) for t in times]
        self.time: Number = self.times[0]
        self.zero = self.time * 0
        self.tiny = to_fast(mp.mpf(10) ** -(digits + 3))
        self.mode: Mode = ()
        self.peaks: list[Number] = []
        #: Leading coefficients of each switch that vanish at the present point, where it has just left zero.
        self.left: dict[int, int] = {}
        #: Switches whose root was no help, and how small they have to be for another try.
        self.avoided: dict[int, Number] = {}
        #: Unknowns just put beside a saddle, whose errors count by their own size until they have grown.
        self.faint: list[int] = []
        self.steps = 0

    # -- the whole way

    def go(self) -> None:
        """From the first time to the last."""
        self.emit_until(self.time, None, self.zero)
        self.begin()
        while self.time < self.times[-1]:
            event = self.stretch()
            if event:
                self.turn(event)

    def end(self, ending: Ending) -> None:
        """Close the run with the state where it stopped."""
        self.run.ending = ending
        if not self.run.times or self.run.times[-1] < from_fast(self.time):
            self.run.times.append(from_fast(self.time))
            self.run.states.append([from_fast(v) for v in self.state])

    def emit_until(self, end: Number, step: Step | None, begin: Number) -> None:
        """Outputs up to a time, from the series of a step in time that begins at `begin`."""
        while len(self.run.times) < len(self.times) and self.times[len(self.run.times)] <= end:
            t = self.times[len(self.run.times)]
            state = self.state if step is None else step.state(t - begin)
            self.run.times.append(from_fast(t))
            self.run.states.append([from_fast(v) for v in state])

    def count(self) -> None:
        """One step more."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise IntegrationError(
                f"the flow cannot be continued past t = {mp.nstr(from_fast(self.time), 10)}: {MOST_STEPS} steps were "
                "made; it is stiff or close to a singularity"
            )
        if self.progress is not None:
            self.progress(from_fast(self.time))

    # -- stretches

    def begin(self) -> None:
        """The mode that the flow starts in."""
        if not self.system.switches:
            return
        values = self.start_values()
        if not all(mp.isfinite(from_fast(v)) for v in values):
            raise IntegrationError("the field has no real, finite value at the start; start inside its domain")
        self.peaks = [abs(v) for v in values]
        self.mode = tuple((v > 0) - (v < 0) for v in values)
        zeros = [c for c, s in enumerate(self.mode) if s == 0]
        if zeros:
            self.turn(zeros)

    def start_values(self) -> list[Number]:
        """The switches at the start; those that are zero but for rounding are zero."""
        bits = mp.prec
        with working(2 * bits + 64):
            start, time = [to_fast(v) for v in self.system.start()], to_fast(mp.mpf(self.run.times[0]))
            mode = (0,) * len(self.system.switches)
            for _ in range(3):
                # The sides of mirrors, then of kinks, have to be known before all else has a value.
                exact = switch_values(self.system, time, start, mode)
                mode = tuple((v > 0) - (v < 0) for v in exact)
            size = max([abs(v) for v in exact] + [self.one])
            rounding = size / (1 << (bits + bits // 2))
            values = [v if abs(v) > rounding else v * 0 for v in exact]
        return [v * self.one for v in values]

    @property
    def one(self) -> Number:
        """The number 1."""
        return self.zero + 1

    def stretch(self) -> list[int]:
        """Steps in time within one mode; the switches of the event that ended them, none at the last time."""
        field_ = mode_field(self.system, self.mode, len(self.state))
        groups = [(i,) for i in range(len(self.state))] if self.faint else self.system.groups
        stepper = Stepper(field_, groups, self.digits, floor_digits=None if self.faint else FLOOR_DIGITS)
        branching = 1 < self.system.q < 2
        while self.time < self.times[-1]:
            if (
                self.faint
                and min(abs(self.state[i]) for i in self.faint) > max(map(abs, self.state)) / 10**FLOOR_DIGITS
            ):
                self.faint = []
                return []
            self.count()
            step = stepper.step(self.time, self.state, self.times[-1] - self.time)
            if branching and (arrived := self.arrival(step)):
                return arrived
            length, hit = self.first_event(step)
            branch = hit[0] if branching and hit and self.system.switches[hit[0]].reason != "kink" else None
            if branch is not None:
                # A zero that can be seen from here may still be one of higher order: its root tells it to all digits.
                length, hit = length / 2, []
            elif branching and not hit and (nearest := self.near(step)) is not None:
                return self.inwards(nearest)
            begin, self.time = self.time, self.time + length
            if length == self.times[-1] - begin:
                self.time = self.times[-1]
            self.emit_until(self.time, step, begin)
            self.pass_on(step, length, len(self.state))
            if hit:
                return self.together(step, length, hit)
            if branch is not None and self.time < self.times[-1]:
                return self.inwards(branch)
        return []

    def pass_on(self, step: Step, length: Number, unknowns: int) -> None:
        """Move to the end of a part of a step."""
        self.state = step.state(length)[:unknowns]
        self.left = {}
        for c, series in enumerate(step.switches):
            self.peaks[c] = max(self.peaks[c], abs(series[0]), abs(value_at(series, length)))

    def first_event(self, step: Step) -> tuple[Number, list[int]]:
        """How far a step goes to its first event, and the switch that vanishes or is let go there."""
        length, hit = step.length, []
        for c, series in enumerate(step.switches):
            if self.mode[c]:
                found = [first_zero(series, self.mode[c], length, self.tiny * self.peaks[c], self.left.get(c, 0))]
            elif c in step.multipliers:
                s = step.multipliers[c]
                ends = ([1 - s[0], *(-v for v in s[1:])], [1 + s[0], *s[1:]])
                found = [first_zero(end, 1, length, self.tiny, self.vanishing(end)) for end in ends]
            else:
                continue
            for zero in found:
                if zero is not None and (not hit or zero.place < length):
                    length, hit = zero.place, [c]
        return length, hit

    def vanishing(self, series: Series) -> int:
        """How many leading coefficients of a series are rounding."""
        small = self.root_of_tiny
        return next((m for m, v in enumerate(series) if abs(v) > small), 0)

    @property
    def root_of_tiny(self) -> Number:
        """Half the digits: what is smaller after a cancellation counts as zero."""
        return to_fast(mp.sqrt(from_fast(self.tiny)))

    def together(self, step: Step, length: Number, hit: list[int]) -> list[int]:
        """All switches that vanish at an event, and those that are held."""
        found = set(hit)
        for c, series in enumerate(step.switches):
            if (self.mode[c] == 0 and self.system.switches[c].slides) or (
                self.mode[c] and abs(value_at(series, length)) <= 100 * self.tiny * self.peaks[c]
            ):
                found.add(c)
        return sorted(found)

    # -- for 1 < q < 2: branch points

    def arrival(self, step: Step) -> list[int]:
        """The switches that have come to zero but for what cannot be counted, the rest of their time being added."""
        left = self.times_left([series[:2] for series in step.switches])
        nearest = min(left, key=lambda c: left[c], default=None)
        if nearest is None:
            return []
        if abs(step.switches[nearest][0]) > self.tiny * self.peaks[nearest] and left[nearest] > self.tiny * self.time:
            return []
        arriving = self.vanished(left) or [nearest]
        self.time = min(self.time + max(self.still(c, arriving, left[c]) for c in arriving), self.times[-1])
        return arriving

    def near(self, step: Step) -> int | None:
        """The switch whose zero, a branch point, is so near that its root is the better variable."""
        left = self.times_left([series[:2] for series in step.switches])
        nearest = min(left, key=lambda c: left[c], default=None)
        if nearest is None or step.length >= self.times[-1] - self.time or left[nearest] > NEAR * step.length:
            return None
        z = abs(step.switches[nearest][0])
        return None if z > self.avoided.get(nearest, z) else nearest

    def vanished(self, nearby: Iterable[int]) -> list[int]:
        """The switches that are zero but for what arriving together leaves undecided."""
        values = switch_values(self.system, self.time, self.state, self.mode)
        return sorted(c for c in nearby if abs(values[c]) <= TOGETHER * self.tiny * self.peaks[c])

    def still(self, c: int, arriving: Sequence[int], left: Number) -> Number:
        """The time to the zero of a switch that slows down as a power of itself: dz = -z^e dt takes z/|dz/dt|/(1-e).

        e = q - 1 for what Phi_q itself slows down, (n - 1)(q - 1) for n weights of a coordinate.
        """
        switches, own = self.system.switches, self.system.switches[c]
        power = self.system.q - 1
        if own.reason == "weight":
            power *= (
                sum(switches[d].reason == "weight" and switches[d].coordinate == own.coordinate for d in arriving) - 1
            )
        return left if power >= 1 else left * power.denominator / (power.denominator - power.numerator)

    def times_left(self, lines: Sequence[Sequence[Number]]) -> dict[int, Number]:
        """For each switch that moves towards zero, |z| by its rate."""
        return {
            c: abs(z[0] / z[1])
            for c, z in enumerate(lines)
            if self.mode[c] and c not in self.left and z[1] and z[1] * self.mode[c] < 0
        }

    def inwards(self, leading: int) -> list[int]:
        """Follow the flow in the root of a switch until that vanishes, or until another one gets in the way."""
        n = self.system.q.denominator
        unknowns = len(self.state)
        field_ = rooted_field(self.system, self.mode, unknowns, leading, True)
        stepper = Stepper(field_, [*self.system.groups, (unknowns,)], self.digits)
        values = switch_values(self.system, self.time, self.state, self.mode)
        root = -to_fast(mp.root(abs(from_fast(values[leading])), n))
        while True:
            self.count()
            step = stepper.step(root, [*self.state, self.time], -root)
            length = step.length
            blocked = False
            for c, series in enumerate(step.switches):
                if c != leading and self.mode[c]:
                    zero = first_zero(series, self.mode[c], length, self.tiny * self.peaks[c], self.left.get(c, 0))
                    if zero is not None:
                        length, blocked = zero.place / 2, True
            arrived = length >= -root
            short = not arrived and length < SHORT * -root
            if self.rooted_step(step, length, unknowns):
                return []
            root = root + length
            if arrived:
                return self.vanished(c for c, s in enumerate(self.mode) if s)
            if blocked or short:
                # Several vanish together, or the flow turns back first, or it is too far: time is as good a variable.
                self.avoided[leading] = abs(root) ** n / RETRY
                return []

    def outwards(self, leading: int) -> None:
        """Follow the flow in the root of a switch that has just left zero, until time is as good a variable."""
        unknowns = len(self.state)
        field_ = rooted_field(self.system, self.mode, unknowns, leading, False)
        stepper = Stepper(field_, [*self.system.groups, (unknowns,)], self.digits)
        root = self.zero
        while self.time < self.times[-1]:
            self.count()
            step = stepper.step(root, [*self.state, self.time], self.one)
            length = step.length
            for c, series in enumerate(step.switches):
                if c != leading and self.mode[c]:
                    zero = first_zero(series, self.mode[c], length, self.tiny * self.peaks[c], self.left.get(c, 0))
                    if zero is not None:
                        length = zero.place / 2
            if self.rooted_step(step, length, unknowns):
                return
            root = root + length
            if length <= SHORT * root:
                return

    def rooted_step(self, step: Step, length: Number, unknowns: int) -> bool:
        """Move along a step in a root, with the outputs on the way; whether the last time was reached."""
        clock = step.unknowns[unknowns]
        end = value_at(clock, length)
        done = end >= self.times[-1]
        if done:
            end = self.times[-1]
            length = place_of(clock, end, length)
        while len(self.run.times) < len(self.times) and self.times[len(self.run.times)] <= end:
            t = self.times[len(self.run.times)]
            self.run.times.append(from_fast(t))
            state = step.state(place_of(clock, t, length))[:unknowns]
            self.run.states.append([from_fast(v) for v in state])
        self.pass_on(step, length, unknowns)
        self.time = end
        return done

    # -- events

    def turn(self, active: list[int]) -> None:
        """Find the mode after an event and go on in it."""
        old = self.mode
        if 1 < self.system.q < 2:
            new, leaving = self.after_branch(active)
        else:
            new, leaving = self.after_jump(active), []
        self.mode = new
        self.avoided = {}
        self.note(active, old)
        if len(leaving) == 1:
            self.left = {leaving[0]: 0}
            self.outwards(leaving[0])
        elif leaving:
            self.leave_together(leaving)
        elif not self.faint:
            self.left = departures(self.system, self.time, self.state, self.mode, active, self.digits)

    def note(self, active: list[int], old: Mode) -> None:
        """Write the event down: one entry for each kind."""
        kinds: dict[str, list[int]] = {}
        for c in active:
            before, after = old[c], self.mode[c]
            if before == after and (before == 0 or not self.time):
                continue
            if not before and not self.time:
                kind = "starts"
            elif after == 0:
                kind = "slides" if self.system.switches[c].slides and self.system.q == 1 else "rests"
            elif before == 0:
                kind = "leaves"
            else:
                kind = "crosses" if before != after else "touches"
            kinds.setdefault(kind, []).append(c)
        for kind, which in kinds.items():
            self.run.turns.append(Turn(from_fast(self.time), tuple(which), kind, self.mode))

    def after_jump(self, active: list[int]) -> Mode:
        """The mode of a sign flow after an event."""
        saddles = self.saddles(active)
        modes = consistent_modes(self.system, self.time, self.state, self.mode, active, self.digits)
        if saddles and modes:
            return self.selected(saddles, modes[0], len(modes))
        if len(modes) == 1:
            return modes[0]
        names = " and ".join(self.system.switches[c].text for c in active)
        when = f"t = {mp.nstr(from_fast(self.time), 10)}"
        if not modes:
            text = f"no way to go on was found at {when}, where {names} vanish"
            raise _Halted(Ending("undecided", from_fast(self.time), tuple(active), text))
        return self.selected(active, modes[0], len(modes))

    def saddles(self, active: Sequence[int]) -> list[int]:
        """The weights that vanish together with others of their coordinate: the model's saddles."""
        switches = self.system.switches
        weights = [c for c in active if switches[c].reason == "weight"]
        owners = [switches[c].coordinate for c in weights]
        return [c for c in weights if owners.count(switches[c].coordinate) > 1]

    def selected(self, switches: Sequence[int], escape: Mode, ways: int) -> Mode:
        """The mode asked for where the solution is not unique; the end of the run if none was."""
        names = " and ".join(self.system.switches[c].text for c in switches)
        when = f"t = {mp.nstr(from_fast(self.time), 10)}" if self.time else "the start"
        if self.selection == "stop":
            text = (
                f"the flow is not unique from {when} on, where {names} vanish: it may stay there for any time and leave in "
                f'{ways} way{"s" if ways > 1 else ""}; choose by selection "rest" or "escape"'
            )
            raise _Halted(Ending("selection", from_fast(self.time), tuple(switches), text))
        if self.selection == "escape":
            return escape
        return tuple(0 if c in switches else s for c, s in enumerate(escape))

    def after_branch(self, active: list[int]) -> tuple[Mode, list[int]]:
        """For 1 < q < 2: the mode after an event, and the switches that leave zero with it.

        The field is continuous, so the rates of the switches where they vanish decide; what has none stays.
        """
        resting = tuple(0 if c in active else s for c, s in enumerate(self.mode))
        stepper = Stepper(mode_field(self.system, resting, len(self.state)), self.system.groups, self.digits, 4)
        step = stepper.step(self.time, self.state, self.one)
        speeds = {c: step.switches[c][1] for c in active}
        scale = max([abs(line[1]) for line in [*step.switches, *step.unknowns]] + [self.tiny])
        small = self.root_of_tiny * max(scale, self.root_of_tiny)
        moving = {c: (1 if v > 0 else -1) for c, v in speeds.items() if abs(v) > small}
        mode = tuple(moving.get(c, s) for c, s in enumerate(resting))
        self.require_rest(step, [c for c in active if c not in moving])
        saddles = [c for c in self.saddles(active) if self.escapes(c, active, resting)]
        if saddles:
            mode = self.selected(saddles, self.escape(saddles, mode), 2 ** (len(saddles) - 1))
            if self.selection == "escape":
                self.leave_saddle(saddles, mode)
        return mode, list(moving)

    def escapes(self, weight: int, active: Sequence[int], resting: Mode) -> bool:
        """Whether a vanishing weight can leave its saddle: n < p for n vanishing weights, and f' does not vanish."""
        switches, own = self.system.switches, self.system.switches[weight]
        n = sum(switches[c].reason == "weight" and switches[c].coordinate == own.coordinate for c in active)
        return (n - 1) * (self.system.q - 1) < 1 and self.pull(own.coordinate, resting) != 0

    def pull(self, coordinate: int, mode: Mode) -> int:
        """The sign of a component of grad f in a mode."""
        return next(
            mode[c] for c, s in enumerate(self.system.switches) if s.reason == "gradient" and s.coordinate == coordinate
        )

    def escape(self, saddles: Sequence[int], mode: Mode) -> Mode:
        """The mode in which the weights at a saddle leave it along one of its ways out, all but the last upwards."""
        switches, new = self.system.switches, list(mode)
        for coordinate in sorted({switches[c].coordinate for c in saddles}):
            own = [c for c, s in enumerate(switches) if s.reason == "weight" and s.coordinate == coordinate]
            vanished = [c for c in own if c in saddles]
            for c in vanished:
                new[c] = 1
            # w_i' = -Phi(f' prod of the others) has the sign of w_i for all if the product of all signs is -sign f'.
            new[vanished[-1]] = -self.pull(coordinate, mode) * prod(new[c] for c in own)
        return tuple(new)

    def leave_saddle(self, saddles: Sequence[int], mode: Mode) -> None:
        """Put vanished weights on their way out, v' = c v^e, so near to the saddle that all else is constant."""
        switches = self.system.switches
        values = switch_values(self.system, self.time, self.state, self.mode)
        power = self.system.q - 1
        delta = self.tiny * self.times[-1]
        exponent = to_fast(at_precision(power))
        for coordinate in sorted({switches[c].coordinate for c in saddles}):
            own = [c for c, s in enumerate(switches) if s.reason == "weight" and s.coordinate == coordinate]
            gradient = next(c for c, s in enumerate(switches) if s.reason == "gradient" and s.coordinate == coordinate)
            vanished = [c for c in own if c in saddles]
            size = abs(values[gradient])
            for c in own:
                size = size if c in vanished else size * abs(values[c])
            left = 1 - (len(vanished) - 1) * exponent
            start = (left * size**exponent * delta) ** (1 / left)
            for c in vanished:
                self.state[self.place_of_weight(c)] = mode[c] * start
                self.peaks[c] = start
            self.faint += [self.place_of_weight(c) for c in vanished]
        self.time = self.time + delta

    def place_of_weight(self, switch: int) -> int:
        """Where a weight's switch stands among the unknowns."""
        own = self.system.switches[switch]
        assert own.weight is not None
        return self.system.groups[own.coordinate - 1][own.weight - 1]

    def require_rest(self, step: Step, resting: Sequence[int]) -> None:
        """What is held where the field vanishes has to stay there by itself."""
        for c in resting:
            series = step.switches[c]
            if any(abs(v) > self.root_of_tiny * max(self.one, self.peaks[c]) for v in series[1:]):
                text = (
                    f"how the flow goes on at t = {mp.nstr(from_fast(self.time), 10)} cannot be decided: "
                    f"{self.system.switches[c].text} vanishes there together with its rate, and not afterwards"
                )
                raise _Halted(Ending("undecided", from_fast(self.time), (c,), text))

    def leave_together(self, leaving: Sequence[int]) -> None:
        """Leave a point where several switches vanish: by one step so short that its error, of order 1 + (q - 1), is nil.

        The steps that follow grow with the distance from the point.
        """
        q = self.system.q
        resting = tuple(0 if c in leaving else s for c, s in enumerate(self.mode))
        stepper = Stepper(mode_field(self.system, resting, len(self.state)), self.system.groups, self.digits, 4)
        step = stepper.step(self.time, self.state, self.one)
        delta = self.times[-1] * self.tiny ** (self.one / to_fast(mp.mpf(q.numerator) / q.denominator))
        self.state = [line[0] + delta * line[1] for line in step.unknowns]
        self.time = min(self.time + delta, self.times[-1])
        self.left = {}


def switch_values(system: System, time: Number, state: Sequence[Number], mode: Mode) -> list[Number]:
    """The quantities of all switches at a state; of the mode only the sides of mirrors and kinks matter."""
    tape = Tape()
    unknowns = [tape.state(i) for i in range(len(state))]
    sides = tuple(s if switch.reason in SIDES else 0 for s, switch in zip(mode, system.switches, strict=True))
    recorded = system.record(unknowns, tape.time(), sides, {})
    reader = Reader(tape, (), FAST)
    reader.coefficients(time, state, 0)
    return [reader.series[z.index][0] for z in recorded.switches]
