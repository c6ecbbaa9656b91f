"""Iterations on whole networks, in exact rationals: one step from any state, and several steps on a loss."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod

import sympy as sp
from flint import ctx

from neversaddle.numerics.attack.evaluation import BALLS, Arithmetic, CannotEvaluate, Number, evaluate
from neversaddle.numerics.attack.kinds.trial import Flows, Trial
from neversaddle.numerics.attack.kinds.within import state_within
from neversaddle.numerics.attack.sampling import Instance, admits, instances
from neversaddle.theory.motion.iteration import FORCE, SLOPE, VELOCITY, WEIGHT
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Sign
from neversaddle.theory.statement.iterates import Iterates
from neversaddle.theory.statement.remaining import Remains

COORDINATES, STEPS = 2, 3
#: By what the slope is multiplied at each of several steps.
FORCES = (1, -2, 3)
#: Runs tried until one is within the hypotheses, and the largest parameter: a step of size 40 leaves no sign as it is.
MOST_RUNS, LARGEST = 60, 2
#: Where a root has no exact value, balls of this many bits are compared.
BITS = 256
#: Whole runs beside single steps.
RUNS = Flows(0, 2, 2)


def step_holds(part: Iterates, instance: Instance) -> bool:
    """Whether one step on the weights of a network takes the quantity to what is stated; exact.

    The network has the named weights, one equal to the product of the others, and ones; its slopes are f' times what x
    gains per unit of a weight. True where no such network exists: the statement says nothing there.
    """
    network = _network(part, instance)
    if network is None:
        return True
    slopes = [instance[FORCE] * _gain(network, k) for k in range(len(part.along.weights))]
    weights = [instance[w] for w in part.along.weights]
    velocities = [instance.get(v, Fraction(0)) for v in part.along.velocities]
    after = {**instance, **_moved(part, instance, weights, velocities, slopes)}
    return _equal(part.quantity, after, part.becomes, instance)


def remains_zero(part: Remains, instance: Instance) -> bool:
    """Whether what is zero at first is so after some steps, with other slopes at each; exact.

    The state is moved to where all are zero. True where no such network exists.
    """
    state = [*part.along.weights, *part.along.velocities]
    exact = {s: sp.Rational(v.numerator, v.denominator) for s, v in instance.items() if s not in state}
    for s in state:
        instance = {s: Fraction(1), **instance}
    moved = [s for e in part.zero for s in state if e.has(s)]
    found = sp.solve([e.xreplace(exact) for e in part.zero], list(dict.fromkeys(moved)), dict=True)
    for solution in found:
        rest = {s: sp.Rational(instance[s].numerator, instance[s].denominator) for s in state if s not in solution}
        values = {s: e.xreplace(rest) for s, e in solution.items()}
        if not all(e.is_Rational for e in values.values()):
            continue
        now = {**instance, **{s: Fraction(int(e.p), int(e.q)) for s, e in values.items()}}
        network = _network(part, now)
        for force in FORCES if network is not None else ():
            weights = [now[w] for w in part.along.weights]
            slopes = [now[FORCE] * force * _gain(weights, k) * now.get(part.along.rest, 1) for k in range(len(weights))]
            now |= _moved(part, now, weights, [now[v] for v in part.along.velocities], slopes)
            if any(_exact(e, now) != 0 for e in part.zero):
                return False
    return True


def iteration_agreement(part: Iterates, given: Sequence[Hypothesis], seed: str) -> bool:
    """Whether the law holds at every step of a run from rest on a random least-squares problem; exact.

    Depth 2 to 4 where the statement leaves it open, k = 2 coordinates that the loss couples, a few steps. Steps from
    states outside the hypotheses are not judged. Raises ValueError if no run has a state within them.
    """
    chance = random.Random(seed)
    for parameters in itertools.islice(_parameters(part, given, chance, seed), MOST_RUNS):
        judged = _run(part, given, parameters, chance)
        if judged:
            return all(judged)
    raise ValueError(f"no run of '{part.text}' stays within the hypotheses")


def _run(part: Iterates, given: Sequence[Hypothesis], parameters: Instance, chance: random.Random) -> list[bool]:
    """For every coordinate and step from a state within the hypotheses whether the law holds there."""
    depth = int(_exact(part.along.depth, parameters))
    indices = range(COORDINATES)
    matrix = [[Fraction(chance.randrange(-2, 3), 2) + 2 * (i == j) for j in indices] for i in indices]
    target = [Fraction(chance.choice((-1, 1)) * chance.randrange(3, 9)) for _ in indices]
    columns = [[Fraction(chance.choice((-1, 1)) * chance.randrange(1, 9), 2) for _ in range(depth)] for _ in indices]
    moves = [[Fraction(0)] * depth for _ in indices]
    judged = []
    for _ in range(STEPS):
        forces = _gradient(matrix, target, [prod(column, start=Fraction(1)) for column in columns])
        slopes = [
            [force * _gain(column, k) for k in range(depth)] for force, column in zip(forces, columns, strict=True)
        ]
        new = [
            [_step(part, parameters, w, v, g) for w, v, g in zip(*rows, strict=True)]
            for rows in zip(columns, moves, slopes, strict=True)
        ]
        fresh = [[b - a for a, b in zip(old, now, strict=True)] for old, now in zip(columns, new, strict=True)]
        for j in indices:
            before = _state(part, parameters, columns[j], moves[j]) | {FORCE: forces[j]}
            if admits(given, before):
                after = _state(part, parameters, new[j], fresh[j])
                judged.append(_equal(part.quantity, after, part.becomes, before))
        columns, moves = new, fresh
    return judged


def _parameters(part: Iterates, given: Sequence[Hypothesis], chance: random.Random, seed: str) -> list[Instance]:
    """Depths and parameters of the step, of order one, in random order."""
    moving = {*part.along.weights, *part.along.velocities, part.along.rest, FORCE}
    symbols = (part.along.free_symbols | part.along.depth.free_symbols | part.quantity.free_symbols) - moving
    symbols |= part.becomes.free_symbols - moving
    single = [h for h in given if not isinstance(h, Condition) and h.symbol in symbols]
    own = [h for h in given if isinstance(h, Condition) and h.relation.free_symbols <= symbols]
    supply = list(itertools.islice(instances([*single, *own], sorted(symbols, key=str), seed), 3 * MOST_RUNS))
    chance.shuffle(supply)
    found = []
    for instance in supply:
        tame = {s: min(v, Fraction(max(4, h.at_least))) for h in single if isinstance(h, Depth)
                for s, v in [(h.symbol, instance[h.symbol])]}  # fmt: skip
        small = all(abs(instance[h.symbol]) <= LARGEST for h in single if isinstance(h, Sign))
        if small and admits(own, {**instance, **tame}):
            found.append({**instance, **tame})
    return found


def _network(part: Iterates | Remains, instance: Instance) -> list[Fraction] | None:
    """All weights of the coordinate, the named ones first; None where the depth does not allow their product."""
    named = [instance[w] for w in part.along.weights]
    depth, rest = int(_exact(part.along.depth, instance)), _exact(part.along.rest, instance)
    others = depth - len(named)
    if others < 0 or (others == 0 and rest != 1):
        return None
    return named + ([rest] + [Fraction(1)] * (others - 1) if others else [])


def _gain(weights: Sequence[Fraction], k: int) -> Fraction:
    """What the product of the weights gains per unit of weight k, in which it is linear."""
    more = [*weights[:k], weights[k] + 1, *weights[k + 1 :]]
    return prod(more, start=Fraction(1)) - prod(weights, start=Fraction(1))


def _gradient(matrix: list[list[Fraction]], target: list[Fraction], x: list[Fraction]) -> list[Fraction]:
    """The gradient of |Zx - Y|^2/2."""
    indices = range(len(x))
    gaps = [sum((matrix[i][j] * x[j] for j in indices), -target[i]) for i in indices]
    return [sum((matrix[i][j] * gaps[i] for i in indices), Fraction(0)) for j in indices]


def _step(
    part: Iterates | Remains, values: Instance, weight: Fraction, velocity: Fraction, slope: Fraction
) -> Fraction:
    return _exact(part.along.step, {**values, WEIGHT: weight, VELOCITY: velocity, SLOPE: slope})


def _moved(
    part: Iterates | Remains,
    values: Instance,
    weights: list[Fraction],
    velocities: list[Fraction],
    slopes: list[Fraction],
) -> Instance:
    """The named weights and their moves after one step."""
    moved: Instance = {}
    for number, (weight, velocity, slope) in enumerate(zip(weights, velocities, slopes, strict=True)):
        new = _step(part, values, weight, velocity, slope)
        moved |= {part.along.weights[number]: new, part.along.velocities[number]: new - weight}
    return moved


def _state(part: Iterates, parameters: Instance, column: list[Fraction], moves: list[Fraction]) -> Instance:
    """The named weights of one coordinate, their moves, and the product of the other weights."""
    named = len(part.along.weights)
    state = {**parameters, **dict(zip(part.along.weights, column[:named], strict=True))}
    state |= dict(zip(part.along.velocities, moves[:named], strict=True))
    if part.along.rest.is_Symbol:
        state[part.along.rest] = prod(column[named:], start=Fraction(1))
    return state


def _equal(left: sp.Expr, at: Instance, right: sp.Expr, there: Instance) -> bool:
    """Whether two expressions, each at its own instance, are equal; False only where they certainly are not."""
    try:
        return _exact(left, at) == _exact(right, there)
    except CannotEvaluate:
        with ctx.workprec(BITS):
            gap = evaluate(left, at, BALLS) - evaluate(right, there, BALLS)
        return not (gap > 0 or gap < 0)


def _exact(e: sp.Expr, values: Mapping[sp.Symbol, Fraction]) -> Fraction:
    """The exact value. Raises CannotEvaluate where a root has none, Undefined where there is no value."""
    return _rational(evaluate(e, values, RATIONALS))


def _rational(value: Number) -> Fraction:
    """A rational as it is; Fraction ** Fraction with a root in it is a float, which is refused."""
    if not isinstance(value, Fraction):
        raise CannotEvaluate(f"{value} has no exact rational value")
    return value


RATIONALS = Arithmetic(
    lambda value: value,
    {
        "Abs": lambda x: abs(_rational(x)),
        "sign": lambda x: Fraction((_rational(x) > 0) - (_rational(x) < 0)),
    },
    None,
)


ITERATES = Trial[Iterates](
    lambda part, instance, digits: None if step_holds(part, instance) else 0,
    lambda part, instance, bits: not step_holds(part, instance),
    flows=lambda part, given: RUNS,
    flown=lambda part, given, digits, label: None if iteration_agreement(part, given, label) else 0,
    broken="a run of the iteration breaks the law",
)
REMAINS = Trial[Remains](
    lambda part, instance, digits: None if remains_zero(part, instance) else 0,
    lambda part, instance, bits: not remains_zero(part, instance),
    within=state_within,
)
