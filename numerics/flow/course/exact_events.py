"""Exact events of the sign flow (q = 1) on least squares: when a gradient component or a weight next reaches zero.

A deep diagonal network x_j = prod_i w_ij with f(x) = |A x - b|^2 / 2, all data rational. Between events every weight is
linear in t with a rational velocity, so f_j' is a polynomial in t over the field of the earlier event times, and each
event time is algebraic. The caller decides what happens at an event (Filippov's construction); here is only what is
certain: which quantities vanish, exactly when, and the sign of whatever polynomial in the weights the decision needs.

A run alternates: `at_start` -> Motion(moment, velocities) -> `next_event` -> Motion(event.moment, velocities) -> ...
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, inf, prod
from typing import TypeAlias

from flint import arb, ctx, fmpq_poly

from neversaddle.numerics.exact.algebraic import RealAlgebraic, sign_of_ball
from neversaddle.numerics.exact.tower import MAX_DEGREE, Tower, Value, degrees, rational
from neversaddle.numerics.numbers.exact_number import exact

#: One entry for each weight: L rows, k columns.
Values: TypeAlias = "tuple[tuple[Value, ...], ...]"
Rates: TypeAlias = "Sequence[Sequence[int | Fraction]]"

#: What is certainly later than a known event is passed over: the bits, and the pieces of time, spent on showing it.
GLANCE_BITS = 128
MAX_PIECES = 128


class EventError(ValueError):
    """Data that make no exact problem: wrong shape, or an entry that is no finite number."""


@dataclass(frozen=True)
class NormalEquations:
    """f' = H x - c with H = A^T A (k x k) and c = A^T b (k entries), rational; made by `normal_equations`."""

    hessian: tuple[tuple[Fraction, ...], ...]
    linear: tuple[Fraction, ...]

    def gradient(self, weights: Values) -> tuple[Value, ...]:
        """f_1', ..., f_k' as values, or as polynomials in time if the weights are."""
        x = [prod(column[1:], start=column[0]) for column in zip(*weights, strict=True)]
        return tuple(
            sum((rational(h) * v for h, v in zip(row, x, strict=True)), start=-rational(c))
            for row, c in zip(self.hessian, self.linear, strict=True)
        )


@dataclass(frozen=True)
class Moment:
    """The weights at one time, exactly: `weights` and `clock`, the time, are values of `tower`.

    Values are made from `weights` by + - * with each other, integers and `rational(fraction)`.
    """

    time: RealAlgebraic
    clock: Value
    weights: Values
    tower: Tower

    def sign(self, value: Value) -> int:
        """The sign of a polynomial in the weights: -1, 0 or 1, exactly. Raises NotExact where MAX_BITS do not tell."""
        return self.tower.sign(value)

    def ball(self, value: Value, bits: int) -> arb:
        """A ball around a polynomial in the weights, from balls of `bits` bits around the event times."""
        return self.tower.ball(value, bits)

    def weight_signs(self) -> tuple[tuple[int, ...], ...]:
        """The exact sign of every weight."""
        return tuple(tuple(self.sign(w) for w in row) for row in self.weights)

    def gradient_signs(self, equations: NormalEquations) -> tuple[int, ...]:
        """The exact sign of every f_j'."""
        return tuple(self.sign(g) for g in equations.gradient(self.weights))


@dataclass(frozen=True)
class Motion:
    """From a moment on, w_ij(t) = w_ij + v_ij (t - time), with velocities in {-1, 0, 1} or any rational ones."""

    moment: Moment
    velocities: tuple[tuple[int | Fraction, ...], ...]

    def __post_init__(self) -> None:
        shapes = [tuple(map(len, table)) for table in (self.moment.weights, self.velocities)]
        if shapes[0] != shapes[1]:
            raise EventError(f"velocities need rows of lengths {shapes[0]}, as the weights; got {shapes[1]}")

    @property
    def weights(self) -> Values:
        """The weights as polynomials in time, which is the tower's unknown."""
        elapsed = self.moment.tower.variables[-1] - self.moment.clock
        return tuple(
            tuple(w + rational(v) * elapsed for w, v in zip(row, rates, strict=True))
            for row, rates in zip(self.moment.weights, self.velocities, strict=True)
        )

    def at(self, time: Fraction) -> Moment:
        """The moment at a rational time on this stretch; that no event comes before is for the caller to know."""
        tower = self.moment.tower
        place = tower.constant(time)
        return _moment(self, RealAlgebraic.from_rational(time), tower, lambda value: tower.put(value, place))


@dataclass(frozen=True)
class ExactEvent:
    """What vanishes next. `moment`: the weights at the event.

    `gradients`: coordinates j, from 0, whose f_j' vanishes exactly then and not throughout; `grazes`: those among them
    whose f_j' would keep its sign if the motion went on (a zero of even order); `weights`: the (i, j), row and
    coordinate from 0, whose weight vanishes exactly then.
    """

    moment: Moment
    gradients: tuple[int, ...]
    weights: tuple[tuple[int, int], ...]
    grazes: tuple[int, ...]

    @property
    def time(self) -> RealAlgebraic:
        """The time of the event."""
        return self.moment.time


@dataclass(frozen=True)
class Signs:
    """Exact signs, -1, 0 or 1, of f_1', ..., f_k' and of the weights; 0 for what is zero on a whole stretch."""

    gradients: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...]


def normal_equations(matrix: Sequence[Sequence[object]], target: Sequence[object]) -> NormalEquations:
    """H and c of f(x) = |A x - b|^2 / 2, for A with one row for each entry of b; entries as `exact` takes them.

    Raises EventError for shapes that do not match and entries that are not finite numbers.
    """
    rows = _table(matrix, "matrix")
    if len(target) != len(rows):
        raise EventError(f"target: {len(target)} entries for {len(rows)} rows of the matrix; give one for each row")
    goal = [exact(v, f"entry {i} of target", EventError) for i, v in enumerate(target, start=1)]
    columns = list(zip(*rows, strict=True))

    def dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
        return sum(map(Fraction.__mul__, a, b), start=Fraction(0))

    return NormalEquations(
        tuple(tuple(dot(a, b) for b in columns) for a in columns), tuple(dot(a, goal) for a in columns)
    )


def at_start(weights: Sequence[Sequence[object]], time: Fraction = Fraction(0)) -> Moment:
    """The moment a run starts from: L rows of k rational weights.

    Raises EventError for rows of different lengths and entries that are not finite numbers.
    """
    tower = Tower()
    values = tuple(tuple(tower.constant(w) for w in row) for row in _table(weights, "weights"))
    return Moment(RealAlgebraic.from_rational(time), tower.constant(time), values, tower)


def next_event(equations: NormalEquations, motion: Motion, max_degree: int = MAX_DEGREE) -> ExactEvent | None:
    """The next time after the moment at which some f_j' or some weight vanishes that is not zero throughout.

    All that vanishes at that time is named; None if nothing ever does. Raises NotExact if a time would be a root of a
    polynomial of degree above `max_degree`, or two numbers are still not told apart at MAX_BITS bits.

    >>> motion = Motion(at_start([["3/10"], ["1/5"]]), ((1,), (1,)))
    >>> event = next_event(normal_equations([[1]], [1]), motion)
    >>> print(event.time)
    0.75124921972503928638, root 2 of 50*t^2 + 25*t + (-47)
    >>> event.gradients, event.weights
    ((0,), ())
    """
    tower, now = motion.moment.tower, motion.moment.time
    gradients = [tower.trimmed(g) for g in equations.gradient(motion.weights)]
    moving = [((i, j), w) for i, row in enumerate(motion.weights) for j, w in enumerate(row) if motion.velocities[i][j]]
    times: dict[int | tuple[int, int], RealAlgebraic] = {}
    for expected in sorted(_prospects(motion, [*moving, *enumerate(gradients)]), key=lambda p: p.guess):
        if times and expected.later_than(min(times.values()), motion.moment):
            continue
        root = tower.next_root(expected.polynomial, now, max_degree)
        if root is not None:
            times[expected.name] = root
    if not times:
        return None
    time = min(times.values())
    weights = tuple(sorted(name for name, t in times.items() if isinstance(name, tuple) and t == time))
    vanishing = tuple(sorted(name for name, t in times.items() if isinstance(name, int) and t == time))
    polynomials = [*(motion.weights[i][j] for i, j in weights), *(gradients[j] for j in vanishing)]
    extended, reached = _arrival(tower, time, polynomials)
    grazes = tuple(
        j for j in vanishing if extended.first_sign(map(reached, tower.derivatives(gradients[j])))[1] % 2 == 0
    )
    return ExactEvent(_moment(motion, time, extended, reached), vanishing, weights, grazes)


def signs_after(equations: NormalEquations, motion: Motion) -> Signs:
    """The signs just after the moment, while the motion lasts: of the first derivative in time that is not zero.

    >>> signs_after(normal_equations([[1]], [0]), Motion(at_start([[0], [1]]), ((-1,), (0,))))
    Signs(gradients=(-1,), weights=((-1,), (1,)))
    """
    tower, clock, weights = motion.moment.tower, motion.moment.clock, motion.weights

    def sign(polynomial: Value) -> int:
        return tower.first_sign(tower.put(d, clock) for d in tower.derivatives(polynomial))[0]

    gradients = tuple(sign(g) for g in equations.gradient(weights))
    return Signs(gradients, tuple(tuple(sign(w) for w in row) for row in weights))


@dataclass(frozen=True)
class _Prospect:
    """What may vanish: a polynomial in time, balls around its Taylor coefficients at the moment, a guess of the wait.

    A root at the moment itself is divided out, so the first coefficient is not zero.
    """

    name: int | tuple[int, int]
    polynomial: Value
    taylor: tuple[arb, ...]
    guess: float

    def later_than(self, time: RealAlgebraic, moment: Moment) -> bool:
        """Whether it certainly has no root after the moment up to `time`; False says nothing."""
        with ctx.workprec(2 * GLANCE_BITS):
            whole = time.ball(GLANCE_BITS) - moment.ball(moment.clock, GLANCE_BITS)
            pieces = [(arb(0), whole)]
            for _ in range(MAX_PIECES):
                if not pieces:
                    return True
                low, high = pieces.pop()
                if not sign_of_ball(_horner(self.taylor, low.union(high))):
                    middle = (low + high) / 2
                    pieces += [(middle, high), (low, middle)]
            return not pieces


def _prospects(motion: Motion, named: Sequence[tuple[int | tuple[int, int], Value]]) -> list[_Prospect]:
    """Of trimmed polynomials in time, those that may vanish: none that Descartes' rule shows to keep one sign."""
    tower, clock = motion.moment.tower, motion.moment.clock
    found = []
    for name, polynomial in named:
        values = [tower.put(d, clock) for d in tower.derivatives(polynomial)]
        _, order = tower.first_sign(values)
        with ctx.workprec(2 * GLANCE_BITS):
            taylor = tuple(tower.ball(v, GLANCE_BITS) / factorial(n) for n, v in enumerate(values) if n >= order)
        if {sign_of_ball(c) for c in taylor if not c.is_zero()} not in (set(), {1}, {-1}):
            found.append(_Prospect(name, polynomial, taylor, _guess(taylor)))
    return found


def _guess(taylor: Sequence[arb]) -> float:
    """About where the first positive root is; only the order of the search hangs on it."""
    polynomial: Value = fmpq_poly([c.mid().fmpq() for c in taylor])
    return min((float(r.real) for r, _ in polynomial.complex_roots() if r.imag.is_zero() and r.real > 0), default=inf)


def _horner(coefficients: Sequence[arb], at: arb) -> arb:
    total = arb(0)
    for c in reversed(coefficients):
        total = total * at + c
    return total


def _arrival(tower: Tower, time: RealAlgebraic, vanishing: Sequence[Value]) -> tuple[Tower, Callable[[Value], Value]]:
    """A tower that holds the time at which polynomials in the unknown vanish, and what puts it for the unknown."""
    known = [place for place in (*map(tower.linear_root, vanishing), tower.find(time)) if place is not None]
    if known:
        return tower, lambda value: tower.put(value, known[0])
    extended = tower.adjoin(time, min(vanishing, key=lambda polynomial: degrees(polynomial)[-1]))
    return extended, extended.lifted


def _moment(motion: Motion, time: RealAlgebraic, tower: Tower, reached: Callable[[Value], Value]) -> Moment:
    weights = tuple(tuple(reached(w) for w in row) for row in motion.weights)
    return Moment(time, reached(motion.moment.tower.variables[-1]), weights, tower)


def _table(rows: Sequence[Sequence[object]], what: str) -> tuple[tuple[Fraction, ...], ...]:
    table = tuple(
        tuple(exact(v, f"entry in row {i}, column {j} of {what}", EventError) for j, v in enumerate(row, start=1))
        for i, row in enumerate(rows, start=1)
    )
    if len({len(row) for row in table}) != 1 or not table[0]:
        lengths = ", ".join(str(len(row)) for row in table) or "no rows"
        raise EventError(f"{what}: rows of one length, at least 1, are needed; got lengths {lengths}")
    return table
