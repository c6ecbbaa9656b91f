"""Points of networks to try properties on: within the hypotheses, and where one of the properties holds, or none."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from neversaddle.numerics.attack.kinds.point_numbers import Number, exact, fraction_of, member, read
from neversaddle.numerics.attack.kinds.points import BEND, CURVE, point_agreement, point_fails
from neversaddle.numerics.attack.kinds.states import moves, sizes
from neversaddle.numerics.attack.kinds.trial import Shrink, Trial, at_no_instance
from neversaddle.numerics.attack.kinds.within import point_within
from neversaddle.numerics.attack.sampling import Instance, admits, complexity, instances, outside_values, satisfies
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.motion.steepest import LETTERS, SLOPE, WEIGHT, SeparableModel, Steepest
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Convex,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Members,
    Range,
    Sign,
)
from neversaddle.theory.statement.points import AtPoints, AtRest, Each, FirstOrder, LeastInBox, Property, Stationary

MOST_WEIGHTS, MOST_COORDINATES = 5, 5
#: Parameters are no larger, and have no larger denominators.
LARGEST, FINEST = 10, 20
#: Sets of parameters that are looked at.
MOST_PARAMETERS = 4000
#: Points of one set of parameters.
POINTS = 6
#: Points among which a witness of simpler numbers is looked for, and bits at which one is confirmed.
OTHERS, WITNESS_BITS = 192, (64, 160, 400)
#: How often, of points at rest, the weights of a coordinate are of one modulus, as they mostly have to be.
BALANCED = 0.75
#: Points tried beyond a hypothesis.
MOST_OUTSIDE = 120
#: Moduli and slopes, the simplest first, and what else they may be.
NUMBERS = tuple(Fraction(*v) for v in ((1, 1), (1, 2), (2, 1), (3, 2), (2, 3), (4, 1), (1, 4), (9, 4)))


def point_instances(
    part: AtPoints, given: Sequence[Hypothesis], symbols: Sequence[sp.Symbol], label: str
) -> Iterator[Instance]:
    """Points within the hypotheses, with slopes at which one side of the statement holds, or neither."""
    assert isinstance(part.along, Steepest)
    if isinstance(part.along.model, SeparableModel) and part.along.model.degree is not None:
        # Slopes and values of homogeneous models go together, and are not drawn so.
        return
    chance = random.Random(f"{label}/points")
    fixed = [h for h in given if not moves(h) and not isinstance(h, Members | Convex)]
    for number, found in enumerate(itertools.islice(instances(fixed, symbols, label), MOST_PARAMETERS)):
        single = {**found, **dict.fromkeys(part.along.model.width.free_symbols, Fraction(1))}
        parameters = single if number % 2 == 0 and admits(fixed, single) else found
        depth, width = sizes(part.along, parameters)
        if not all(abs(v) <= LARGEST and v.denominator <= FINEST for v in parameters.values()):
            # Exact powers of wild numbers have too many digits.
            continue
        if depth > MOST_WEIGHTS or width > MOST_COORDINATES:
            continue
        for _ in range(POINTS):
            point = _with_slopes(part, _weights(part, given, parameters, depth, width, chance), width, chance)
            if all(_obeys(h, part.along, point) for h in given):
                yield point


def _weights(
    part: AtPoints, given: Sequence[Hypothesis], parameters: Instance, depth: int, width: int, chance: random.Random
) -> Instance:
    """Weights, and members of families that the hypotheses speak of: moduli of the weights where they say so."""
    assert isinstance(part.along, Steepest)
    kinds = {h.family: h.kind for h in given if isinstance(h, Members)}
    pairs = [h for h in given if isinstance(h, EveryPair)]
    properties = [p for p in (part.left, part.right, part.where) if p is not None]
    formulas = [h.relation for h in pairs] + [p.relation for p in properties if isinstance(p, Each)]
    families = {base for e in formulas for base in e.atoms(sp.IndexedBase)} - {*LETTERS}
    decay = part.along.decay.xreplace(exact(parameters))
    # At exponent 1 weights of the size 1/decay are at an edge.
    numbers = [*NUMBERS, *(fraction_of(n / decay) for n in (1, 1, 1, 1, sp.Rational(1, 2)) if decay.is_positive)]
    point = dict(parameters)
    if any(isinstance(p, LeastInBox) for p in properties):
        families |= {CURVE}
        point[BEND] = Fraction(1 if any(isinstance(h, Convex) for h in given) else chance.choice((-1, 1)))
    for base, j in itertools.product(sorted(families, key=str), range(1, width + 1)):
        point[member(base, j)] = _number_of_kind(kinds.get(base, "real"), numbers, 0.25, chance)
    for i, j in itertools.product(range(1, depth + 1), range(1, width + 1)):
        point[member(WEIGHT, i, j)] = _number_of_kind(kinds.get(WEIGHT, "real"), numbers, 0.1, chance)
        for h in pairs:
            _equalise(h.relation.xreplace({h.place: sp.Integer(i), h.coordinate: sp.Integer(j)}), point)
    if isinstance(part.where, AtRest) and not pairs and chance.random() < BALANCED:
        for i, j in itertools.product(range(2, depth + 1), range(1, width + 1)):
            first, own = (point[member(WEIGHT, n, j)] for n in (1, i))
            point[member(WEIGHT, i, j)] = abs(first) if own > 0 else -abs(first)
    return point


def _number_of_kind(kind: str, numbers: Sequence[Fraction], zeros: float, chance: random.Random) -> Fraction:
    """A number that a hypothesis on its sign allows; zero at times, where that is allowed."""
    if kind in ("real", "nonnegative") and chance.random() < zeros:
        return Fraction(0)
    return chance.choice(numbers) * (1 if kind in ("positive", "nonnegative") else chance.choice((-1, 1)))


def _equalise(relation: sp.Rel, point: Instance) -> None:
    """A weight of the modulus that an equation says it has, |w| = r; it keeps its sign."""
    if isinstance(relation, sp.Eq) and isinstance(relation.lhs, sp.Abs) and relation.lhs.args[0] in point:
        weight = relation.lhs.args[0]
        point[weight] = (1 if point[weight] > 0 else -1) * fraction_of(relation.rhs.xreplace(exact(point)))


def _obeys(h: Hypothesis, flow: Steepest, point: Instance) -> bool:
    """Whether a point is within a hypothesis on what moves."""
    if isinstance(h, Members):
        kind = Sign(h.family, h.kind)
        return all(satisfies(kind, v) for m, v in point.items() if isinstance(m, sp.Indexed) and m.base == h.family)
    if isinstance(h, Convex):
        return point.get(BEND, 1) > 0
    if not moves(h):
        return True
    # Long numbers have names, and equations between them are not decided.
    return sp.false not in _truths(h, flow, point)


def _truths(h: Hypothesis, flow: Steepest, point: Instance) -> list[sp.Basic]:
    values = read(flow, point).values
    return [unrolled(relation, point).xreplace(values) for relation in _everywhere(h, point)]


def _everywhere(h: Hypothesis, point: Instance) -> Iterator[sp.Rel]:
    """A relation at all the places at which it is assumed."""
    match h:
        case Condition(relation=relation):
            yield relation
        case Every(relation=relation, place=place, size=size):
            for n in range(1, int(size.xreplace(exact(point))) + 1):
                yield relation.xreplace({place: sp.Integer(n)})
        case EveryPair(width=width):
            for n in range(1, int(width.xreplace(exact(point))) + 1):
                yield from _everywhere(h.at(sp.Integer(n)), point)


def _with_slopes(part: AtPoints, point: Instance, width: int, chance: random.Random) -> Instance:
    """Slopes for which one of the properties holds in most coordinates, or any."""
    aims = [p for p in (part.where, part.left, part.right) if p is not None]
    aim = part.where or chance.choice([*aims, *aims, None])
    for j in range(1, width + 1):
        free = [Fraction(0), *(chance.choice((-1, 1)) * chance.choice(NUMBERS) for _ in range(2))]
        fitting = [] if aim is None else _fitting(aim, part, point, j, chance)
        point[member(SLOPE, j)] = chance.choice(fitting or free)
    return point


def _fitting(aim: Property, part: AtPoints, point: Instance, j: int, chance: random.Random) -> list[Fraction]:
    """Slopes with which a property holds in one coordinate, by its definition; none where that is not simple."""
    flow = part.along
    assert isinstance(flow, Steepest)
    values = exact(point)
    q, decay = flow.q.xreplace(values), flow.decay.xreplace(values)
    here = read(flow, point)
    w, gradient, x = here.weights[0][j - 1], here.partials[0][j - 1], here.coordinates[j - 1]
    some = chance.choice((sp.S.One, sp.Rational(chance.randrange(1, 7), chance.randrange(1, 4))))
    found: list[Number] = []
    if isinstance(aim, AtRest) and gradient != 0:
        pull = decay * w
        if flow.coupled:
            found = [-pull / gradient]
        elif q > 1:
            found = [-sp.sign(pull) * sp.Abs(pull) ** (1 / (q - 1)) / gradient]
        elif abs(pull) == 1:
            found = [-sp.sign(pull * gradient) * some, sp.S.Zero]
        elif abs(pull) < 1:
            found = [sp.S.Zero]
    elif isinstance(aim, Stationary) and x != 0:
        found = [-_slope(aim, x, values)]
    elif isinstance(aim, FirstOrder | LeastInBox):
        radius = aim.radius.xreplace(values)
        found = [sp.S.Zero, *([-sp.sign(x) * some] if abs(x) == radius else [])]
    return [fraction_of(v) for v in found if v.is_real and v.is_finite]


def _slope(part: Stationary, x: Number, values: dict[sp.Basic, sp.Rational]) -> Number:
    return sp.diff(part.penalty, part.variable).xreplace({**values, part.variable: x})


def points_outside(
    part: AtPoints, given: Sequence[Hypothesis], dropped: Hypothesis, symbols: Sequence[sp.Symbol], label: str
) -> Iterator[Instance]:
    """Points within all hypotheses but one, which they break."""
    others = [h for h in given if h != dropped]
    own = dropped.symbol if isinstance(dropped, Sign | Range | Depth) else None
    if own is None:
        weakest = [Members(dropped.family, "real")] if isinstance(dropped, Members) else []
        for point in itertools.islice(point_instances(part, (*others, *weakest), symbols, label), MOST_OUTSIDE):
            assert isinstance(part.along, Steepest)
            truths = _truths(dropped, part.along, point) if moves(dropped) else []
            if not _obeys(dropped, part.along, point) or any(truth != sp.true for truth in truths):
                yield point
        return
    for value in outside_values(dropped):
        fixed = {own: sp.Rational(value.numerator, value.denominator)}
        moved = dataclasses.replace(
            part, **{n: _at(v, fixed) for n, v in vars(part).items() if n not in ("text", "given")}
        )
        left = [s for s in symbols if s != own]
        beside = [_at(h, fixed) for h in others if getattr(h, "symbol", None) != own]
        supply = point_instances(moved, beside, left, label)
        yield from ({**point, own: value} for point in itertools.islice(supply, MOST_OUTSIDE // 2))


def _at(thing: Any, values: dict[sp.Symbol, sp.Rational]) -> Any:
    """The same data with numbers for symbols."""
    if isinstance(thing, sp.Basic):
        return thing.xreplace(values)
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return type(thing)(**{f.name: _at(getattr(thing, f.name), values) for f in dataclasses.fields(thing)})
    return thing


def _agreement(part: AtPoints, point: Instance, digits: int) -> int | None:
    of_a_flow = isinstance(part.along, Steepest)
    return point_agreement(part, point, digits) if of_a_flow else at_no_instance(part, point, digits)


def _simpler(part: AtPoints, witness: Instance, given: tuple[Hypothesis, ...], label: str, shrink: Shrink) -> Instance:
    """The numbers of a point hang together: the simplest of some others that fail."""
    others = itertools.islice(point_instances(part, given, sorted(part.symbols(), key=str), label), OTHERS)
    failing = (p for p in others if len(p) <= len(witness) and any(point_fails(part, p, bits) for bits in WITNESS_BITS))
    return min((witness, *failing), key=lambda point: sum(map(complexity, point.values())))


AT_POINTS = Trial[AtPoints](
    _agreement,
    lambda part, point, bits: isinstance(part.along, Steepest) and point_fails(part, point, bits),
    simpler=_simpler,
    supply=point_instances,
    within=point_within,
)
