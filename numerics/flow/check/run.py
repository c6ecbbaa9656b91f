"""A flow looked at after it has been run, by its definition alone: nothing here knows how it was run.

At random times of every stretch between events the velocity of the dense output is compared with the field. An output
right to d digits is not the true solution but one beside it, so that its velocity has to be among those that the field
has within about 10^-d of it, but for 10^-d over a step. What is said to be held has to be zero to as much, the state
has to go on from step to step and across every event, the start and the end have to be those given out, the balance
has to follow its law, and without decay the loss must not grow.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from random import Random
from typing import TypeAlias

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.check.definition import Definition, Near
from neversaddle.numerics.flow.course.pieces import Piece
from neversaddle.numerics.flow.course.walk import Run
from neversaddle.numerics.flow.systems.system import Mode, Switch
from neversaddle.numerics.loss.loss import Vector
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.arithmetics import from_fast, working
from neversaddle.numerics.ode.taylor import working_bits

Groups: TypeAlias = "list[Vector]"
#: From when on nothing is sure, and why.
Finding: TypeAlias = "tuple[mpmath.mpf, str]"
#: Time and observables.
Seen: TypeAlias = "tuple[mpmath.mpf, Groups]"

#: How far a state may be from the true one, and a velocity from those of the field, in units of the last digit.
APART, SLACK = 100, 1000
#: Points looked at in a stretch, spread over its time and over its steps; points in all, but for those by steps.
BY_TIME, BY_STEP, MOST_POINTS = 16, 4, 160
#: Where the flow is looked at within a step: not where rounding makes a difference.
INSIDE = (0.02, 0.98)


@dataclass(frozen=True)
class Checked:
    """At how many points a flow was looked at; if something is wrong, from when on nothing is sure, and what it is."""

    points: int
    unsure_from: mpmath.mpf | None = None
    finding: str | None = None


#: Of a flow without steps, or that shares no digits with its second run.
NOT_CHECKED = Checked(0)


@dataclass(frozen=True)
class Point:
    """One look: time, observables, and the stretch it belongs to."""

    time: mpmath.mpf
    groups: Groups
    stretch: int


def checked(run: Run, definition: Definition, switches: Sequence[Switch], digits: int) -> Checked:
    """A run that is said to be right to some digits, against its definition; as it is where no step was made."""
    pieces, times = run.pieces, run.times
    if run.ending is not None and run.ending.reason == "stuck":
        # Where a run got stuck is no output, and what it last tried there no part of the way.
        times = times[:-1]
        pieces = [piece for piece in pieces if times and piece.begin < times[-1]]
    if not pieces or digits <= 0:
        return NOT_CHECKED
    bits = working_bits(run.digits)
    # Differences over 2^-bits of a step lose that many bits, and what is left is still all of a run's digits.
    with working(3 * bits + 64):
        return _Look(run, pieces, times, definition, switches, digits, mp.ldexp(1, -bits)).result()


class _Look:
    """The pieces of one run, stretch by stretch."""

    def __init__(
        self,
        run: Run,
        pieces: Sequence[Piece],
        times: Sequence[mpmath.mpf],
        definition: Definition,
        switches: Sequence[Switch],
        digits: int,
        small: mpmath.mpf,
    ) -> None:
        self.run, self.definition, self.switches, self.small = run, definition, switches, small
        self.times = times
        self.stretches = [list(group) for _, group in groupby(pieces, key=lambda piece: piece.mode)]
        self.unit = mp.mpf(10) ** -digits
        self.random = Random(len(run.pieces))
        ends = [definition.observables(*piece.at(mp.one)) for stretch in self.stretches for piece in stretch[-1:]]
        states = [definition.observables(t, s) for t, s in zip(self.times, run.states, strict=False)]
        self.start = states[0]
        self.begun = definition.invariants(self.start)
        #: The largest of each group, which its errors are judged by.
        self.peaks = [max(abs(v) for groups in (*ends, *states) for v in groups[g]) for g in range(len(states[0]))]
        #: Stretches in which the errors of states decide.
        self.near_zero: set[int] = set()
        #: What of a time is rounding.
        self.gap = self.unit * self.unit * (self.times[-1] - self.times[0])
        self.errors = [APART * self.unit * peak for peak in self.peaks]

    def result(self) -> Checked:
        """What is found first in time."""
        looks, findings = 0, list[Finding]()
        points: list[Point] = []
        each = max(2, MOST_POINTS // len(self.stretches))
        if self.elsewhere():
            return Checked(0, +self.run.times[0], "it does not start from what was given")
        for number, stretch in enumerate(self.stretches):
            begin = self.begin(number)
            broken = self.joints(number) if self.run.whole else None
            bad = [] if broken is None else [broken]
            for piece, part in self.chosen(stretch, each):
                if (look := self.look(piece, part, number)) is None:
                    continue
                looks += 1
                point, misfit = look
                points.append(point)
                if misfit is not None:
                    bad.append((point.time, misfit))
            if bad:
                first, wrong = min(bad, key=lambda finding: finding[0])
                # What was right at a later point than the beginning is right up to there.
                good = [p.time for p in points if p.stretch == number and begin < p.time < first]
                findings.append((max(good, default=begin), wrong))
        if not findings and not self.definition.decay and (grown := self.grown(points)) is not None:
            findings.append(grown)
        if not findings:
            return Checked(looks)
        since, text = min(findings, key=lambda finding: finding[0])
        return Checked(looks, +since, text)

    def elsewhere(self) -> bool:
        """Whether the run does not start from what was given."""
        return any(
            abs(v - at_precision(w)) > error
            for group, given, error in zip(self.start, self.definition.start, self.errors, strict=False)
            for v, w in zip(group, given, strict=True)
        )

    def begin(self, number: int) -> mpmath.mpf:
        """When a stretch begins, the first with the flow."""
        return self.stretches[number][0].begin if number else self.run.times[0]

    def chosen(self, stretch: Sequence[Piece], most: int) -> list[tuple[Piece, mpmath.mpf]]:
        """Points, as steps and parts of them: random ones, one in each share of the stretch's time, others by steps."""
        spans = [piece.span for piece in stretch]
        longest = max(spans)
        ends = list(accumulate(float(span / longest) if longest else 1.0 for span in spans))
        count = min(BY_TIME, most)
        points = []
        for share in range(count):
            place = ends[-1] * (share + self.random.random()) / count
            n = min(bisect(ends, place), len(stretch) - 1)
            points.append((stretch[n], self.part()))
        steps = self.random.sample(list(stretch), min(BY_STEP, len(stretch)))
        return [*points, *((piece, self.part()) for piece in (*steps, stretch[-1]))]

    def part(self) -> mpmath.mpf:
        """Where to look within a step."""
        return mp.mpf(self.random.uniform(*INSIDE))

    def look(self, piece: Piece, part: mpmath.mpf, number: int) -> tuple[Point, str | None] | None:
        """One point of a step, and what is wrong there; None where its polynomial is not as good as its points."""
        if not self.run.whole and self.rough(piece):
            return None
        time, groups = self.seen(piece, part)
        speeds = self.speeds(piece, part - self.small, part + self.small)
        if not piece.span:
            return Point(time, groups, number), None
        slacks = [
            SLACK * self.unit * (peak / piece.span + max(map(abs, speed)))
            for peak, speed in zip(self.peaks, speeds, strict=True)
        ]
        point = Point(time, groups, number)
        # Away from zeros of what stands in Phi_q the field itself will do, which is quicker; not where it once did not.
        near: Near | None = None
        misfit: str | None = "not looked at"
        if number not in self.near_zero:
            misfit = self.definition.near(groups, [mp.zero] * len(groups)).misfit(time, speeds, slacks)
        if misfit is not None:
            self.near_zero.add(number)
            near = self.definition.near(groups, self.errors)
            misfit = near.misfit(time, speeds, slacks)
        if misfit is not None:
            return point, f"at t = {mp.nstr(time, 6)} {misfit} does not move as the field says"
        drifted = self.definition.drifted(time, groups, self.begun, self.errors)
        if drifted is not None:
            return point, f"at t = {mp.nstr(time, 6)} {drifted} is not what it has to be"
        return point, self.released(time, near or self.definition.near(groups, self.errors), piece.mode)

    def rough(self, piece: Piece) -> bool:
        """Whether the last terms of a polynomial through points are more than errors of these points."""
        length = from_fast(piece.length)
        last = [max(abs(from_fast(c)) * length**m for m, c in list(enumerate(s))[-2:]) for s in piece.unknowns]
        return bool(max(last) > 2 ** (2 * len(piece.unknowns[0])) * self.unit * max(self.peaks))

    def released(self, time: mpmath.mpf, near: Near, mode: Mode) -> str | None:
        """A switch that is said to be zero and is not."""
        held = [switch for switch, sign in zip(self.switches, mode, strict=True) if sign == 0]
        for switch, (low, high) in zip(held, near.values(held), strict=True):
            if not low <= 0 <= high:
                return f"at t = {mp.nstr(time, 6)} {switch.text} is not zero, though it is held there"
        return None

    def joints(self, number: int) -> Finding | None:
        """Where the state does not go on: at the start and the end, from step to step, across the event before."""
        stretch, run = self.stretches[number], self.run
        pieces = [*self.stretches[number - 1][-1:], *stretch] if number else stretch
        for a, b in pairwise(pieces):
            sides = ((a, mp.one), (b, mp.zero))
            if self.moved(a, b) and (broken := self.broken(self.seen(*sides[0]), self.seen(*sides[1]), sides)):
                return broken
        first, last = (stretch[0], mp.zero), (stretch[-1], mp.one)
        if number == 0 and (broken := self.broken((run.times[0], self.start), self.seen(*first), (first,))):
            return broken
        if number == len(self.stretches) - 1 and len(self.times) == len(run.times):
            end = self.definition.observables(run.times[-1], run.states[-1])
            return self.broken(self.seen(*last), (run.times[-1], end), (last,))
        return None

    def moved(self, before: Piece, after: Piece) -> bool:
        """Whether an unknown is not the same to all its digits where one piece ends and the next begins."""
        (t, old), (s, new) = before.at(mp.one), after.first
        return abs(s - t) > self.gap or any(
            abs(a - b) > self.unit * max(abs(a), abs(b)) for a, b in zip(old, new, strict=True)
        )

    def broken(self, before: Seen, after: Seen, sides: Sequence[tuple[Piece, mpmath.mpf]]) -> Finding | None:
        """What is wrong where a piece ends and the next begins; in a gap between them nothing may move."""
        (t, old), (s, new) = before, after
        gap = abs(s - t)
        speeds = (
            []
            if gap <= self.gap
            else [self.speeds(p, part, part - self.small if part else self.small) for p, part in sides]
        )
        for g, error in enumerate(self.errors):
            fastest = max((abs(v) for groups in speeds for v in groups[g]), default=mp.zero)
            apart = max(abs(v - w) for v, w in zip(old[g], new[g], strict=True))
            if apart > error or gap * fastest > error:
                return min(s, t), f"at t = {mp.nstr(t, 6)} the state does not go on as it was"
        return None

    def seen(self, piece: Piece, part: mpmath.mpf) -> Seen:
        """Time and observables at a point of a step."""
        time, state = piece.at(part)
        return time, self.definition.observables(time, state)

    def speeds(self, piece: Piece, part: mpmath.mpf, other: mpmath.mpf) -> Groups:
        """The velocities between two points of a step, which are all but one; zero in a step of no length."""
        (t, before), (s, after) = self.seen(piece, part), self.seen(piece, other)
        passed = s - t
        return [
            [(b - a) / passed if passed else mp.zero for a, b in zip(old, new, strict=True)]
            for old, new in zip(before, after, strict=True)
        ]

    def grown(self, points: Sequence[Point]) -> Finding | None:
        """Where the loss grows, by more than the errors of the states allow."""
        found = []
        for point in sorted(points, key=lambda p: p.time):
            x = self.definition.near(point.groups, self.errors).x
            middle = [(a + b) / 2 for a, b in x]
            slopes = self.definition.loss.gradient(middle)
            reach = sum((abs(z) * (b - a) for z, (a, b) in zip(slopes, x, strict=True)), mp.zero)
            value = self.definition.loss.value(middle)
            found.append((value, reach + SLACK * self.unit**2 + abs(value) * self.unit, point))
        for (f, e, before), (g, d, point) in pairwise(found):
            if g - d > f + e:
                return before.time, f"the loss grows before t = {mp.nstr(point.time, 6)}"
        return None
