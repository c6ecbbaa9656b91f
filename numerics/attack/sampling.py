"""Instances of a statement's hypotheses: exact rationals, corner values among random ones; the same for one seed."""

from __future__ import annotations

import itertools
import operator
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import sympy as sp
from flint import ctx

from neversaddle.numerics.attack.evaluation import BALLS, CannotEvaluate, evaluate
from neversaddle.numerics.attack.exact_values import as_fraction, exact_value, in_sympy, quick_value
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.statement.hypotheses import Condition, Depth, Hypothesis, Members, Place, Range, Sign

Instance: TypeAlias = "dict[sp.Symbol, Fraction]"

#: Rejections in a row after which a condition counts as not satisfiable.
MOST_REJECTIONS = 400
#: Instances of corner values mixed at random.
MIXTURES = 24
#: Places of families are sampled up to this one.
MOST_PLACES = 4
#: Bits at which irrational sides of a condition are compared.
PRECISIONS = (64, 400)
#: What relations say of fractions.
ORDERS: dict[type[sp.Rel], Callable[[Fraction, Fraction], bool]] = {
    sp.Eq: operator.eq,
    sp.Ne: operator.ne,
    sp.StrictLessThan: operator.lt,
    sp.LessThan: operator.le,
    sp.StrictGreaterThan: operator.gt,
    sp.GreaterThan: operator.ge,
}
#: Sizes of any order run from 10^-WILDEST to 10^WILDEST.
WILDEST = 5
#: Sizes far apart are this many orders of magnitude from each other; and instances of them among the corners.
APART, REGIMES = 3, 24
#: Draws of the other symbols for one of these instances.
DRAWS = 8
#: What a witness is tried with first, the most readable first.
SIZES = tuple(Fraction(*v) for v in ((1, 1), (2, 1), (1, 2), (3, 1), (1, 10), (10, 1), (1, 3)))


def instances(given: Sequence[Hypothesis], symbols: Sequence[sp.Symbol], seed: str) -> Iterator[Instance]:
    """Endless instances of the symbols that satisfy every hypothesis; ends early only if none can be found.

    Corners of the domain, one symbol at a time and mixed, and regimes (sizes far apart, in every order) take turns with
    random small rationals, of which every third has any order of magnitude, or is of a regime; when the corners are
    used up, the random ones go on. Hypotheses on symbols that are not
    asked for are left out of account. Raises ValueError for a symbol of which nothing is assumed.
    """
    chance = random.Random(seed)
    corners = {s: corner_values(s, given) for s in symbols}
    anywhere = _anywhere(given, symbols, chance)
    seen = set()
    for instance in _cornered(given, corners, random.Random(f"{seed}/corners")):
        key = tuple(instance[s] for s in symbols)
        if key not in seen and admits(given, instance):
            seen.add(key)
            yield instance
            yield from itertools.islice(anywhere, 1)
    yield from anywhere


def _anywhere(given: Sequence[Hypothesis], symbols: Sequence[sp.Symbol], chance: random.Random) -> Iterator[Instance]:
    """Random instances, until too many in a row are rejected."""
    rejected = 0
    regimes = _regimes(given, symbols, chance)
    for count in itertools.count():
        if count % 6 == 2:
            instance = next(regimes)
        else:
            instance = {s: random_value(s, given, chance, wild=count % 6 == 5) for s in symbols}
            instance = on_edges(given, instance) if count % 2 else instance
        if admits(given, instance):
            rejected = 0
            yield instance
        else:
            rejected += 1
            if rejected > MOST_REJECTIONS:
                return


def _cornered(
    given: Sequence[Hypothesis], corners: Mapping[sp.Symbol, list[Fraction]], chance: random.Random
) -> Iterator[Instance]:
    """Instances at corner values: the simplest, then each symbol in turn away from it, L = p exactly, and mixtures."""
    simplest = {s: values[0] for s, values in corners.items()}
    mixed = [{s: chance.choice(values) for s, values in corners.items()} for _ in range(MIXTURES)]
    ranks = itertools.zip_longest(*([(s, value) for value in values[1:]] for s, values in corners.items()))
    turned = [{**simplest, pair[0]: pair[1]} for rank in ranks for pair in rank if pair is not None]
    yield simplest
    turned += [on_edges(given, instance) for instance in turned] if any(isinstance(h, Condition) for h in given) else []
    far = itertools.islice(_regimes(given, list(corners), chance), REGIMES)
    # Interleaved, since a few of each kind have to do where samples cost much.
    for group in itertools.zip_longest(mixed, _thresholds(given, simplest), turned, far):
        yield from (instance for instance in group if instance is not None)


def _regimes(given: Sequence[Hypothesis], symbols: Sequence[sp.Symbol], chance: random.Random) -> Iterator[Instance]:
    """Endless instances with sizes far apart, in either order, around one, all large or all small; the rest random.

    What is true of sizes of order one only mostly fails in a regime, and there for most values of the parameters.
    """
    sizes = [s for s in symbols if isinstance(_of(s, given), Sign)]
    while True:
        order = chance.sample(sizes, len(sizes))
        for shift, ranked in itertools.product(range(len(sizes) + 2), (order, order[::-1])):
            powers = {s: APART * (rank + 1 - shift) for rank, s in enumerate(ranked)}
            yield _admitted(given, symbols, powers, chance)


def _admitted(
    given: Sequence[Hypothesis], symbols: Sequence[sp.Symbol], powers: Mapping[sp.Symbol, int], chance: random.Random
) -> Instance:
    """A random instance times these powers of ten, within the conditions if a few draws of the parameters get there."""
    for _ in range(DRAWS):
        instance = {s: random_value(s, given, chance, wild=False) for s in symbols}
        for s, power in powers.items():
            sign = -1 if instance[s] < 0 else 1
            instance[s] = sign * Fraction(10) ** max(-2 * APART, min(2 * APART, power))
        if admits(given, instance):
            break
    return instance


def on_edges(given: Sequence[Hypothesis], instance: Instance) -> Instance:
    """The instance moved to where each weak condition between a symbol and something else holds with equality.

    >>> a, b = sp.symbols("a b", positive=True)
    >>> on_edges([Condition(2 * a <= b)], {a: Fraction(3), b: Fraction(50)})
    {a: Fraction(3, 1), b: Fraction(6, 1)}
    """
    moved = dict(instance)
    for h in given:
        if isinstance(h, Condition) and isinstance(h.relation, sp.Eq | sp.LessThan | sp.GreaterThan):
            for side, other in (h.relation.args, h.relation.args[::-1]):
                if side in moved and not other.has(side):
                    value = other.subs(in_sympy(moved))
                    moved[side] = as_fraction(value) if value.is_Rational else moved[side]
                    break
    return moved


def _thresholds(given: Sequence[Hypothesis], simplest: Instance) -> Iterator[Instance]:
    """Depths and exponents with L = p exactly, that is q = L/(L-1), where the geometry changes its kind."""
    depths = [s for s in simplest if isinstance(_of(s, given), Depth)]
    exponents = [s for s in simplest if isinstance(_of(s, given), Range)]
    for depth, exponent, size in itertools.product(depths, exponents, (2, 3, 4)):
        yield {**simplest, depth: Fraction(size), exponent: Fraction(size, size - 1)}


def corner_values(symbol: sp.Symbol, given: Sequence[Hypothesis]) -> list[Fraction]:
    """Values at and near the ends of what the hypotheses allow the symbol, and sizes around one; the simplest first."""
    match _of(symbol, given):
        case Depth(at_least=least):
            return [Fraction(least), Fraction(least + 1), Fraction(least + 2)]
        case Range(low=low, high=high, open_low=open_low, open_high=open_high):
            a, b = as_fraction(low), as_fraction(high)
            ends = ([] if open_high else [b]) + ([] if open_low else [a])
            return [*ends, (a + b) / 2, a + (b - a) / 10, b - (b - a) / 10]
        case Place():
            return [Fraction(1), Fraction(2), Fraction(3)]
        case Sign(kind=kind):
            zero = [Fraction(0)] if kind in ("real", "nonnegative") else []
            negative = [Fraction(-1), Fraction(-1, 2)] if kind in ("real", "nonzero") else []
            around = [Fraction(*v) for v in ((2, 1), (1, 2), (3, 1), (1, 3), (10, 1), (1, 10))]
            return [Fraction(1), *zero, *negative[:1], *around[:2], *negative[1:], *around[2:]]
    raise ValueError(f"nothing is assumed of {symbol}")


def random_value(symbol: sp.Symbol, given: Sequence[Hypothesis], chance: random.Random, wild: bool) -> Fraction:
    """A random rational the hypotheses allow the symbol: small and of order one, or, if `wild`, of any size."""
    match _of(symbol, given):
        case Depth(at_least=least):
            return Fraction(least + chance.randrange(8 if wild else 4))
        case Place():
            return Fraction(chance.randrange(1, MOST_PLACES + 1))
        case Range(low=low, high=high):
            a, b = as_fraction(low), as_fraction(high)
            steps = chance.randrange(20, 1000) if wild else chance.randrange(2, 13)
            return a + (b - a) * Fraction(chance.choice((1, steps - 1)) if wild else chance.randrange(1, steps), steps)
        case Sign(kind=kind):
            size = Fraction(chance.randrange(1, 40), chance.randrange(1, 20))
            size *= Fraction(10) ** chance.randrange(-WILDEST, WILDEST + 1) if wild else 1
            return -size if kind in ("real", "nonzero") and chance.random() < 0.5 else size
    raise ValueError(f"nothing is assumed of {symbol}")


def outside_values(hypothesis: Hypothesis) -> list[Fraction]:
    """Values of a hypothesis's symbol that break it, for showing that it is needed."""
    match hypothesis:
        case Depth(at_least=least):
            return [Fraction(n) for n in range(least - 1, 0, -1)]
        case Range(low=low, high=high, open_low=open_low, open_high=open_high):
            a, b = as_fraction(low), as_fraction(high)
            ends = ([a] if open_low else []) + ([b] if open_high else [])
            return [*ends, a - (b - a) / 2, b + (b - a), b + 3 * (b - a)]
        case Sign(kind=kind):
            zero = [Fraction(0)] if kind in ("positive", "nonzero") else []
            negative = [Fraction(-1), Fraction(-1, 2), Fraction(-3)] if kind in ("positive", "nonnegative") else []
            return zero + negative
    return []


def satisfies(hypothesis: Depth | Range | Sign, value: Fraction) -> bool:
    """Whether a value of its symbol obeys one hypothesis.

    >>> satisfies(Range(sp.Symbol("q"), open_low=True), Fraction(1))
    False
    """
    match hypothesis:
        case Depth(at_least=least):
            return value.denominator == 1 and value >= least
        case Range(low=low, high=high, open_low=open_low, open_high=open_high):
            a, b = as_fraction(low), as_fraction(high)
            return (a < value if open_low else a <= value) and (value < b if open_high else value <= b)
        case Sign(kind=kind):
            return {
                "positive": value > 0,
                "nonnegative": value >= 0,
                "nonzero": value != 0,
                "zero": value == 0,
                "real": True,
            }[kind]


def admits(given: Sequence[Hypothesis], instance: Mapping[sp.Symbol, Fraction]) -> bool:
    """Whether an instance obeys every hypothesis on what it fixes; a condition without a value is not obeyed."""
    single = [h for h in given if isinstance(h, Depth | Range | Sign) and h.symbol in instance]
    places = [h for h in given if isinstance(h, Place) and h.symbol in instance]
    members = [(h, v) for h in given if isinstance(h, Members) for m, v in instance.items() if m.has(h.family)]
    try:
        return (
            all(satisfies(h, instance[h.symbol]) for h in single)
            and all(_is_place(h, instance) for h in places)
            and all(_has_places(h, instance) for h in given if isinstance(h, Place) and h not in places)
            and all(satisfies(Sign(h.family, h.kind), value) for h, value in members)
            and all(holds(h, instance) for h in given if isinstance(h, Condition))
        )
    except Undefined:
        return False


def _has_places(place: Place, instance: Mapping[sp.Symbol, Fraction]) -> bool:
    """Whether there is such a place, of which an instance says nothing, where the size is known."""
    known = all(s in instance for s in place.size.free_symbols)
    return not known or rational_at(place.size, instance) > len(place.apart)


def _is_place(place: Place, instance: Mapping[sp.Symbol, Fraction]) -> bool:
    """Whether a place is one of the family's, and none of those that it is apart from."""
    value = instance[place.symbol]
    others = [instance[other] for other in place.apart if other in instance]
    # Mostly the size is one of the instance's symbols; an expression takes much longer.
    size = instance[place.size] if place.size in instance else rational_at(place.size, instance)
    return value.denominator == 1 and 1 <= value <= size and value not in others


def rational_at(e: sp.Expr, instance: Mapping[sp.Symbol, Fraction]) -> Fraction:
    """The exact value of an expression. Raises Undefined where it is not rational.

    >>> x = sp.Symbol("x")
    >>> rational_at(1 / (x + 1), {x: Fraction(1, 2)})
    Fraction(2, 3)
    """
    value = _value(e, instance)
    if not value.is_Rational:
        raise Undefined("{} is not rational there: {}", e, value)
    return as_fraction(value)


def is_true(statement: sp.logic.boolalg.Boolean, instance: Mapping[sp.Symbol, Fraction]) -> bool:
    """Whether a relation, or what SymPy has made of one already, holds; errors as for `holds`."""
    return holds(Condition(statement), instance)


def holds(condition: Condition, instance: Mapping[sp.Symbol, Fraction]) -> bool:
    """Whether a condition holds, decided exactly: of rational sides, or of others that balls tell apart.

    Raises Undefined where a side has no finite value, ValueError where no ball of PRECISIONS tells them apart.
    """
    relation = condition.relation
    if isinstance(relation, sp.logic.boolalg.BooleanAtom):
        return bool(relation)
    quick = [side for side in (quick_value(side, instance) for side in relation.args) if isinstance(side, Fraction)]
    if len(quick) == 2:
        return ORDERS[relation.func](*quick)
    obstacle: Undefined | None = None
    try:
        if order := _order(condition, instance):
            return bool(relation.func(sp.Integer(order), sp.S.Zero))
    except Undefined as found:
        obstacle = found
    # Balls do not tell them apart: they may be equal, or infinite.
    sides = [_value(side, instance) for side in relation.args]
    if any(side.has(sp.zoo, sp.oo, -sp.oo, sp.nan) for side in sides):
        raise Undefined("{} has no finite sides at {}", condition, in_sympy(instance))
    if sides[0] == sides[1]:
        return bool(relation.func(sp.S.Zero, sp.S.Zero))
    if not all(side.is_Rational for side in sides):
        raise obstacle or ValueError(f"{condition} cannot be decided exactly at {in_sympy(instance)}")
    return bool(relation.func(*sides))


def _order(condition: Condition, instance: Mapping[sp.Symbol, Fraction]) -> int:
    """1 where the left side is certainly the larger one, -1 where it is the smaller one, 0 where balls do not tell."""
    left, right = condition.relation.args
    for bits in PRECISIONS:
        with ctx.workprec(bits):
            try:
                gap = evaluate(left - right, instance, BALLS)
            except CannotEvaluate:
                break
            except Undefined:
                if bits == PRECISIONS[-1]:
                    raise
                continue
            if bool(gap > 0) or bool(gap < 0):
                return 1 if bool(gap > 0) else -1
    return 0


def _value(e: sp.Expr, instance: Mapping[sp.Symbol, Fraction]) -> sp.Expr:
    """What an expression is there, a number where it is rational."""
    value = exact_value(e, instance)
    return e.subs(in_sympy(instance)) if value is None else sp.Rational(value.numerator, value.denominator)


def where_equal(relation: sp.Ne, instance: Instance) -> Iterator[Instance]:
    """The instance moved to where both sides are equal, by each symbol in which they are linear."""
    gap = relation.lhs - relation.rhs
    for symbol in sorted(instance, key=str):
        slope = sp.diff(gap, symbol)
        others = in_sympy({s: v for s, v in instance.items() if s != symbol})
        if slope.has(symbol) or slope.xreplace(others) == 0:
            continue
        value = -(gap.xreplace({symbol: sp.S.Zero}) / slope).xreplace(others)
        if value.is_Rational:
            yield {**instance, symbol: Fraction(int(value.p), int(value.q))}


def simpler(value: Fraction) -> Iterator[Fraction]:
    """Candidates to replace a value in a witness, the simplest first, ending before the value itself."""
    for size in SIZES:
        for candidate in (size, -size):
            if complexity(candidate) < complexity(value):
                yield candidate
    for denominator in range(1, min(value.denominator, 7)):
        candidate = Fraction(round(value * denominator), denominator)
        if complexity(candidate) < complexity(value):
            yield candidate


def complexity(value: Fraction) -> int:
    """How hard a rational is to read."""
    return 2 * abs(value.numerator) + 3 * value.denominator + (value < 0)


def _of(symbol: sp.Symbol, given: Sequence[Hypothesis]) -> Depth | Range | Sign | Place | None:
    return next((h for h in given if isinstance(h, Depth | Range | Sign | Place) and h.symbol == symbol), None)
