"""Points of networks on which properties are tried by their definitions: at rest, stationary, least, each from both sides.

A point is an instance: the parameters, every weight, and every slope of a loss, which is taken to be
f(v) = f(x) + c (v - x) + bend (a (v - x))^2/2 with the numbers a called `curve`, and is convex for bend = 1.
"""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import sympy as sp
from flint import ctx
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, CannotEvaluate, evaluate
from neversaddle.numerics.attack.kinds.states import moves, sizes
from neversaddle.numerics.attack.sampling import Instance, admits, instances, outside_values
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import family
from neversaddle.theory.motion.steepest import COORDINATE, LETTERS, PARTIAL, SLOPE, WEIGHT, Steepest
from neversaddle.theory.statement.hypotheses import Condition, Convex, Depth, Every, Hypothesis, Members, Range, Sign
from neversaddle.theory.statement.points import AtPoints, AtRest, Each, FirstOrder, Least, Property, Stationary

#: The numbers a of a convex loss.
CURVE, BEND = family("curve"), sp.Symbol("bend", real=True)
MOST_WEIGHTS, MOST_COORDINATES = 5, 5
#: Parameters are no larger, and have no larger denominators.
LARGEST, FINEST = 10, 20
#: Points of one set of parameters.
POINTS = 6
#: Points tried beyond a hypothesis.
MOST_OUTSIDE = 80
#: Moduli and slopes, the simplest first, and what else they may be.
NUMBERS = tuple(Fraction(*v) for v in ((1, 1), (1, 2), (2, 1), (3, 2), (2, 3), (4, 1), (1, 4), (9, 4)))
#: Digits of numbers that are not rational, and above what a number is long.
DIGITS, LONG = 120, 10**18
#: Numbers in SymPy's form, exact.
Number: TypeAlias = sp.Expr


def point_instances(
    part: AtPoints, given: Sequence[Hypothesis], symbols: Sequence[sp.Symbol], label: str
) -> Iterator[Instance]:
    """Points within the hypotheses, with slopes at which one side of the statement holds, or neither."""
    assert isinstance(part.along, Steepest)
    chance = random.Random(f"{label}/points")
    fixed = [h for h in given if not moves(h) and not isinstance(h, Members | Convex)]
    for number, found in enumerate(instances(fixed, symbols, label)):
        single = {**found, **dict.fromkeys(part.along.model.width.free_symbols, Fraction(1))}
        parameters = single if number % 2 == 0 and admits(fixed, single) else found
        depth, width = sizes(part.along, parameters)
        if not all(abs(v) <= LARGEST and v.denominator <= FINEST for v in parameters.values()):
            # Exact powers of wild numbers have too many digits.
            continue
        if depth > MOST_WEIGHTS or width > MOST_COORDINATES:
            continue
        for _ in range(POINTS):
            point = _weights(part, given, parameters, depth, width, chance)
            if point is None:
                continue
            point = _with_slopes(part, given, point, width, chance)
            if all(_obeys(h, part.along, point) for h in given):
                yield point


def _weights(
    part: AtPoints, given: Sequence[Hypothesis], parameters: Instance, depth: int, width: int, chance: random.Random
) -> Instance | None:
    """Weights, and the members of families that the hypotheses speak of, one of which is a modulus where they say so."""
    assert isinstance(part.along, Steepest)
    kinds = {h.family: h.kind for h in given if isinstance(h, Members)}
    relations = [_innermost(h) for h in given if isinstance(h, Every)]
    others = {b for r in (*relations, *_formulas(part)) for b in r.atoms(sp.IndexedBase)} - {*LETTERS, CURVE}
    decay = part.along.decay.xreplace(_exact(parameters))
    numbers = [*NUMBERS, *(_fraction(n / decay) for n in (1, 1, 1, 1, sp.Rational(1, 2)) if decay.is_positive)]
    point = dict(parameters)
    if any(isinstance(p, Least) for p in (part.left, part.right, part.where)):
        others |= {CURVE}
        convex = any(isinstance(h, Convex) for h in given)
        point[BEND] = Fraction(1 if convex else chance.choice((-1, 1)))
    for base in sorted(others, key=str):
        for j in range(1, width + 1):
            size = chance.choice(numbers)
            free = kinds.get(base, "real")
            point[member(base, j)] = size if free in ("positive", "nonnegative") else size * chance.choice((-1, 1))
            if free in ("real", "nonnegative") and chance.random() < 0.25:
                point[member(base, j)] = Fraction(0)
    for i, j in itertools.product(range(1, depth + 1), range(1, width + 1)):
        size = chance.choice(numbers)
        if kinds.get(WEIGHT, "real") in ("real", "nonnegative") and chance.random() < 0.1:
            size = Fraction(0)
        point[member(WEIGHT, i, j)] = size * (
            1 if kinds.get(WEIGHT) in ("positive", "nonnegative") else chance.choice((-1, 1))
        )
    for relation in relations:
        # |w_ij| = r_j
        if isinstance(relation, sp.Eq) and isinstance(relation.lhs, sp.Abs) and relation.lhs.args[0].base == WEIGHT:
            for i, j in itertools.product(range(1, depth + 1), range(1, width + 1)):
                modulus = relation.rhs.xreplace({relation.lhs.args[0].indices[1]: sp.Integer(j)}).xreplace(
                    _exact(point)
                )
                sign = 1 if point[member(WEIGHT, i, j)] > 0 else -1
                point[member(WEIGHT, i, j)] = sign * _fraction(modulus)
    return point


def _formulas(part: AtPoints) -> list[sp.Basic]:
    return [p.relation for p in (part.left, part.right, part.where) if isinstance(p, Each)]


def _innermost(h: Every) -> sp.Rel:
    return _innermost(h.relation) if isinstance(h.relation, Every) else h.relation


def _obeys(h: Hypothesis, flow: Steepest, point: Instance) -> bool:
    """Whether a point is within a hypothesis on what moves."""
    if isinstance(h, Members):
        signs: dict[str, Callable[[Fraction], bool]] = {
            "positive": lambda v: v > 0,
            "nonnegative": lambda v: v >= 0,
            "nonzero": lambda v: v != 0,
            "real": lambda v: True,
        }
        return all(signs[h.kind](v) for m, v in point.items() if isinstance(m, sp.Indexed) and m.base == h.family)
    if isinstance(h, Convex):
        return point.get(BEND, 1) > 0
    if not moves(h):
        return True
    relations = [h.relation] if isinstance(h, Condition) else list(_everywhere(h, point))
    values = _read(flow, point).values
    return all(unrolled(relation, point).xreplace(values) != sp.false for relation in relations)


def _everywhere(h: Every, point: Instance) -> Iterator[sp.Rel]:
    for n in range(1, int(h.size.xreplace(_exact(point))) + 1):
        inner = h.at(sp.Integer(n))
        if isinstance(inner, Every):
            yield from _everywhere(inner, point)
        else:
            yield inner.relation


def _with_slopes(
    part: AtPoints, given: Sequence[Hypothesis], point: Instance, width: int, chance: random.Random
) -> Instance:
    """Slopes for which one of the properties holds in most coordinates, or any."""
    aims = [p for p in (part.where, part.left, part.right) if p is not None]
    aim = part.where or chance.choice([*aims, *aims, None])
    for j in range(1, width + 1):
        free = [Fraction(0), *(chance.choice((-1, 1)) * chance.choice(NUMBERS) for _ in range(2))]
        fitting = [] if aim is None else _fitting(aim, part, point, j, chance)
        point[member(SLOPE, j)] = chance.choice(fitting or free)
    return point


def _fitting(aim: Property, part: AtPoints, point: Instance, j: int, chance: random.Random) -> list[Fraction]:
    """Slopes with which a property holds in one coordinate, found from its definition; none where that is not simple."""
    flow = part.along
    assert isinstance(flow, Steepest)
    values = _exact(point)
    q, decay = flow.q.xreplace(values), flow.decay.xreplace(values)
    here = _read(flow, point)
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
    elif isinstance(aim, FirstOrder | Least):
        radius = aim.radius.xreplace(values)
        found = [sp.S.Zero, *([-sp.sign(x) * some] if abs(x) == radius else [])]
    return [_fraction(v) for v in found if v.is_real and v.is_finite]


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
            if not _obeys(dropped, part.along, point):
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
        yield from ({**point, own: value} for point in itertools.islice(supply, MOST_OUTSIDE // 4))


def _at(thing: Any, values: dict[sp.Symbol, sp.Rational]) -> Any:
    """The same data with numbers for symbols."""
    if isinstance(thing, sp.Basic):
        return thing.xreplace(values)
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return type(thing)(**{f.name: _at(getattr(thing, f.name), values) for f in dataclasses.fields(thing)})
    return thing


def point_agreement(part: AtPoints, point: Instance, digits: int) -> int | None:
    """None where the statement holds at a point, as far as numbers tell, and 0 where it does not."""
    assert isinstance(part.along, Steepest)
    where, left, right = (
        True if p is None else holds_nearly(p, part.along, point, digits) for p in (part.where, part.left, part.right)
    )
    return None if not where or left == right else 0


def point_fails(part: AtPoints, point: Instance, bits: int) -> bool:
    """Whether the statement certainly fails at a point."""
    try:
        where, left, right = (
            True if p is None else _certainly(p, part, point, bits) for p in (part.where, part.left, part.right)
        )
    except Undefined:
        return False
    return where is True and None not in (left, right) and left != right


def holds_nearly(part: Property, flow: Steepest, point: Instance, digits: int) -> bool:
    """Whether a property holds at a point, to half of these digits of what it compares."""
    distance = max((_distance(*pair) for pair in _gaps(part, flow, point)), default=mp.mpf(0))
    return bool(distance < mp.mpf(10) ** (-digits // 2))


def _distance(gap: Number, scale: Number, equation: bool) -> mp.mpf:
    """By how much an equation, or an order gap <= 0, is missed, relative to the size of what it compares."""
    _require_value(gap)
    value, size = (evaluate(e, _values(e), MPMATH) for e in (gap, scale))
    if not equation and value <= 0:
        return mp.mpf(0)
    return abs(value) / size if size else mp.mpf(0)


def _certainly(part: Property, whole: AtPoints, point: Instance, bits: int) -> bool | None:
    """Whether a property holds; None where neither is certain."""
    flow = whole.along
    assert isinstance(flow, Steepest)
    if isinstance(part, Least) and any(v for m, v in point.items() if m.has(CURVE)):
        gaps = list(_gaps(part, flow, point))
        return False if any(_side(gap, bits) == 1 for gap, _, _ in gaps) else None
    sure = True
    for gap, _, equation in _gaps(part, flow, point):
        side = _side(gap, bits)
        if side is None:
            sure = False
        elif side > 0 or (equation and side < 0):
            return False
    return True if sure else None


def _side(gap: Number, bits: int) -> int | None:
    """The sign of a number, exactly; None where it is neither rational nor told from zero by balls."""
    _require_value(gap)
    if gap.is_Rational:
        return int(sp.sign(gap))
    try:
        with ctx.workprec(bits):
            value = evaluate(gap, _values(gap), BALLS)
    except CannotEvaluate:
        return None
    return 1 if value > 0 else -1 if value < 0 else None


def _require_value(gap: Number) -> None:
    if gap.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        raise Undefined("a side has no value there")


def _gaps(part: Property, flow: Steepest, point: Instance) -> Iterator[tuple[Number, Number, bool]]:
    """What has to be zero, or at most zero where it is no equation, with the size of what is compared."""
    read = _read(flow, point)
    values, x, c = read.values, read.coordinates, read.slopes
    match part:
        case AtRest():
            q, decay = flow.q.xreplace(values), flow.decay.xreplace(values)
            for row, gradients in zip(read.weights, read.partials, strict=True):
                for w, gradient, slope in zip(row, gradients, c, strict=True):
                    yield from _rest(flow, q, slope * gradient, decay * w)
        case Stationary(penalty=penalty, variable=variable):
            for here, slope in zip(x, c, strict=True):
                yield _of_stationary(penalty.xreplace(values), variable, here, slope)
        case FirstOrder(radius=radius):
            edge = radius.xreplace(values)
            for here, slope in zip(x, c, strict=True):
                yield abs(here) - edge, abs(here) + abs(edge), False
                for v in (-edge, edge):
                    yield -slope * (v - here), sp.S.One, False
        case Least(radius=radius):
            edge = radius.xreplace(values)
            yield from ((abs(here) - edge, abs(here) + abs(edge), False) for here in x)
            yield from ((-value, sp.S.One, False) for value in _elsewhere(point, x, c, edge))
        case Each(relation=sp.logic.boolalg.BooleanAtom() as truth):
            yield sp.Integer(0 if truth else 1), sp.S.One, True
        case Each(relation=relation, place=place):
            for j in range(1, len(x) + 1):
                low, high = (relation.lts, relation.gts) if isinstance(relation, sp.Le | sp.Ge) else relation.args
                left, right = (
                    unrolled(e.xreplace({place: sp.Integer(j)}), point).xreplace(values) for e in (low, high)
                )
                yield left - right, abs(left) + abs(right), isinstance(relation, sp.Eq)


@dataclass(frozen=True)
class _Read:
    """A point as numbers: rows of weights, rows of dx_j/dw_ij, coordinates and slopes; and all that has a name."""

    weights: list[list[Number]]
    partials: list[list[Number]]
    coordinates: list[Number]
    slopes: list[Number]
    values: dict[sp.Basic, Number]


def _read(flow: Steepest, point: Instance) -> _Read:
    return _read_once(flow, tuple(point.items()))


@lru_cache(maxsize=256)
def _read_once(flow: Steepest, items: tuple[tuple[sp.Basic, Fraction], ...]) -> _Read:
    depth, width = sizes(flow, dict(items))
    values = _exact(dict(items))
    weights = [[values[member(WEIGHT, i, j)] for j in range(1, width + 1)] for i in range(1, depth + 1)]
    x = [sp.Mul(*(row[j] for row in weights)) for j in range(width)]
    partials = [[sp.Mul(*(weights[n][j] for n in range(depth) if n != i)) for j in range(width)] for i in range(depth)]
    slopes = [values.get(member(SLOPE, j), sp.S.Zero) for j in range(1, width + 1)]
    values |= {member(COORDINATE, j): value for j, value in enumerate(x, start=1)}
    for i, j in itertools.product(range(depth), range(width)):
        values[member(PARTIAL, i + 1, j + 1)] = partials[i][j]
    return _Read(weights, partials, x, slopes, values)


@lru_cache(maxsize=1024)
def member(base: sp.IndexedBase, *places: int) -> sp.Indexed:
    """A member by its numbers; SymPy takes long to make one."""
    return base[tuple(map(sp.Integer, places))]


def _rest(flow: Steepest, q: Number, slope: Number, pull: Number) -> Iterator[tuple[Number, Number, bool]]:
    """0 = -Phi_q(slope) - pull, or with the pull inside; at q = 1 some number of Sign(slope) is -pull."""
    if q < 1:
        raise Undefined(f"there is no flow of exponent {q}")
    if flow.coupled:
        yield slope + pull, abs(slope) + abs(pull), True
    elif q > 1:
        velocity = duality_map(q, slope)
        yield velocity + pull, abs(velocity) + abs(pull), True
    else:
        yield (abs(pull) - 1, sp.S.One, False) if slope == 0 else (pull + sp.sign(slope), sp.S.One, True)


def _of_stationary(penalty: sp.Expr, variable: sp.Symbol, x: Number, slope: Number) -> tuple[Number, Number, bool]:
    """df/dx and the penalty's derivative; at 0 an even penalty has the derivative 0 or none."""
    _require_value(penalty)
    if x == 0:
        if sp.expand(penalty - penalty.xreplace({variable: -variable})) != 0:
            raise Undefined("a penalty that is not even may have any derivative at 0")
        quotient = abs(penalty.xreplace({variable: sp.Rational(1, 2**4000)})) * 2**4000
        kink = evaluate(quotient, _values(quotient), MPMATH) > mp.mpf(2) ** -40
        return (slope if slope != 0 or not kink else sp.S.One), sp.S.One, True
    derivative = sp.diff(penalty, variable).xreplace({variable: x})
    return slope + derivative, abs(slope) + abs(derivative), True


def _elsewhere(point: Instance, x: Sequence[Number], c: Sequence[Number], edge: Number) -> Iterator[Number]:
    """The loss, less that at x, at the corners of the box and where it is least on the way there, and beside x."""
    bend = _exact(point)[BEND]
    curve = [_exact(point).get(member(CURVE, j), sp.S.Zero) for j in range(1, len(x) + 1)]
    corners = itertools.product((-edge, edge, None), repeat=len(x))
    for corner in corners:
        step = [sp.S.Zero if v is None else v - here for v, here in zip(corner, x, strict=True)]
        fall, along = (sum(n * d for n, d in zip(numbers, step, strict=True)) for numbers in (c, curve))
        shares = [sp.S.One] + ([min(sp.S.One, max(sp.S.Zero, -fall / along**2))] if along else [])
        yield from (t * fall + bend * t**2 * along**2 / 2 for t in shares)


def _exact(point: Instance) -> dict[sp.Basic, Number]:
    return {s: _number(v) for s, v in point.items()}


def _number(value: Fraction) -> Number:
    """A rational number, or, if it is long, a symbol of its name: SymPy would look for roots of it."""
    if max(abs(value.numerator), value.denominator) > LONG:
        return sp.Symbol(str(value), real=True)
    return sp.Rational(value.numerator, value.denominator)


def _values(e: Number) -> dict[sp.Symbol, Fraction]:
    """What the symbols of long numbers stand for."""
    return {s: Fraction(s.name) for s in e.free_symbols}


def _fraction(e: Number) -> Fraction:
    """The number, or one that has as many digits as any comparison takes."""
    if e.is_Rational:
        return Fraction(int(e.p), int(e.q))
    with mp.workdps(DIGITS):
        return Fraction(str(evaluate(e, _values(e), MPMATH)))
