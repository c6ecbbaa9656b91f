"""The attack on limits of solutions: random flows of networks, integrated for long, and where they have come to."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from fractions import Fraction
from math import prod

import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.point_numbers import member
from neversaddle.numerics.attack.kinds.point_samples import point_instances
from neversaddle.numerics.attack.kinds.points import BEND, CURVE, holds_nearly, point_fails
from neversaddle.numerics.attack.kinds.states import moves, sizes
from neversaddle.numerics.attack.kinds.trial import Against, Flows, Trial, at_no_instance, no_instances
from neversaddle.numerics.attack.kinds.within import point_within
from neversaddle.numerics.attack.sampling import Instance, instances
from neversaddle.numerics.flow.flow import weight_flow
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.motion.steepest import SLOPE, WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import Convex, Hypothesis
from neversaddle.theory.statement.points import AtLimits, AtPoints, AtRest

#: Weights are taken to be fractions with no larger denominators.
FINE = 10**12
#: How long a flow is, in units of the time in which weights decay; digits of it, and of where it comes to.
LONG, FLOW_DIGITS, LIMIT_DIGITS = 40, 15, 12
#: Points of rest that are looked at, and bits of what is not exact there.
MOST_POINTS, BITS = 200, 200
#: Flows that are followed to their ends.
FOLLOWED = Flows(1, 2, 32)
#: Against slower decay than this a loss makes a stiff flow.
SLOWEST = Fraction(1, 4)
MOST_TRIES, MOST_COORDINATES, MOST_WEIGHTS, LARGEST, FINEST = 60, 3, 3, 4, 20


def rest_without(part: AtLimits, given: Sequence[Hypothesis], label: str) -> Instance | None:
    """A point of rest that certainly has not the property: the solution that stays there converges to it."""
    points = AtPoints(part.text, part.limit, None, part.along, where=AtRest())
    supply = point_instances(points, given, sorted(part.symbols(), key=str), label)
    return next((point for point in itertools.islice(supply, MOST_POINTS) if point_fails(points, point, BITS)), None)


def limit_has_property(part: AtLimits, given: Sequence[Hypothesis], seed: str) -> bool:
    """Whether the limit of one integrated flow has the property, as far as numbers tell.

    The loss is (a x - b)^2/2. Raises ValueError where no flow comes to rest.
    """
    assert isinstance(part.along, Steepest) and isinstance(part.along.model, DiagonalNetwork)
    chance = random.Random(seed)
    fixed = [h for h in given if not moves(h) and not isinstance(h, Convex)]
    supply = list(itertools.islice(instances(fixed, sorted(part.symbols(), key=str), seed), MOST_TRIES))
    chance.shuffle(supply)
    for parameters in supply:
        depth, width = sizes(part.along, parameters)
        tame = all(abs(v) <= LARGEST and v.denominator <= FINEST for v in parameters.values())
        if depth <= MOST_WEIGHTS and width <= MOST_COORDINATES and tame:
            limit = _limit(part.along, parameters, depth, width, chance)
            if limit is not None:
                with mp.workdps(2 * FLOW_DIGITS):
                    return holds_nearly(part.limit, part.along, limit, LIMIT_DIGITS)
    raise ValueError(f"no flow came to rest for '{part.text}'")


def _limit(flow: Steepest, parameters: Instance, depth: int, width: int, chance: random.Random) -> Instance | None:
    """Where a random flow has come to, as a point; None where it still moves or could not go on."""
    values = in_sympy(parameters)
    q, decay = (Fraction(int(e.p), int(e.q)) for e in (flow.q.xreplace(values), flow.decay.xreplace(values)))
    if decay < SLOWEST:
        return None
    row = [Fraction(chance.choice((-3, -2, -1, 1, 2, 3)), 2) for _ in range(width)]
    level = Fraction(chance.randrange(-9, 10), 2)
    start = [[Fraction(chance.randrange(-19, 20), 10) for _ in range(width)] for _ in range(depth)]
    times = [LONG / decay, (LONG + 5) / decay]
    kind = "coupled" if flow.coupled else "decoupled"
    loss = least_squares([row], [level])
    found = weight_flow(DeepDiagonal(depth), q, loss, start, times, FLOW_DIGITS, decay, kind)
    if found.stop is not None or found.weights is None:
        return None
    before, after = found.weights[-2:]
    pairs = [pair for rows in zip(before, after, strict=True) for pair in zip(*rows, strict=True)]
    if any(abs(a - b) > mp.mpf(10) ** -FLOW_DIGITS * (1 + abs(b)) for a, b in pairs):
        return None
    point = dict(parameters) | {BEND: Fraction(1)}
    for i, j in itertools.product(range(depth), range(width)):
        point[member(WEIGHT, i + 1, j + 1)] = Fraction(str(after[i][j])).limit_denominator(FINE)
    x = [prod(point[member(WEIGHT, i, j)] for i in range(1, depth + 1)) for j in range(1, width + 1)]
    gap = sum((a * v for a, v in zip(row, x, strict=True)), -level)
    for j, a in enumerate(row, start=1):
        point |= {member(SLOPE, j): gap * a, member(CURVE, j): a}
    return point


def _stays(part: AtLimits, given: tuple[Hypothesis, ...], point: Instance) -> bool:
    """Whether a solution within all that is assumed stays there: at q = 1 not surely where a factor of a slope is zero.

    There the values nearby hang together, and zero need be no average of them.
    """
    flow = part.along
    assert isinstance(flow, Steepest)
    jumps = flow.q.xreplace(in_sympy(point)) == 1
    families = (*flow.weights, SLOPE)
    zero = any(v == 0 for thing, v in point.items() if isinstance(thing, sp.Indexed) and thing.base in families)
    points = AtPoints(part.text, part.limit, None, flow, where=AtRest())
    return not (jumps and zero) and point_within(points, given, point)


def _outright(part: AtLimits, given: tuple[Hypothesis, ...], label: str) -> Against | None:
    point = rest_without(part, given, label)
    if point is None or not _stays(part, given, point):
        return None
    return point, "the solution that stays there has another limit"


AT_LIMITS = Trial[AtLimits](
    at_no_instance,
    supply=no_instances,
    flows=lambda part, given: FOLLOWED,
    outright=_outright,
    flown=lambda part, given, digits, label: None if limit_has_property(part, given, label) else 0,
    broken="an integrated flow comes to another limit",
)
