"""Flows of one coordinate of a network under a slope that is assumed: parameters, starts and velocities in doubles."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import mpmath
import numpy as np
import sympy as sp
from mpmath import mp
from scipy.integrate import solve_ivp

from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.states import moves
from neversaddle.numerics.attack.sampling import Instance, admits, corner_values, holds, random_value
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.theory.language.families import Over
from neversaddle.theory.language.statements import Same
from neversaddle.theory.language.times import Initially
from neversaddle.theory.motion.steepest import COORDINATE, LETTERS, OTHER, SLOPE, WEIGHT, DiagonalNetwork, Steepest
from neversaddle.theory.statement.hypotheses import (
    Condition,
    Depth,
    Every,
    EveryPair,
    Hypothesis,
    Members,
    Place,
    Range,
    Sign,
)
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.solutions import Along, Rate

Numbers: TypeAlias = "dict[sp.Basic, Any]"
#: The largest models and parameters; tries until a flow is found; digits of what is put into it.
MOST_WEIGHTS, MOST_COORDINATES, LARGEST, MOST_TRIES, DIGITS = 4, 3, 4, 1500, 20
#: By what sizes are divided near a saddle, and multiplied far from it.
SMALL, LARGE = 16, 8
#: Looks at the velocity, after which a flow is given up: at a jump there is no end of them.
MOST_CALLS = 20000
FAMILIES = (WEIGHT, OTHER)
#: The coordinate that is pushed; the others rest.
X = sp.Symbol("x1", real=True)


class NotFollowed(Exception):
    """A flow is given up: it says nothing for or against a statement."""


def settings_of(part: Along | Rate | Reaches, given: Sequence[Hypothesis], seed: str) -> Iterator[Numbers]:
    """Parameters within the hypotheses, the members of families of constants, and the coordinates that rest.

    There are none of a flow with decay.
    """
    chance = random.Random(seed)
    own = [h for h in given if not moves(h)]
    relations = [h.relation for h in own if isinstance(h, Condition)]
    symbols = sorted(part.symbols().union(*(r.free_symbols for r in relations)), key=str)
    symbols += [h.symbol for h in own if isinstance(h, Sign | Depth | Range) and h.symbol not in symbols]
    families = [h for h in own if isinstance(h, Members) and h.family not in LETTERS]
    assert isinstance(part.along, Steepest)
    model = part.along.model
    starts = [h.relation.rhs for h in given if isinstance(h, Condition | Every) and h.relation.has(Initially)]
    level = (part.level,) if isinstance(part, Reaches) else ()
    signs = {h.symbol for h in own if isinstance(h, Sign) and h.kind == "positive"}
    small = signs.intersection(*[set().union(*(e.free_symbols for e in (*level, *starts)))])
    most = MOST_COORDINATES if _is_of_one_place(part, given) else 1
    known = {s: [h for h in own if isinstance(h, Depth | Range | Sign | Place) and h.symbol == s][:1] for s in symbols}
    corners = {s: corner_values(s, known[s]) for s in symbols}
    places = {h.symbol: h.size for h in own if isinstance(h, Place)}
    for _ in range(MOST_TRIES if part.along.decay == 0 else 0):
        instance = {
            s: chance.choice(corners[s]) if chance.random() < 0.4 else random_value(s, known[s], chance, wild=False)
            for s in symbols
        }
        tame = all(abs(v) <= LARGEST for v in instance.values())
        # Close to a saddle bounds are tight; and orders may turn round far from it.
        scale = chance.random()
        factor = Fraction(1, SMALL) if scale < 0.5 else Fraction(LARGE) if scale < 0.7 else Fraction(1)
        instance |= {s: instance[s] * factor for s in symbols if s in small and chance.random() < 0.7}
        instance |= {s: Fraction(chance.randint(1, most)) for s in model.width.free_symbols & instance.keys()}
        values = in_sympy(instance)
        sizes = {s: n.xreplace(values) for s, n in places.items()}
        instance |= {s: Fraction(chance.randint(1, max(1, int(n)))) for s, n in sizes.items() if n.is_Integer}
        counts = [e.xreplace(values) for e in (model.depth, model.others, model.width)] if tame else []
        sound = bool(counts) and all(e.is_Integer and e >= 0 for e in counts) and 1 <= sum(counts[:2]) <= MOST_WEIGHTS
        if sound and 1 <= counts[2] <= most and within(own, instance):
            letter = sp.Symbol("member", real=True)
            numbers: Numbers = dict(instance)
            for h in families:
                for place in range(1, MOST_WEIGHTS + 1):
                    value = random_value(letter, (Sign(letter, h.kind),), chance, wild=False)
                    numbers[h.family[place]] = max(Fraction(-3), min(Fraction(3), value))
            if most > 1:
                for other in {*range(1, int(counts[2]) + 1)} - {place_of(part, instance)}:
                    resting = [Fraction(chance.randrange(3, 25), 10) for _ in range(sum(map(int, counts[:2])))]
                    numbers |= {**members_of(resting, int(counts[0]), other), SLOPE[other]: Fraction(0)}
            yield numbers


def _is_of_one_place(part: Along | Rate | Reaches, given: Sequence[Hypothesis]) -> bool:
    """Whether all that is said of what moves in a network is said of one coordinate: then others may rest beside it."""
    assert isinstance(part.along, Steepest)
    if not isinstance(part.along.model, DiagonalNetwork) or any(
        isinstance(h, Members) and h.family == SLOPE for h in given
    ):
        return False
    assumed = [h.relation for h in given if isinstance(h, Condition | Every | EveryPair) and moves(h)]
    places = _places((*_said(part), *assumed))
    return len(places) == 1 and places <= part.symbols()


def _places(formulas: Iterable[sp.Basic]) -> set[sp.Basic]:
    """The places of the coordinates that formulas speak of."""
    return {m.indices[-1] for e in formulas for m in e.atoms(sp.Indexed) if m.base in LETTERS}


def _said(part: Along | Rate | Reaches) -> tuple[sp.Expr, ...]:
    """The formulas of what moves."""
    match part:
        case Along():
            return (part.left, part.right, *([] if part.until is None else [part.until.of]))
        case Rate():
            return (part.quantity, part.rate)
        case Reaches():
            return (part.quantity,)


def place_of(part: Along | Rate | Reaches, numbers: Mapping[sp.Basic, Any]) -> int:
    """The place of the coordinate that is pushed, of which the statement speaks; the first where it speaks of none."""
    named = _places(_said(part)) & numbers.keys()
    return int(numbers[named.pop()]) if len(named) == 1 else 1


def flow_of(
    part: Along | Rate | Reaches, given: Sequence[Hypothesis], numbers: Numbers, chance: random.Random
) -> tuple[list[sp.Expr], sp.Expr] | None:
    """The weights at the start and the slope of a loss in X, both exact; None where there is no such flow."""
    with mp.workdps(DIGITS):
        start, slope = _start(part, given, numbers, chance), _slope(part, given, numbers, chance)
    return None if start is None or slope is None else (start, slope)


def _start(
    part: Along | Rate | Reaches, given: Sequence[Hypothesis], numbers: Numbers, chance: random.Random
) -> list[sp.Expr] | None:
    """Weights that begin as is assumed, and at random where nothing is; None where they cannot."""
    assert isinstance(part.along, Steepest) and isinstance(part.along.model, DiagonalNetwork)
    model = part.along.model
    counts = [int(e.xreplace(in_sympy(plain_of(numbers)))) for e in (model.depth, model.others)]
    place = place_of(part, numbers)
    sizes: dict[sp.Basic, sp.Expr] = {
        family[i, place]: sp.Rational(chance.randrange(3, 25), 10)
        for family, count in zip(FAMILIES, counts, strict=True)
        for i in range(1, count + 1)
    }
    fixed: set[sp.Basic] = set()
    signed = False
    for h in given:
        if isinstance(h, Every) and isinstance(h.relation, sp.Eq) and isinstance(h.relation.lhs, Initially):
            for n in range(1, int(h.size.xreplace(in_sympy(plain_of(numbers)))) + 1):
                modulus, power = h.relation.lhs.args[0].xreplace({h.place: sp.Integer(n)}).as_base_exp()
                (member,) = (unrolled(m, plain_of(numbers)) for m in modulus.atoms(sp.Indexed))
                value = h.relation.rhs.xreplace({h.place: sp.Integer(n)})
                if value_of(value, numbers) < 0:
                    raise Undefined("the modulus of {} cannot begin there", member)
                sizes[member] = exact_of(value, numbers) ** (1 / exact_of(power, numbers))
                fixed.add(member)
                signed = signed or isinstance(modulus, sp.Indexed)
    free = [member for member in sizes if member not in fixed]
    for h in given:
        # A weight of which nothing is assumed makes the coordinate begin where it is to.
        if isinstance(h, Condition) and isinstance(h.relation, sp.Eq) and h.relation.lhs.has(Initially) and free:
            sizes[free[0]] *= abs(exact_of(h.relation.rhs, numbers)) / sp.Mul(*sizes.values())
    signs = [1 if signed else chance.choice((-1, 1)) for _ in sizes]
    if any(isinstance(h, Condition) and h.relation.has(Initially) for h in given):
        # Of the mirror images that one whose coordinate begins above zero.
        signs[0] *= math.prod(signs)
    start = [sign * size for sign, size in zip(signs, sizes.values(), strict=True)]
    if not all(w.is_real for w in start):
        raise Undefined("there are no weights to begin with")
    named = {**numbers, **members_of([mp.mpf(float(w)) for w in start], counts[0], place)}
    for h in given:
        if isinstance(h, Condition) and h.relation.has(Initially):
            left, right = (value_of(side.replace(Initially, lambda e: e), named) for side in h.relation.args)
            near = abs(left - right) < mp.mpf(10) ** -10
            if not (near if isinstance(h.relation, sp.Eq) else bool(h.relation.func(left, right))):
                return None
    return start


def _slope(
    part: Along | Rate | Reaches, given: Sequence[Hypothesis], numbers: Numbers, chance: random.Random
) -> sp.Expr | None:
    """The slope of a loss of one coordinate, as it is assumed, or where it is to lie; None where there is none."""
    slope, low, high = None, None, None
    for h in given:
        relation = h.relation if isinstance(h, Condition) else None
        if relation is None or not relation.has(SLOPE):
            continue
        other = next(side for side in relation.args if not side.has(SLOPE))
        at = exact_of(other, {**numbers, COORDINATE[place_of(part, numbers)]: X})
        if isinstance(relation, sp.Eq):
            slope = at
        elif relation.lts.has(SLOPE):
            high = at
        else:
            low = at
    if slope is None:
        ends = [low if low is not None else (high or 0) - 1, high if high is not None else (low or 0) + 1]
        if ends[0] > ends[1]:
            return None
        middle, half = (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2
        slope = chance.choice((ends[0] + 0 * X, ends[1] + 0 * X, middle + half * sp.sin(3 * X)))
    return slope


def members_of(weights: Sequence[Any], count: int, place: int, x: Any = None) -> Numbers:
    """The weights of one coordinate by their names, and the coordinate, by default their product."""
    named: Numbers = {WEIGHT[i, place]: w for i, w in enumerate(weights[:count], start=1)}
    named |= {OTHER[i, place]: w for i, w in enumerate(weights[count:], start=1)}
    return named | {COORDINATE[place]: math.prod(weights) if x is None else x}


def plain_of(numbers: Mapping[sp.Basic, Any]) -> Instance:
    """The parameters alone."""
    return {s: v for s, v in numbers.items() if isinstance(s, sp.Symbol)}


def exact_of(e: sp.Expr, numbers: Mapping[sp.Basic, Any]) -> sp.Expr:
    """A formula with exact values for all that has some."""
    values = {
        thing: sp.Rational(v.numerator, v.denominator) if isinstance(v, Fraction) else v for thing, v in numbers.items()
    }
    return unrolled(e, plain_of(numbers)).xreplace(values)


def value_of(e: sp.Expr, numbers: Mapping[sp.Basic, Any]) -> mpmath.mpf:
    """A formula in parameters and members. Raises Undefined where it is not real."""
    plain = plain_of(numbers)
    written, letters = _lettered(e, tuple((s, plain[s]) for s in _of_places(e) if s in plain))
    values = {letter: numbers[thing] for thing, letter in letters.items() if thing in numbers}
    try:
        found = evaluate(written, {**plain, **values}, MPMATH)
    except ZeroDivisionError as obstacle:
        raise Undefined("{} divides by zero there", e) from obstacle
    if isinstance(found, mpmath.mpc):
        raise Undefined("{} is not real there", e)
    return mp.mpf(found)


@lru_cache(maxsize=4096)
def _lettered(
    e: sp.Expr, places: tuple[tuple[sp.Symbol, Fraction], ...]
) -> tuple[sp.Expr, Mapping[sp.Indexed, sp.Dummy]]:
    """A formula without families, for sizes and places that are numbers, and a letter for each member in it.

    The same few are evaluated at many moments.
    """
    written = unrolled(e, dict(places))
    letters = {thing: sp.Dummy(real=True) for thing in written.atoms(sp.Indexed)}
    return written.xreplace(letters), letters


@lru_cache(maxsize=4096)
def _of_places(e: sp.Expr) -> tuple[sp.Symbol, ...]:
    """The symbols that stand in sizes and places."""
    said = [thing for over in e.atoms(Over) for thing in (over.size, *over.but)]
    said += [place for member in e.atoms(sp.Indexed) for place in member.indices]
    said += [place for same in e.atoms(Same) for place in same.args]
    return tuple(sorted(set().union(*(thing.free_symbols for thing in said)), key=str))


def integrated(
    flow: Steepest,
    numbers: Numbers,
    start: Sequence[sp.Expr],
    slope: sp.Expr,
    until: float,
    digits: int,
    **wanted: Any,
) -> Any:
    """The weights of a coordinate as SciPy integrates them, to so many digits and with what is wanted of it.

    Raises NotFollowed where that takes too long.
    """
    begin, error = list(map(float, start)), 10.0**-digits
    # A step that is tried may go beyond an explosion; it is refused then.
    with np.errstate(over="ignore", invalid="ignore"):
        velocity = _velocity(flow, numbers, slope)
        return solve_ivp(velocity, (0, until), begin, "DOP853", rtol=error, atol=error / 1000, **wanted)


def _velocity(flow: Steepest, numbers: Numbers, slope: sp.Expr) -> Callable[[float, Any], list[float]]:
    """dw/dt of a coordinate's weights, by the definition of the flow; raises NotFollowed where it does not end.

    Raises Undefined for an exponent below 1.
    """
    q, calls = float(value_of(flow.q, numbers)), itertools.count()
    if q < 1:
        raise Undefined("there is no flow of exponent {}", q)
    pull = sp.lambdify(X, slope, "math")

    def velocity(_: float, weights: Any) -> list[float]:
        if next(calls) > MOST_CALLS:
            raise NotFollowed("the flow is not smooth there")
        force = -float(pull(math.prod(weights)))
        gradients = (math.prod((*weights[:i], *weights[i + 1 :])) for i in range(len(weights)))
        drives = (force * gradient for gradient in gradients)
        return [math.copysign(abs(drive) ** (q - 1), drive) if drive else 0.0 for drive in drives]

    return velocity


def driven(part: Along | Rate, given: Sequence[Hypothesis]) -> bool:
    """Whether a statement is of one coordinate of a network under a slope that is assumed."""
    network = isinstance(part.along, Steepest) and isinstance(part.along.model, DiagonalNetwork)
    assumed = any(isinstance(h, Condition) and h.relation.has(SLOPE) for h in given)
    return network and assumed and any(h.relation.has(Initially) for h in given if isinstance(h, Condition | Every))


def within(given: Sequence[Hypothesis], instance: Instance) -> bool:
    """Whether parameters are within the hypotheses; in numbers where these are not rational."""
    single = [h for h in given if not isinstance(h, Condition)]
    try:
        return admits(single, instance) and all(_is_within(h, instance) for h in given if isinstance(h, Condition))
    except Undefined:
        return False


def _is_within(h: Condition, instance: Instance) -> bool:
    try:
        return holds(h, instance)
    except Undefined:
        raise
    except ValueError:
        with mp.workdps(DIGITS):
            sides = [value_of(side, instance) for side in h.relation.args]
        return bool(h.relation.func(*map(sp.Float, sides)))
