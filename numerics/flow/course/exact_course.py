"""The sign flow on least squares while nothing is held: piecewise linear, so that every event is exact.

Event times are algebraic numbers, what vanishes together is certain, and so is the mode where signs alone decide it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import product as combinations
from math import prod
from typing import TypeAlias

import mpmath
from flint import arb
from mpmath import mp

from neversaddle.numerics.exact.algebraic import NotExact, RealAlgebraic, precisions
from neversaddle.numerics.exact.tower import Value
from neversaddle.numerics.flow.course.exact_events import (
    ExactEvent,
    Moment,
    Motion,
    NormalEquations,
    Signs,
    at_start,
    next_event,
    normal_equations,
    signs_after,
)
from neversaddle.numerics.flow.systems.system import Mode, Switch, System, with_signs
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.loss.loss import Rows
from neversaddle.numerics.ode.arithmetics import middle_of

#: An event time of a higher degree is left to the series: the algebra would take longer than the flow itself.
MOST_DEGREE = 128
#: So many sign choices at an event are tried exactly.
MOST_CHOICES = 64

Velocities: TypeAlias = "tuple[tuple[int, ...], ...]"


@dataclass
class Legs:
    """What is known of one flow, by the velocities of its legs: its runs differ in precision only."""

    equations: NormalEquations
    first: Moment
    events: dict[tuple[Velocities, ...], ExactEvent | NotExact | None] = field(default_factory=dict)


@dataclass(frozen=True)
class ExactCourse:
    """An exact moment of a sign flow, the legs behind it, and the switches of the system.

    `moment` is the last event; made by `exact_course`.
    """

    legs: Legs
    moment: Moment
    past: tuple[Velocities, ...]
    switches: Sequence[Switch]

    @property
    def start_mode(self) -> Mode:
        """The signs of all switches at the moment, exactly."""
        return self._mode(
            Signs(self.moment.gradient_signs(self.legs.equations), self.moment.weight_signs()),
        )

    def velocities(self, mode: Mode) -> Velocities | None:
        """The velocity of every weight in a mode; None where something is held at zero."""
        if not all(mode):
            return None
        k, rows = len(self.legs.equations.linear), len(self.moment.weights)
        weights = mode[k:]
        signs = [[weights[j * rows + i] for j in range(k)] for i in range(rows)] if weights else [[1] * k]
        return tuple(
            tuple(-mode[j] * prod(signs[m][j] for m in range(rows) if m != i) for j in range(k)) for i in range(rows)
        )

    def rates(self, mode: Mode, unknowns: int) -> list[int]:
        """The rate of every unknown in a mode: the weights, coordinate by coordinate, then the orbit times, if any."""
        velocities = self.velocities(mode)
        assert velocities is not None
        k = len(self.legs.equations.linear)
        return [*(row[j] for j in range(k) for row in velocities), *(-s for s in mode[:k])][:unknowns]

    def next_event(self, mode: Mode) -> tuple[ExactEvent | None, ExactCourse] | None:
        """The next event in a mode (None if there is none) and the course from there; None where it is not exact."""
        velocities = self.velocities(mode)
        if velocities is None:
            return None
        past, events = (*self.past, velocities), self.legs.events
        if past not in events:
            try:
                events[past] = next_event(self.legs.equations, Motion(self.moment, velocities), MOST_DEGREE)
            except NotExact as problem:
                events[past] = problem
        event = events[past]
        if isinstance(event, NotExact):
            return None
        return event, self if event is None else replace(self, moment=event.moment, past=past)

    def vanishing(self, event: ExactEvent) -> list[int]:
        """The switches that vanish at an event."""
        return [
            c
            for c, s in enumerate(self.switches)
            if (s.weight is None and s.coordinate - 1 in event.gradients)
            or (s.weight is not None and (s.weight - 1, s.coordinate - 1) in event.weights)
        ]

    def modes(self, mode: Mode, active: Sequence[int]) -> list[Mode] | None:
        """The modes without a held switch that the flow can go on in where the active switches vanish, exactly.

        None where there are too many to try, or a sign is not told.
        """
        if 2 ** len(active) > MOST_CHOICES:
            return None
        found = []
        for signs in combinations((1, -1), repeat=len(active)):
            candidate = with_signs(mode, dict(zip(active, signs, strict=True)))
            velocities = self.velocities(candidate)
            if velocities is None:
                return []
            try:
                after = signs_after(self.legs.equations, Motion(self.moment, velocities))
            except NotExact:
                return None
            if self._mode(after) == candidate:
                found.append(candidate)
        return found

    def weights(self) -> list[mpmath.mpf]:
        """The weights at the moment, coordinate by coordinate, to the precision in force."""
        return [self._weight(row[j]) for j in range(len(self.legs.equations.linear)) for row in self.moment.weights]

    def _mode(self, signs: Signs) -> Mode:
        return tuple(
            signs.gradients[s.coordinate - 1] if s.weight is None else signs.weights[s.weight - 1][s.coordinate - 1]
            for s in self.switches
        )

    def _weight(self, value: Value) -> mpmath.mpf:
        return _rounded(lambda bits: self.moment.ball(value, bits)) if self.moment.sign(value) else mp.zero


def exact_course(system: System) -> ExactCourse | None:
    """The course of a sign flow from its start, if it is one of a deep diagonal network on least squares, no decay."""
    if not isinstance(system, WeightSystem) or system.q != 1 or not system.deep or system.decay:
        return None
    loss = system.loss
    if loss.matrix is None or loss.target is None:
        return None
    legs = _legs(loss.matrix, loss.target, tuple(map(tuple, system.weights)))
    return ExactCourse(legs, legs.first, (), system.switches)


@lru_cache(maxsize=8)
def _legs(matrix: Rows, target: tuple[Fraction, ...], weights: Rows) -> Legs:
    return Legs(normal_equations(matrix, target), at_start(weights))


def rounded_time(time: RealAlgebraic) -> mpmath.mpf:
    """An event time to the precision in force."""
    return _rounded(time.ball)


def polynomial_of(time: RealAlgebraic) -> str:
    """The irreducible integer polynomial that a time is a root of, in t.

    >>> polynomial_of(RealAlgebraic.from_rational(Fraction(1, 3)))
    '3*t + (-1)'
    """
    return str(time.polynomial.str(var="t"))


def _rounded(enclosure: Callable[[int], arb]) -> mpmath.mpf:
    """A number that is not zero, from balls small enough for the precision in force."""
    for bits in precisions("a number to all its digits"):
        ball = enclosure(bits)
        if ball.rel_accuracy_bits() > mp.prec:
            return +middle_of(ball)
    raise AssertionError
