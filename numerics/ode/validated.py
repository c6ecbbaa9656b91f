"""Solutions of y' = f(t, y) in balls that certainly contain them, by a validated Taylor method.

The steps are those of `validated_step.py`; here are their lengths, the bits, and what is asked of the solution.
Sources: Moore, Interval Analysis, 1966 (a-priori box and Lagrange remainder); Lohner, Einschließung der Lösung
gewöhnlicher Anfangs- und Randwertaufgaben, 1988, and Nedialkov, Jackson and Corliss, Validated solutions of initial
value problems for ordinary differential equations, 1999 (the high-order enclosure: the box is the Taylor polynomial
over the step and a small remainder, so the step is not limited to what Picard's iteration with a constant box allows).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, inf, isfinite
from typing import TypeAlias, TypeVar

from flint import arb, arb_poly

from neversaddle.numerics.ode.arithmetics import BALLS, FAST, ball_of, from_fast, middle_of, to_fast, working
from neversaddle.numerics.ode.inclusion import NotDefined, SetReader, pruned
from neversaddle.numerics.ode.recurrences import recurrences
from neversaddle.numerics.ode.series import Number, Reader
from neversaddle.numerics.ode.tape import Tape
from neversaddle.numerics.ode.validated_step import COARSE, Step, TooLong, largest, validated_step

#: A start value: exact, or a ball.
Start: TypeAlias = "Fraction | int | arb"
_Found = TypeVar("_Found")

#: A run gives up after so many steps, and where a step is less than this part of the way that is left.
MOST_STEPS = 4000
SMALLEST_STEP = Fraction(1, 2**30)
_SPARE_BITS = 12
_FIRST_GUARD = 16
_MOST_FAILURES = 3


class EnclosureError(ValueError):
    """No enclosure was found: at which step and time, with which radius so far, and why."""

    def __init__(self, why: str, step: int, time: Fraction, radius: arb, bits: int) -> None:
        at = f"step {step} at t = {float(time):.9g}, radius so far {radius.str(2, radius=False)}, {bits} bits"
        super().__init__(f"no enclosure ({at}): {why}")
        self.step, self.time, self.radius, self.bits = step, time, radius, bits


@dataclass(frozen=True)
class Enclosed:
    """At one time: the states and the watched entries, each a ball that contains the true value."""

    time: Fraction
    states: list[arb]
    watched: list[arb]


@dataclass(frozen=True)
class Piece:
    """From `begin` to `end`: balls that contain the states and the watched entries at every time between."""

    begin: Fraction
    end: Fraction
    states: list[arb]
    watched: list[arb]


def enclose(
    tape: Tape,
    rates: Sequence[int],
    start: Sequence[Start],
    times: Sequence[Fraction | int],
    radius: Fraction | int | float,
    watch: Sequence[int] = (),
    begin: Fraction | int = 0,
    most_bits: int = 4096,
) -> list[Enclosed]:
    """Balls of at most the (absolute) radius, around the solution of y' = the entries `rates` of the tape.

    `start` are the states at the time `begin`, `times` are exact, in order and not before it; `watch` are further
    entries of the tape, whose balls meet the radius too. Bits, order and steps are found: where the radius is missed, a
    run with as many more bits follows. Raises EnclosureError where the field is not certainly defined and
    differentiable along the solution, the solution ends, the start's balls are too wide, or `most_bits` do not suffice;
    ValueError for times or a radius that make no sense. Sources: see the module.

    >>> tape = Tape()
    >>> rate = -tape.state(0)
    >>> (at_one,) = enclose(tape, [rate.index], [1], [1], 1e-20)
    >>> print(at_one.states[0].str(18, radius=False))
    0.367879441171442322
    """
    begun, wanted = Fraction(begin), [Fraction(t) for t in times]
    if any(later < sooner for sooner, later in zip([begun, *wanted], wanted, strict=False)):
        raise ValueError(f"times must be in order and not before {begun}, not {', '.join(map(str, wanted))}")

    def along(run: _Run) -> tuple[list[Enclosed], list[arb]]:
        ahead = [t for t in wanted if t > begun]
        found = [run.seen(begun, run.state) for t in wanted if t == begun]
        for step in run.steps(wanted[-1]) if ahead else ():
            while ahead and ahead[0] <= step.end:
                time = ahead.pop(0)
                found.append(run.seen(time, step.at(time)))
        return found, [ball for at in found for ball in (*at.states, *at.watched)]

    return _until_met(
        lambda bits, goal: _Run(tape, rates, start, begun, watch, bits, goal), along, start, radius, most_bits
    )


def tube(
    tape: Tape,
    rates: Sequence[int],
    start: Sequence[Start],
    until: Fraction | int,
    radius: Fraction | int | float,
    watch: Sequence[int] = (),
    begin: Fraction | int = 0,
    after: Fraction | int | None = None,
    parts: int = 4,
    most_bits: int = 4096,
) -> list[Piece]:
    """Balls over whole time intervals that together cover [after, until], for margins and invariants.

    The solution starts at `begin` (and so does the tube, unless `after` is given). Each step of the integration is cut
    into `parts` equal pieces; a piece's balls are as wide as the solution moves in it. Watched entries are taken in the
    mean-value form (value at the middle, time derivative over the piece), so what a solution conserves stays narrow.
    `radius` bounds the balls of the states at the ends of the steps. Raises as `enclose` does. Sources: see the module.

    >>> tape = Tape()
    >>> y = tape.state(0)
    >>> pieces = tube(tape, [(-y).index], [1], 2, 1e-10)
    >>> all(piece.states[0] > 0 for piece in pieces), pieces[0].begin, pieces[-1].end
    (True, Fraction(0, 1), Fraction(2, 1))
    """
    begun, end = Fraction(begin), Fraction(until)
    low = begun if after is None else Fraction(after)
    if not begun <= low < end or parts < 1:
        raise ValueError(f"a tube needs begin <= after < until and parts >= 1, not {begun}, {low}, {end} and {parts}")

    def along(run: _Run) -> tuple[list[Piece], list[arb]]:
        pieces: list[Piece] = []
        ends: list[arb] = []
        for step in run.steps(end):
            ends.extend(step.ends)
            if step.end <= low:
                continue
            first = max(low, step.begin)
            width = (step.end - first) / parts
            for i in range(parts):
                left, right = first + i * width, first + (i + 1) * width
                states = step.over(left, right)
                pieces.append(Piece(left, right, states, run.seen_over(step, left, right, states)))
        return pieces, ends

    return _until_met(
        lambda bits, goal: _Run(tape, rates, start, begun, watch, bits, goal), along, start, radius, most_bits
    )


def orders(bits: int) -> tuple[int, int]:
    """The degree of the Taylor polynomials, and the degree at which their defect is cut by a remainder term.

    1.2 orders for each digit is the fastest without rigour (Jorba and Zou 2005). The remainder is that of a whole step,
    wider than the coefficients at its start: with a few more terms it does not shorten the step (measured).
    """
    degree = ceil(0.36 * bits) + 2
    return degree, ceil(1.2 * degree)


class _Run:
    """One integration at fixed bits, with steps whose remainder is below 2^goal."""

    def __init__(
        self,
        tape: Tape,
        rates: Sequence[int],
        start: Sequence[Start],
        begin: Fraction,
        watch: Sequence[int],
        bits: int,
        goal: int,
    ) -> None:
        self.bits, self.count, self.time = bits, 0, begin
        self.state = [_ball(y) for y in start]
        if len(self.state) != len(rates) or not all(y.is_finite() for y in self.state):
            raise ValueError(f"the start needs {len(rates)} finite values, one for each rate, not {start}")
        self._goal, self._tolerance = goal, arb(2) ** goal
        self._order, self._terms = orders(bits)
        field, inner = pruned(tape, rates)
        self._guesses = Reader(recurrences(field, inner, ()), FAST)
        self._field = SetReader(field, inner)
        seen, places = pruned(tape, [*rates, *watch])
        self._watch = places[len(rates) :]
        self._watcher = SetReader(seen, places[: len(rates)])
        #: How much of the proposed length the last step kept.
        self._share = Fraction(1)

    def error(self, why: str) -> EnclosureError:
        """At the present step."""
        return EnclosureError(why, self.count + 1, self.time, largest([y.rad() for y in self.state]), self.bits)

    def seen(self, time: Fraction, states: list[arb]) -> Enclosed:
        """The watched entries beside the states."""
        return Enclosed(time, states, self._values(BALLS.rational(time), states))

    def seen_over(self, step: Step, left: Fraction, right: Fraction, states: list[arb]) -> list[arb]:
        """The watched entries over a piece of a step, where the states are in `states`."""
        if not self._watch:
            return []
        middle = (left + right) / 2
        span = arb(0, BALLS.rational((right - left) / 2).upper())
        times = BALLS.rational(middle) + span
        try:
            slopes = self._watcher.slopes(times, states)
        except NotDefined as undefined:
            raise self.error(f"a watched entry has no certain value near {float(middle):.9g}: {undefined}") from None
        centre = self._values(BALLS.rational(middle), step.at(middle))
        return [value + slopes[i] * span for value, i in zip(centre, self._watch, strict=True)]

    def _values(self, time: arb, states: list[arb]) -> list[arb]:
        if not self._watch:
            return []
        try:
            values = self._watcher.values(time, states)
        except NotDefined as undefined:
            raise self.error(f"a watched entry has no certain value: {undefined}") from None
        return [values[i] for i in self._watch]

    def steps(self, end: Fraction) -> Iterator[Step]:
        """Steps up to `end`; `state` and `time` are those at the start of the step yielded."""
        while self.time < end:
            if self.count == MOST_STEPS:
                raise self.error(f"{MOST_STEPS} steps do not reach {end}")
            step = self._step(end)
            yield step
            self.time, self.state = step.end, step.ends
            self.count += 1

    def _step(self, end: Fraction) -> Step:
        left = end - self.time
        try:
            self._field.jacobian(BALLS.rational(self.time), self.state)
        except NotDefined as undefined:
            raise self.error(f"the field is not defined or not differentiable: {undefined}") from None
        centres = [to_fast(middle_of(y)) for y in self.state]
        lines = self._guesses.coefficients(FAST.rational(self.time), centres, self._order)
        proposed = self._proposed(lines)
        length = min(left, _dyadic(proposed * self._share))
        why = "its Taylor coefficients grow too fast"
        while length > left * SMALLEST_STEP:
            try:
                step = self._try(lines, length)
            except TooLong as long:
                why = str(long)
                length = _dyadic(length * long.factor)
                continue
            if length < left:
                # The next step may try a little more of what is proposed.
                self._share = min(Fraction(1), _dyadic(length / min(proposed, left) * Fraction(33, 32)))
            return step
        raise self.error(f"no step of a sensible length, the solution may end here ({why})")

    def _try(self, lines: Sequence[Sequence[Number]], length: Fraction) -> Step:
        polynomials = _scaled(lines, length)
        return validated_step(self._field, self.time, self.state, length, polynomials, self._terms, self._tolerance)

    def _proposed(self, lines: Sequence[Sequence[Number]]) -> Fraction:
        """The length that brings the last coefficients to the tolerance; 2^1000 if they vanish."""
        exponents = [
            (self._goal - size) / n
            for n in (self._order, self._order - 1)
            for size in (_magnitude(line[n]) for line in lines)
            if size > -inf
        ]
        if not all(isfinite(e) for e in exponents):
            return Fraction(0)
        return _dyadic(Fraction(2.0 ** max(min([1000.0, *exponents]), -1000.0)))


def _until_met(
    make: Callable[[int, int], _Run],
    along: Callable[[_Run], tuple[list[_Found], list[arb]]],
    start: Sequence[Start],
    radius: Fraction | int | float,
    most_bits: int,
) -> list[_Found]:
    """What is found at the first precision at which all the balls are narrow enough."""
    if not 0 < radius < inf:
        raise ValueError(f"the radius must be a positive number, not {radius}")
    wanted = Fraction(radius)
    with working(COARSE):
        size = _magnitude(largest([arb(1), *(_ball(y).abs_upper() for y in start)]))
        target = BALLS.rational(wanted).lower()
        aim = int(_magnitude(target)) - 1
    guard, reached, failures = _FIRST_GUARD, arb.pos_inf(), 0
    while True:
        goal = aim - guard
        bits = max(COARSE, int(min(size, most_bits)) - goal + _SPARE_BITS)
        with working(min(bits, most_bits)):
            run = make(bits, goal)
            if bits > most_bits:
                raise run.error(f"the radius {target.str(3, radius=False)} needs more than {most_bits} bits")
            try:
                found, balls = along(run)
            except EnclosureError as lost:
                # Balls that are still narrow enough are not what stopped it.
                failures += 1
                if failures == _MOST_FAILURES or lost.radius <= target:
                    raise
                guard += 32 + max(0, int(_magnitude(lost.radius) - aim))
                continue
            worst = largest([arb(0), *(ball.rad() for ball in balls)])
            if worst <= target:
                return found
            if 2 * worst > reached:
                raise run.error(
                    f"a radius of {worst.str(3, radius=False)} stays with more bits; are the start's balls wide?"
                )
            reached = worst
            guard += max(0, int(_magnitude(worst) - aim)) + 4


def _ball(value: Start) -> arb:
    return value if isinstance(value, arb) else BALLS.rational(Fraction(value))


def _magnitude(value: Number | arb) -> float:
    """About log2 of |value|, a whole number: -inf for zero, inf for what is not finite."""
    if isinstance(value, arb):
        man, exp = (int(part) for part in value.mid().man_exp()) if value.is_finite() else (0, 1)
    else:
        _, man, exp, _ = from_fast(value)._mpf_
    if not man:
        return inf if exp else -inf
    return int(exp) + int(man).bit_length()


def _dyadic(value: Fraction) -> Fraction:
    """Rounded down to few bits, so that times stay short."""
    if not value:
        return value
    shift = value.numerator.bit_length() - value.denominator.bit_length() - 8
    unit = Fraction(2) ** shift
    return (value // unit) * unit


def _scaled(lines: Sequence[Sequence[Number]], length: Fraction) -> list[arb_poly]:
    """The polynomials in s = (t - begin)/length, from now on exact."""
    h = FAST.rational(length)
    powers = [FAST.rational(Fraction(1))]
    while len(powers) < len(lines[0]):
        powers.append(powers[-1] * h)
    return [arb_poly([ball_of(from_fast(c * p)) for c, p in zip(line, powers, strict=True)]) for line in lines]
