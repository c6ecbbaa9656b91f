"""Instances of conditions: explicit members of small families, within the hypotheses on them."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from neversaddle.numerics.attack.exact_values import as_fraction
from neversaddle.numerics.attack.kinds.conditions import (
    MOST_ROOT,
    as_condition,
    condition_agreement,
    condition_fails,
    condition_holds,
    exact_value,
    explicit,
    letters_and_functions,
    rationally,
    truth,
)
from neversaddle.numerics.attack.kinds.trial import Trial, at_no_instance, kept
from neversaddle.numerics.attack.kinds.within import condition_within
from neversaddle.numerics.attack.sampling import Instance, admits, instances, satisfies
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled, whole
from neversaddle.theory.language.families import Binder, Total, constants
from neversaddle.theory.motion.steepest import COORDINATE, CURVATURE, LOSS, SLOPE, WEIGHT
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import (
    Composed,
    Condition,
    Every,
    EveryPair,
    Hypothesis,
    Kept,
    Members,
    Place,
    Range,
    Sign,
)
from neversaddle.theory.statement.least import Least

#: What members are made of, zero among them; families are no larger than so many members, sizes than so many places.
SIZES = tuple(Fraction(*v) for v in ((1, 1), (2, 1), (1, 2), (3, 1), (1, 3), (3, 2)))
MOST_MEMBERS, MOST_PLACES = 24, 5
#: Draws of members for one choice of sizes, choices without one that fits, and instances looked at, at most.
DRAWS, MOST_EMPTY, MOST_TRIED = 12, 200, 60


def symbols_of(part: Holds, given: Sequence[Hypothesis]) -> set[sp.Symbol]:
    """The numbers, sizes and places that the condition and its hypotheses speak of."""
    found = part.symbols()
    for h in given:
        if isinstance(h, Condition):
            found |= constants(h.relation)
        elif isinstance(h, Every):
            found |= (constants(h.relation) - {h.place}) | constants(h.size)
        elif isinstance(h, Sign) and isinstance(h.symbol, sp.Indexed):
            found |= constants(h.symbol)
        elif isinstance(h, Kept):
            found |= constants(_kept(h))
        elif isinstance(h, EveryPair):
            found |= constants(h.relation) - {h.place, h.coordinate} | constants(h.size) | constants(h.width)
        elif isinstance(h, Composed):
            found |= h.model.depth.free_symbols | h.model.width.free_symbols
    sizes = (h.size for h in given if isinstance(h, Place) and h.symbol in found)
    return (found | set().union(*(constants(size) for size in sizes))) - {LOSS}


def about_members(h: Hypothesis) -> bool:
    """Whether a hypothesis is about members of families."""
    if isinstance(h, Every | EveryPair | Members | Composed | Kept):
        return True
    thing = h.relation if isinstance(h, Condition) else h.symbol
    return bool(sp.Tuple(thing).has(sp.Indexed, Binder))


def with_numbers(
    supply: Iterator[Instance], part: Holds, given: Sequence[Hypothesis], label: str
) -> Iterator[Instance]:
    """Instances with a number for every member of every family, within the hypotheses on them; small families alone."""
    chance, empty = random.Random(f"{label}/members"), 0
    ends = {h.symbol: as_fraction(h.low) for h in given if isinstance(h, Range) and not h.open_low}
    fixed = [h for h in given if not about_members(h)]
    for number, found in enumerate(supply):
        if number % 3 == 1:
            # Where a range ends a statement holds by a hair, or not at all.
            moved = {**found, **{s: end for s, end in ends.items() if s in found}}
            found = moved if admits(fixed, moved) else found
        small = all(value <= MOST_PLACES for s, value in found.items() if s.is_integer)
        instances = list(_filled(found, part, given, chance)) if small else []
        empty = 0 if instances else empty + 1
        yield from instances[:2]
        if empty > MOST_EMPTY:
            return


def lacking(
    supply: Iterator[Instance], part: Holds, given: Sequence[Hypothesis], dropped: Hypothesis, label: str
) -> Iterator[Instance]:
    """Instances within the hypotheses that are left, at which the one on members that is dropped does not hold."""
    for instance in itertools.islice(with_numbers(supply, part, given, label), MOST_TRIED):
        if isinstance(dropped, Members):
            letters = (
                Sign(m, dropped.kind) for m in instance if isinstance(m, sp.Indexed) and m.base == dropped.family
            )
            obeyed = all(satisfies(h, instance[h.symbol]) for h in letters)
        elif isinstance(dropped, Sign):
            obeyed = satisfies(Sign(dropped.symbol, dropped.kind), instance[unrolled(dropped.symbol, instance)])
        else:
            obeyed = all(_exactly(unrolled(r, instance), instance, given) for r in _relations(dropped, instance))
        if not obeyed:
            yield instance


def _filled(found: Instance, part: Holds, given: Sequence[Hypothesis], chance: random.Random) -> Iterator[Instance]:
    shapes = _shapes(part, tuple(given))
    places = {
        base[place]: None
        for base, sizes in shapes.items()
        for place in itertools.product(*(range(1, whole(size, found) + 1) for size in sizes))
    }
    if len(places) > MOST_MEMBERS:
        return
    # Of numbers that are such powers the powers in the statement are rational.
    denominator = math.lcm(*(value.denominator for value in found.values()))
    root = denominator if denominator <= MOST_ROOT else 1
    kinds = {h.family: h.kind for h in given if isinstance(h, Members)}
    own = {unrolled(h.symbol, found): h.kind for h in given if isinstance(h, Sign) and isinstance(h.symbol, sp.Indexed)}
    relations = [(unrolled(relation, found)) for h in given for relation in _relations(h, found)]
    for number in range(DRAWS):
        zeros = (0.0, 0.5, 0.2)[number % 3]
        instance = dict(found)
        for member in places:
            instance[member] = _member(own.get(member, kinds.get(member.base, "real")), zeros, root, chance)
            mirrored = CURVATURE[member.indices[::-1]] if member.base == CURVATURE else member
            instance[member] = instance.get(mirrored, instance[member])
        try:
            for relation in relations:
                mend(relation, instance, given, chance)
            if all(_exactly(relation, instance, given) for relation in relations):
                yield instance
        except Undefined:
            continue


def _member(kind: str, zeros: float, root: int, chance: random.Random) -> Fraction:
    if kind == "zero" or (kind in ("real", "nonnegative") and chance.random() < zeros):
        return Fraction(0)
    size = chance.choice(SIZES) ** root
    return -size if kind in ("real", "nonzero") and chance.random() < 0.5 else size


def _relations(h: Hypothesis, instance: Instance) -> Iterator[sp.Basic]:
    if isinstance(h, Every):
        left_out = {whole(place, instance) for place in h.but}
        for n in range(1, whole(h.size, instance) + 1):
            if n not in left_out:
                yield h.relation.xreplace({h.place: sp.Integer(n)})
    elif isinstance(h, EveryPair):
        counts = (range(1, whole(size, instance) + 1) for size in (h.size, h.width))
        for n, j in itertools.product(*counts):
            yield h.relation.xreplace({h.place: sp.Integer(n), h.coordinate: sp.Integer(j)})
    elif isinstance(h, Kept):
        yield _kept(h)
    elif isinstance(h, Condition) and about_members(h):
        yield h.relation


def _kept(h: Kept) -> sp.Eq:
    """What the derivatives of a function have to be where a solution starts along which it is constant."""
    return sp.Eq(Total(h.slope * h.velocity, h.place, h.size), 0)


def equations(h: Hypothesis, instance: Instance) -> Iterator[sp.Eq]:
    """What a hypothesis says is equal, place by place."""
    yield from (
        r for r in (unrolled(relation, instance) for relation in _relations(h, instance)) if isinstance(r, sp.Eq)
    )


def mend(relation: sp.Basic, instance: Instance, given: Sequence[Hypothesis], chance: random.Random) -> None:
    """Give a member the value that a relation asks for, where it stands alone in it or is linear."""
    if isinstance(relation, sp.Ne) and instance.get(relation.lhs) == relation.rhs == 0:
        instance[relation.lhs] = chance.choice((-1, 1)) * chance.choice(SIZES)
    if not isinstance(relation, sp.Eq):
        return
    (left, values), (right, _) = (explicit(side, instance, given) for side in relation.args)
    letters = _letters(instance)
    # What is free is moved before what it depends on.
    members = sorted((m for m in letters if m in instance), key=lambda m: (m.base == WEIGHT, str(m)))
    for member in members:
        letter = letters[member]
        if left == sp.Abs(letter) and not right.has(letter):
            value, scale = right, sp.Integer(chance.choice((-1, 1)))
        else:
            scale = sp.diff(left - right, letter)
            value = -(left - right).xreplace({letter: sp.S.Zero})
            if scale.has(letter) or scale == 0:
                continue
        above, below = exact_value(value, values), exact_value(scale, values)
        if above is not None and below:
            instance[member] = above / below
            return


def _letters(instance: Instance) -> dict[sp.Basic, sp.Dummy]:
    return letters_and_functions(tuple((m, v) for m, v in instance.items() if isinstance(m, sp.Indexed)), ())[0]


def _exactly(relation: sp.Basic, instance: Instance, given: Sequence[Hypothesis]) -> bool:
    """Whether a hypothesis holds, decided in rational numbers; what is not rational counts as no instance."""
    return bool(truth(relation, instance, given, rationally))


@lru_cache(maxsize=64)
def _shapes(part: Holds, given: tuple[Hypothesis, ...]) -> dict[sp.IndexedBase, tuple[sp.Expr, ...]]:
    """The sizes of each family, by the ranges of the places at which it is taken."""
    shapes: dict[sp.IndexedBase, tuple[sp.Expr, ...]] = {}

    def read(e: sp.Basic, places: Mapping[sp.Symbol, sp.Expr]) -> None:
        if isinstance(e, Binder):
            letter, share = e.opened(*places)
            read(share, {**places, letter: e.size})
        elif isinstance(e, sp.Indexed):
            if all(place in places for place in e.indices):
                shapes[e.base] = tuple(places[place] for place in e.indices)
        else:
            for inner in e.args:
                read(inner, places)

    declared = {h.symbol: h.size for h in given if isinstance(h, Place)}
    for h in given:
        if isinstance(h, Condition):
            read(h.relation, declared)
        elif isinstance(h, Every):
            read(h.relation, {**declared, h.place: h.size})
        elif isinstance(h, Kept):
            read(_kept(h), declared)
        elif isinstance(h, Sign) and isinstance(h.symbol, sp.Indexed):
            read(h.symbol, declared)
        elif isinstance(h, Composed):
            width = h.model.width
            letters = {WEIGHT: (h.model.depth, width), SLOPE: (width,), CURVATURE: (width, width)}
            shapes |= dict(itertools.islice(letters.items(), 1 + h.order))
    read(part.condition, declared)
    return {base: sizes for base, sizes in shapes.items() if base != COORDINATE}


def _supply(part: Holds, given: tuple[Hypothesis, ...], symbols: Sequence[sp.Symbol], label: str) -> Iterator[Instance]:
    return with_numbers(instances([h for h in given if not about_members(h)], symbols, label), part, given, label)


HOLDS = Trial[Holds](
    condition_agreement,
    condition_fails,
    condition_holds,
    within=condition_within,
    simpler=kept,
    prepared=as_condition,
    symbols=symbols_of,
    supply=_supply,
)
LEAST = Trial[Least](at_no_instance, prepared=as_condition)
