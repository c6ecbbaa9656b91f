"""Bounds along a concrete flow: numbers from its integration, certainty from its enclosure, each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import mpmath
import sympy as sp
from flint import arb
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, evaluate
from neversaddle.numerics.attack.kinds.trial import Trial
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.flow.enclosed import smooth_stretch, weight_system
from neversaddle.numerics.flow.flow import Trajectory, weight_flow
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.loss.loss import Loss, symbolic_loss
from neversaddle.numerics.numbers.exact_number import at_precision, exact
from neversaddle.numerics.ode.arithmetics import working
from neversaddle.numerics.ode.validated import EnclosureError
from neversaddle.theory.motion.problem import FlowProblem, coordinate, weight
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.flow_bounds import FlowBound

#: Radii of the balls, tried in turn, relative to the room between the bounds (or to one, where a bound is absent).
RADII = tuple(Fraction(1, 2**n) for n in (4, 60, 140))
#: Moments at which a statement about all times is tried with numbers, and the parts of a step where it is enclosed.
MOMENTS, PARTS = 8, (1, 16)
#: Digits of the flow beyond those that tell the bounds apart, and bits for bounds.
SPARE, BOUND_BITS = 8, 512


def bound_agreement(part: FlowBound, digits: int) -> int:
    """`digits` if the integrated flow keeps the bounds as far as its digits tell, else 0; at a few times if throughout.

    Raises Undefined where the flow does not reach the time.
    """
    room = _room(part)
    needed = digits if room is None else max(digits, int(mp.ceil(-mp.log10(at_precision(room)))) + 1)
    count = MOMENTS if part.throughout else 1
    times = tuple(_fraction(part.at) * n / count for n in range(1, count + 1))
    flow = _integrated(part.along, times, needed + SPARE)
    if flow.stop is not None:
        raise Undefined(f"the flow of '{part.text}' ends at t = {mp.nstr(flow.stop.time, 9)}: {flow.stop.message}")
    if flow.digits < needed:
        raise Undefined(f"the flow of '{part.text}' is known to {flow.digits} digits only")
    with mp.workdps(needed + 2 * SPARE):
        for n in range(0 if part.throughout else 1, len(flow.times)):
            value = evaluate(part.quantity, _moment(part.along, flow, n), MPMATH)
            # Weights agree to `needed` digits at least; quantities lose a few by their slopes and cancellations.
            slack = mp.mpf(10) ** -(flow.digits - SPARE // 2) * (1 + abs(value))
            low, high = (None if e is None else evaluate(e, {}, MPMATH) for e in (part.low, part.high))
            if (low is not None and value < low - slack) or (high is not None and value > high + slack):
                return 0
    return digits


def certainly_bounded(part: FlowBound) -> arb | None:
    """A ball that holds the quantity (all its values, if throughout) and lies within the bounds; None where none is."""
    for radius in _radii(part):
        for parts in PARTS if part.throughout else PARTS[:1]:
            balls = _balls(part.along, part.quantity, part.at, part.throughout, radius, parts)
            if balls is None:
                return None
            if all(_within(part, ball) for ball in balls):
                with working(BOUND_BITS):
                    return _union(balls)
    return None


def certainly_outside(part: FlowBound) -> bool:
    """Whether the quantity certainly breaks a bound: at the time, or at some time of a statement about all of them."""
    for radius in _radii(part):
        for parts in PARTS if part.throughout else PARTS[:1]:
            balls = _balls(part.along, part.quantity, part.at, part.throughout, radius, parts)
            if balls is None:
                return False
            if any(_beyond(part, ball) for ball in balls):
                return True
            if all(_within(part, ball) for ball in balls):
                return False
    return False


def obstacle(part: FlowBound) -> str:
    """Why nothing is certain, in one line: the enclosure's own reason, or the balls that touch a bound."""
    try:
        _enclosed(part.along, part.quantity, part.at, part.throughout, _radii(part)[0], PARTS[0])
    except (FlowError, EnclosureError) as reason:
        return str(reason)
    return f"balls of radius {mp.nstr(at_precision(_radii(part)[-1]), 2)} around the quantity touch a bound"


@lru_cache(maxsize=64)
def _balls(
    problem: FlowProblem, quantity: sp.Expr, at: sp.Rational, throughout: bool, radius: Fraction, parts: int
) -> tuple[arb, ...] | None:
    try:
        return _enclosed(problem, quantity, at, throughout, radius, parts)
    except (FlowError, EnclosureError):
        # Nothing is certain then; `obstacle` tells why.
        return None


def _enclosed(
    problem: FlowProblem, quantity: sp.Expr, at: sp.Rational, throughout: bool, radius: Fraction, parts: int
) -> tuple[arb, ...]:
    """Balls around the quantity: one at the time, or several that cover all times up to it."""
    stretch = smooth_stretch(
        weight_system(
            problem.model, _fraction(problem.q), _loss(problem), _rows(problem), problem.decay, _kind(problem)
        )
    )
    k = stretch.system.coordinates
    values = {weight(i + 1, j + 1): w for j in range(k) for i, w in enumerate(stretch.column(j))}
    values |= {coordinate(j + 1): x for j, x in enumerate(stretch.x)}
    node = stretch.recorded(quantity, {**values, LOSS: stretch.loss})
    if throughout:
        return tuple(stretch.throughout(node, _fraction(at), radius, parts))
    (end,) = stretch.at([_fraction(at)], radius, [node])
    return (end.watched[0],)


@lru_cache(maxsize=16)
def _integrated(problem: FlowProblem, times: tuple[Fraction, ...], digits: int) -> Trajectory:
    rows, loss = _rows(problem), _loss(problem)
    return weight_flow(
        problem.model, _fraction(problem.q), loss, rows, list(times), digits, _fraction(problem.decay), _kind(problem)
    )


def _moment(problem: FlowProblem, flow: Trajectory, n: int) -> dict[sp.Symbol, mpmath.mpf]:
    """What the symbols of a flow are at its n-th output."""
    assert flow.weights is not None
    values = {weight(i + 1, j + 1): w for i, row in enumerate(flow.weights[n]) for j, w in enumerate(row)}
    return values | {coordinate(j + 1): x for j, x in enumerate(flow.x[n])} | {LOSS: flow.loss[n]}


def _loss(problem: FlowProblem) -> Loss:
    return symbolic_loss(problem.loss, problem.coordinates)


def _rows(problem: FlowProblem) -> Sequence[Sequence[Fraction]]:
    return [[_fraction(w) for w in row] for row in problem.weights]


def _kind(problem: FlowProblem) -> str:
    return "coupled" if problem.coupled else "decoupled"


def _fraction(number: sp.Rational) -> Fraction:
    return exact(number, "number", ValueError)


def _ends(part: FlowBound) -> tuple[arb | None, arb | None]:
    with working(BOUND_BITS):
        low, high = (None if e is None else evaluate(e, {}, BALLS) for e in (part.low, part.high))
        return low, high


def _room(part: FlowBound) -> Fraction | None:
    """About the distance of the bounds; None where one is absent, or the upper one is not above the lower."""
    low, high = _ends(part)
    if low is None or high is None or not high > low:
        return None
    with working(BOUND_BITS):
        mantissa, exponent = (high - low).lower().man_exp()
        return int(mantissa) * Fraction(2) ** int(exponent)


def _radii(part: FlowBound) -> list[Fraction]:
    room = _room(part) or Fraction(1)
    # A power of two serves as well, and lets bounds of about the same distance share their balls.
    size = Fraction(2) ** (room.numerator.bit_length() - room.denominator.bit_length())
    return [min(size, Fraction(1)) * r for r in RADII]


def _within(part: FlowBound, ball: arb) -> bool:
    low, high = _ends(part)
    with working(BOUND_BITS):
        return bool((low is None or ball >= low) and (high is None or ball <= high))


def _beyond(part: FlowBound, ball: arb) -> bool:
    low, high = _ends(part)
    with working(BOUND_BITS):
        return bool((low is not None and ball < low) or (high is not None and ball > high))


def _union(balls: Sequence[arb]) -> arb:
    total = balls[0]
    for ball in balls[1:]:
        total = total.union(ball)
    return total


FLOW_BOUND = Trial[FlowBound](
    lambda part, instance, digits: bound_agreement(part, digits),
    lambda part, instance, bits: certainly_outside(part),
    lambda part, instance: certainly_bounded(part) is not None,
)
