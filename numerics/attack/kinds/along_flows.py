"""The attack on what holds along solutions: random flows of random models, integrated from their definition."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.kinds.moment_values import at_moment, value_of
from neversaddle.numerics.attack.kinds.quadrature import gauss_legendre
from neversaddle.numerics.attack.kinds.random_flows import Run, number_of
from neversaddle.numerics.attack.kinds.states import moves, of_start, sizes, starts
from neversaddle.numerics.attack.sampling import Instance, admits, instances
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.numerics.numbers.exact_number import exact
from neversaddle.theory.language.families import Over, Total, constants
from neversaddle.theory.language.times import TIME, Initially
from neversaddle.theory.motion.steepest import (
    LOSS,
    SeparableModel,
    Steepest,
)
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.hypotheses import Condition, Every, EveryPair, Hypothesis, Members, Range, Sign
from neversaddle.theory.statement.solutions import Along, AnyInterval, Order

#: A law that holds at all times holds on a short stretch, where few digits are lost; orders are tight on shorter ones.
DURATIONS = {Order.EQUAL: Fraction(1, 32), Order.AT_MOST: Fraction(1, 512), Order.LESS: Fraction(1, 512)}
#: How long flows beside curves are.
CURVES = Fraction(1, 128)
MOST_WEIGHTS, MOST_COORDINATES, MOST_TRIES = 4, 3, 40
#: Decay that changes with time falls to this part of itself.
LATER = 3
#: Digits of flows beyond a hypothesis, how many of them, and how far beyond a bound a parameter is moved.
FEW_DIGITS, MORE_DIGITS, MOST_OUTSIDE, FAR = 12, 36, 6, 1024
#: How much further off than need be a bound on the loss is, flow by flow.
SLACK = (0, 3, 40)
#: Parameters are no larger, and have no larger denominators.
LARGEST, FINEST = 4, 40
#: What a solution starts with is no larger: the larger weights are, the faster they move.
LARGEST_START = Fraction(3, 2)


def along_agreement(part: Along, given: Sequence[Hypothesis], digits: int, seed: str) -> int | None:
    """Digits to which both sides agree at the end of one integrated flow; for an order, 0 where it fails, else None.

    `seed` ends in the number of the flow: along every other one decay that may change with time does. Raises ValueError
    where no flow stays smooth and within the hypotheses.
    """
    for fitted, moments in flows(part, given, digits, seed, changing=number_of(seed) % 2 == 0):
        with mp.workdps(digits + 10):
            return _agreed(part, fitted, moments, digits)
    raise ValueError(f"no smooth flow was found for '{part.text}'")


def along_outside(
    part: Along, given: Sequence[Hypothesis], dropped: Hypothesis, seed: str
) -> Iterator[tuple[str, bool]]:
    """Integrated flows within all hypotheses but one, each as a text, and whether the statement holds there.

    A parameter that the hypothesis bounds is moved beyond the bound; one of which it says the sign is zero or negative.
    A parameter that may have either sign is negative at times.
    """
    others = [h for h in given if h != dropped and moves(h) and not of_start(h)]
    begun = set[sp.Symbol]().union(*(constants(h.relation) for h in given if of_start(h)))
    if of_start(dropped) or (isinstance(dropped, Sign) and dropped.symbol in begun):
        # Where a solution begins, or what that is made of, cannot be another once it has been integrated.
        weaker = [Sign(dropped.symbol, "real")] if isinstance(dropped, Sign) else []
        loose = [*(h for h in given if h != dropped), *weaker]
        for fitted, agreed in itertools.islice(_flown(part, loose, FEW_DIGITS, seed), MOST_OUTSIDE):
            if isinstance(dropped, Sign) and has_sign(dropped.kind, fitted[dropped.symbol]):
                continue
            holds = agreed is None or agreed > FEW_DIGITS / 2
            if not holds:
                # What few digits do not show more of them may: integrals over fast stretches take many nodes.
                again = itertools.islice(_flown(part, loose, MORE_DIGITS, seed), MOST_OUTSIDE)
                more = next((found for values, found in again if values == fitted), None)
                holds = more is None or more > FEW_DIGITS / 2
            yield f"an integrated flow with {_listed(fitted)}", holds
        return
    # What the flow itself is made of cannot be another once it has been integrated.
    own = set(part.along.free_symbols)
    signless = [h.symbol for h in given if isinstance(h, Sign) and h.kind == "real" and h.symbol not in own]
    with mp.workdps(FEW_DIGITS + 10):
        for fitted, moments in itertools.islice(flows(part, given, FEW_DIGITS, seed), MOST_OUTSIDE):
            for parameter, value in _beyond(dropped, fitted, moments):
                if parameter in own:
                    continue
                for turned in (None, *signless):
                    moved = {**fitted, **({} if turned is None else {turned: mp.mpf(-1)}), parameter: value}
                    if not all(obeyed(h, moved, moments) for h in others):
                        continue
                    try:
                        holds = _agreed(part, moved, moments, FEW_DIGITS) != 0
                    except Undefined:
                        continue
                    yield f"an integrated flow with {_listed(moved)}", holds


def _flown(
    part: Along, given: Sequence[Hypothesis], digits: int, seed: str
) -> Iterator[tuple[Mapping[sp.Symbol, Any], int | None]]:
    """Integrated flows, by their parameters, and the digits to which both sides agree at their ends."""
    with mp.workdps(digits + 10):
        for fitted, moments in flows(part, given, digits, seed):
            try:
                yield fitted, _agreed(part, fitted, moments, digits)
            except Undefined:
                continue


def _listed(values: Mapping[sp.Symbol, Any]) -> str:
    def short(value: Any) -> str:
        return str(value) if isinstance(value, Fraction) else str(mp.nstr(value, 4))

    return ", ".join(f"{s} = {short(v)}" for s, v in sorted(values.items(), key=lambda item: str(item[0])))


def _beyond(
    dropped: Hypothesis, fitted: Mapping[sp.Symbol, Any], moments: Sequence[Mapping[sp.Basic, Any]]
) -> Iterator[tuple[sp.Symbol, Any]]:
    """A parameter of the hypothesis, and values at which it is broken."""
    if isinstance(dropped, Sign) and dropped.symbol in fitted:
        yield from ((dropped.symbol, mp.mpf(n)) for n in (0, -1, -FAR) if not has_sign(dropped.kind, n))
    elif moves(dropped) and not of_start(dropped):
        gap = relations(dropped, fitted)[0]
        for parameter in sorted(constants(gap) & fitted.keys(), key=str):
            for factor in (FAR, mp.mpf(1) / FAR, -FAR):
                value = fitted[parameter] * factor
                if not obeyed(dropped, {**fitted, parameter: value}, moments):
                    yield parameter, value


def obeyed(h: Hypothesis, values: Mapping[sp.Symbol, Any], moments: Sequence[Mapping[sp.Basic, Any]]) -> bool:
    """Whether a hypothesis on what moves holds at all these moments."""
    told = relations(h, values)
    if any(isinstance(relation, sp.Eq | sp.Ne) for relation in told):
        return all(_is_equal(r, values, moment) is isinstance(r, sp.Eq) for r in told for moment in moments)
    gaps = [relation.gts - relation.lts for relation in told]
    return all(at_moment(gap, values, moment) >= 0 for gap in gaps for moment in moments)


def _is_equal(relation: sp.Rel, values: Mapping[sp.Symbol, Any], moment: Mapping[sp.Basic, Any]) -> bool:
    """Whether both sides are one number, as far as digits tell."""
    left, right = (at_moment(side, values, moment) for side in relation.args)
    return bool(abs(left - right) <= (abs(left) + abs(right)) * mp.mpf(10) ** (5 - mp.dps))


def flows(
    part: Along, given: Sequence[Hypothesis], digits: int, seed: str, changing: bool = False
) -> Iterator[tuple[dict[sp.Symbol, Any], list[dict[sp.Basic, Any]]]]:
    """Smooth flows within the hypotheses: their parameters, and all letters at nodes of a quadrature and the end.

    Where decay is `changing`, what it is made of is another number in the second half.
    """
    assert isinstance(part.along, Steepest)
    for instance in itertools.islice(parameters(part, given, seed), MOST_TRIES):
        start = starts(given, instance)
        flow, known = part.along, tuple(instance.items())
        later = {s: instance[s] / LATER for s in _schedule(flow)} if changing else {}
        if not admits([h for h in given if not moves(h)], {**instance, **later}):
            continue
        stretches = (known, tuple({**instance, **later}.items())) if later else (known,)
        moments = _moments(flow, stretches, tuple(start.items()), positive(given), digits, seed, duration(part))
        if moments is None:
            continue
        with mp.workdps(digits + 10):
            moments = _with_the_start(given, instance, moments)
            fitted = _within(given, instance, moments, SLACK[number_of(seed) % len(SLACK)])
        if fitted is not None:
            yield fitted, moments


def _with_the_start(
    given: Sequence[Hypothesis], instance: Instance, moments: list[dict[sp.Basic, Any]]
) -> list[dict[sp.Basic, Any]]:
    """The moments with what hypotheses, but for those that say what it is, speak of at the start."""
    told = (r for h in given if moves(h) and not of_start(h) for r in relations(h, instance))
    begun = {atom: at_moment(atom.args[0], instance, moments[0]) for r in told for atom in r.atoms(Initially)}
    return [{**moment, **begun} for moment in moments] if begun else moments


@lru_cache(maxsize=64)
def _moments(
    flow: Steepest,
    stretches: tuple[tuple[tuple[sp.Symbol, Fraction], ...], ...],
    start: tuple[tuple[sp.Indexed, Fraction], ...],
    above: frozenset[sp.IndexedBase],
    digits: int,
    seed: str,
    until: Fraction,
) -> list[dict[sp.Basic, Any]] | None:
    """A random flow at the nodes of a quadrature and at its end, once for all that is asked of it."""
    nodes, _ = gauss_legendre(digits)
    length = until / len(stretches)
    times = [*(exact(node, "node", ValueError) * length for node in nodes), length]
    moments: list[dict[sp.Basic, Any]] = []
    begin: list[list[Fraction]] = []
    for instance in stretches:
        run = Run(flow, dict(instance), seed, dict(start), above)
        run.start = begin or run.start
        found = run.integrated(times, digits)
        if found is None or found.weights is None:
            return None
        begin = [[exact(w, "weight", ValueError) for w in row] for row in found.weights[-1]]
        values = {s: mp.mpf(v.numerator) / v.denominator for s, v in instance if s in _schedule(flow)}
        with mp.workdps(digits + 10):
            passed = mp.mpf(len(moments) > 0) * length.numerator / length.denominator
            there = [{**moment, **values, TIME: moment[TIME] + passed} for moment in run.moments(found, times)]
        # Where one stretch ends another begins.
        moments = [*moments[:-1], *there[bool(moments) :]]
    return moments


def _schedule(flow: Steepest) -> set[sp.Symbol]:
    """What may change with time in a given way."""
    return set() if flow.steady else set(flow.decay.free_symbols)


def _within(
    given: Sequence[Hypothesis], instance: Instance, moments: Sequence[Mapping[sp.Basic, Any]], slack: int
) -> dict[sp.Symbol, Any] | None:
    """The parameters, those that bound what moves being as tight as the flow allows; None where it breaks a hypothesis.

    A relation that is linear in a parameter no earlier one has bounded is a bound on it. What bounds the loss alone is
    `slack` times the loss's change further off.
    """
    if not all(begins(h, instance, moments[0]) for h in given if of_start(h)):
        return None
    if not all(has_sign(kind, moment[thing]) for moment in moments for thing, kind in signed(given, instance, moment)):
        return None
    values: dict[sp.Symbol, Any] = dict(instance)
    signs = {h.symbol: h.kind for h in given if isinstance(h, Sign)}
    bounded: set[sp.Symbol] = set()
    for h in given:
        if not moves(h) or of_start(h):
            continue
        if any(isinstance(relation, sp.Eq | sp.Ne) for relation in relations(h, instance)):
            if not obeyed(h, values, moments):
                return None
            continue
        gaps = [gap for relation in relations(h, instance) for gap in [relation.gts - relation.lts]]
        loose = sorted((constants(gaps[0]) & signs.keys()) - bounded, key=str)
        if not loose:
            if any(at_moment(gap, values, moment) < 0 for gap in gaps for moment in moments):
                return None
            continue
        parameter = loose[0]
        bounded.add(parameter)
        at_zero, at_one = (
            [at_moment(gap, {**values, parameter: mp.mpf(n)}, moment) for gap in gaps for moment in moments]
            for n in (0, 1)
        )
        ends = [(-a / (b - a), b > a) for a, b in zip(at_zero, at_one, strict=True) if a != b]
        low, high = ([end for end, below in ends if below is side] for side in (True, False))
        if low and high:
            return None
        values[parameter] = max(low) if low else min(high)
        if isinstance(h, Condition) and not h.relation.has(sp.Indexed, Over):
            values[parameter] -= slack * (moments[0][LOSS] - moments[-1][LOSS])
        if signs[parameter] == "positive" and values[parameter] <= 0:
            return None
    return values


def positive(given: Sequence[Hypothesis]) -> frozenset[sp.IndexedBase]:
    """Families no member of which is negative."""
    return frozenset(h.family for h in given if isinstance(h, Members) and h.kind in ("positive", "nonnegative"))


def signed(
    given: Sequence[Hypothesis], instance: Instance, moment: Mapping[sp.Basic, Any]
) -> Iterator[tuple[sp.Basic, str]]:
    """What moves and has a sign by a hypothesis on it or on its family, and that sign."""
    for h in given:
        if isinstance(h, Members):
            yield from ((thing, h.kind) for thing in moment if isinstance(thing, sp.Indexed) and thing.base == h.family)
        elif isinstance(h, Sign) and (h.symbol == LOSS or isinstance(h.symbol, sp.Indexed)):
            yield unrolled(h.symbol, instance), h.kind


def has_sign(kind: str, value: Any) -> bool:
    """Whether a number, or a ball for certain, is of a sign."""
    signs = {"positive": value > 0, "nonnegative": value >= 0, "nonzero": value > 0 or value < 0, "zero": value == 0}
    return bool(signs.get(kind, True))


def begins(h: Condition | Every, instance: Instance, moment: Mapping[sp.Basic, Any]) -> bool:
    """Whether what is said of the start is so there, as far as digits tell."""
    pairs = ((relation.lhs.args[0], relation.rhs) for relation in relations(h, instance))
    gaps = [(at_moment(left, instance, moment), at_moment(right, instance, moment)) for left, right in pairs]
    return all(abs(a - b) <= (abs(a) + abs(b)) * mp.mpf(10) ** (5 - mp.dps) for a, b in gaps)


def relations(h: Hypothesis, instance: Mapping[sp.Symbol, Any]) -> list[sp.Rel]:
    """A condition on what moves, at every place."""
    if isinstance(h, EveryPair):
        counts = [int(unrolled(Total(sp.S.One, h.place, size), instance)) for size in (h.size, h.width)]
        places = itertools.product(*(range(1, count + 1) for count in counts))
        found = [h.relation.xreplace({h.place: sp.Integer(n), h.coordinate: sp.Integer(j)}) for n, j in places]
    elif isinstance(h, Every):
        count = int(unrolled(Total(sp.S.One, h.place, h.size), instance))
        but = {unrolled(place, instance) for place in h.but}
        left = [n for n in map(sp.Integer, range(1, count + 1)) if n not in but]
        found = [h.relation.xreplace({h.place: n}) for n in left]
    else:
        assert isinstance(h, Condition)
        found = [h.relation]
    return [unrolled(relation, instance) for relation in found]


def _agreed(
    part: Along, values: Mapping[sp.Symbol, Any], moments: Sequence[Mapping[sp.Basic, Any]], digits: int
) -> int | None:
    _, mass = gauss_legendre(digits)
    if part.until is not None:
        at = value_of(part.until.of, values, moments, mass, duration(part))
        low, high = ends(part.until.interval)
        if not low < at < high:
            return None
    left, right = (value_of(e, values, moments, mass, duration(part)) for e in (part.left, part.right))
    scale = abs(left) + abs(right) + mp.mpf(10) ** -3
    if part.order is Order.LESS:
        return None if left < right else 0
    if part.order is Order.AT_MOST:
        return None if left <= right + scale * mp.mpf(10) ** -digits else 0
    gap = abs(left - right) / scale
    return digits if gap == 0 else max(0, min(digits, int(mp.floor(-mp.log10(gap)))))


def ends(interval: Sign | Range | AnyInterval) -> tuple[Any, Any]:
    """The ends of an interval."""
    if isinstance(interval, Range):
        low, high = (mp.mpf(int(e.p)) / int(e.q) for e in (interval.low, interval.high))
        return low, high
    return (mp.mpf(0) if isinstance(interval, Sign) and interval.kind == "positive" else -mp.inf), mp.inf


def parameters(part: Along | Carried | Dual, given: Sequence[Hypothesis], seed: str) -> Iterator[Instance]:
    """Parameters and sizes of small models, in random order: corners come first otherwise, where much is equal."""
    assert isinstance(part.along, Steepest)
    own = [h for h in given if not moves(h)]
    begun: set[sp.Symbol] = set().union(
        *(constants(h.relation) - {getattr(h, "place", None)} for h in given if of_start(h))
    )
    symbols = sorted(part.symbols() | begun, key=str)
    supply = list(itertools.islice(instances(own, symbols, seed), 3 * MOST_TRIES))
    random.Random(seed).shuffle(supply)
    for found in supply:
        # Bounds over all coordinates are tight where there is one.
        single = {**found, **dict.fromkeys(part.along.model.width.free_symbols, Fraction(1))}
        instance = single if number_of(seed) % 2 and admits(own, single) else found
        if isinstance(part.along.model, SeparableModel) and part.along.model.degree is not None:
            # Forms of these degrees are homogeneous, and of no special kind.
            instance = {**instance, part.along.model.degree: Fraction(2 + number_of(seed) % 2)}
            if not admits(own, instance):
                continue
        depth, width = sizes(part.along, instance)
        # Where all has died away, or grows at once, nothing can be told apart.
        tame = all(abs(value) <= LARGEST and value.denominator <= FINEST for value in instance.values())
        tame = tame and all(abs(instance[s]) <= LARGEST_START for s in begun & instance.keys())
        # What is integrated decays, and does not grow.
        tame = tame and all(instance[s] >= 0 for s in part.along.decay.free_symbols & instance.keys())
        if depth <= MOST_WEIGHTS and width <= MOST_COORDINATES and tame:
            yield instance


def duration(part: Along) -> Fraction:
    """How long the flows are on which a part is tried."""
    return DURATIONS[part.order]
