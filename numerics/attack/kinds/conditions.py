"""The attack on conditions about numbers and families: explicit members of small families, and the condition tried.

Sums, products and statements about places are written out, partial derivatives are those of explicit polynomials and
powers in finitely many letters; a loss is one with the gradient and the second derivatives of the instance.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import mpmath
import sympy as sp
from flint import arb, ctx
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, CannotEvaluate, evaluate
from neversaddle.numerics.attack.exact_values import as_fraction
from neversaddle.numerics.attack.sampling import Instance, admits, satisfies
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled, whole
from neversaddle.theory.language.families import Binder, constants
from neversaddle.theory.language.statements import ForEach, Partial, Quantified
from neversaddle.theory.motion.steepest import COORDINATE, CURVATURE, LOSS, SLOPE, WEIGHT
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Condition, Every, Hypothesis, Members, Place, Range, Sign
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.least import Least

#: What members are made of, zero among them; families are no larger than so many members, sizes than so many places.
SIZES = tuple(Fraction(*v) for v in ((1, 1), (2, 1), (1, 2), (3, 1), (1, 3), (3, 2)))
MOST_MEMBERS, MOST_PLACES, MOST_ROOT = 24, 5, 4
#: Draws of members for one choice of sizes, choices without one that fits, and instances looked at, at most.
DRAWS, MOST_EMPTY, MOST_TRIED = 12, 200, 60
#: Powers with more bits than this are left to balls.
LONGEST = 4096
Values: TypeAlias = dict[sp.Symbol, Fraction]
Relation: TypeAlias = Callable[[sp.Rel, Values], "bool | None"]


def as_condition(part: Part, given: tuple[Hypothesis, ...]) -> Part:
    """A statement about members as a condition with all that is assumed of it; another kind as it is.

    A least value is one that the stated point has, and that no point that is admitted goes below.
    """
    if isinstance(part, Least):
        there = sp.And(part.there(part.admitted), sp.Eq(part.there(part.objective), part.value))
        bound = sp.Le(part.value, part.objective, evaluate=False)
        return Holds(part.text, sp.And(there, bound), (*given, Condition(part.admitted)))
    return dataclasses.replace(part, given=given) if isinstance(part, Holds) else part


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
        elif isinstance(h, Composed):
            found |= h.model.depth.free_symbols | h.model.width.free_symbols
    sizes = (h.size for h in given if isinstance(h, Place) and h.symbol in found)
    return (found | set().union(*(constants(size) for size in sizes))) - {LOSS}


def about_members(h: Hypothesis) -> bool:
    """Whether a hypothesis is about members of families."""
    if isinstance(h, Every | Members | Composed):
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
    elif isinstance(h, Condition) and about_members(h):
        yield h.relation


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
        above, below = _exact(value, values), _exact(scale, values)
        if above is not None and below:
            instance[member] = above / below
            return


def _letters(instance: Instance) -> dict[sp.Basic, sp.Dummy]:
    return _functions(tuple((m, v) for m, v in instance.items() if isinstance(m, sp.Indexed)), ())[0]


def _exactly(relation: sp.Basic, instance: Instance, given: Sequence[Hypothesis]) -> bool:
    """Whether a hypothesis holds, decided in rational numbers; what is not rational counts as no instance."""
    return bool(truth(relation, instance, given, _rationally))


def _rationally(relation: sp.Rel, values: Values) -> bool | None:
    """Whether a relation between rational numbers holds; None where a side is not shown to be one."""
    sides = [_exact(side, values) for side in relation.args]
    if None in sides:
        return None
    return bool(relation.func(*(sp.Rational(side.numerator, side.denominator) for side in sides if side is not None)))


def _exact(e: sp.Expr, values: Values) -> Fraction | None:
    """The value of a formula where that is rational, and not too long; None for others. Raises Undefined for none."""
    if e.is_Symbol or e.is_Rational:
        return as_fraction(e) if e.is_Rational else values[e]
    if not (e.is_Add or e.is_Mul or e.is_Pow or isinstance(e, sp.Abs | sp.sign)):
        return None
    parts = [part for part in (_exact(part, values) for part in e.args) if part is not None]
    if len(parts) < len(e.args):
        return None
    if e.is_Add:
        return sum(parts, Fraction(0))
    if e.is_Mul:
        return math.prod(parts, start=Fraction(1))
    if isinstance(e, sp.Abs):
        return abs(parts[0])
    if isinstance(e, sp.sign):
        return Fraction((parts[0] > 0) - (parts[0] < 0))
    base, exponent = parts
    if base == 0 and exponent < 0:
        raise Undefined("{} divides by zero there", e)
    if base == 0:
        return Fraction(exponent == 0)
    root = _root(base, exponent.denominator)
    short = abs(exponent.numerator) * (base.numerator.bit_length() + base.denominator.bit_length()) < LONGEST
    return None if root is None or not short else Fraction(root**exponent.numerator)


def _root(number: Fraction, degree: int) -> Fraction | None:
    """The root of a rational number, where that is rational."""
    if degree == 1:
        return number
    if number < 0 or degree > MOST_ROOT:
        return None
    above, below = (sp.integer_nthroot(n, degree) for n in (number.numerator, number.denominator))
    return Fraction(int(above[0]), int(below[0])) if above[1] and below[1] else None


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
        elif isinstance(h, Sign) and isinstance(h.symbol, sp.Indexed):
            read(h.symbol, declared)
        elif isinstance(h, Composed):
            width = h.model.width
            letters = {WEIGHT: (h.model.depth, width), SLOPE: (width,), CURVATURE: (width, width)}
            shapes |= dict(itertools.islice(letters.items(), 1 + h.order))
    read(part.condition, declared)
    return {base: sizes for base, sizes in shapes.items() if base != COORDINATE}


def truth(condition: sp.Basic, instance: Instance, given: Sequence[Hypothesis], relation: Relation) -> bool | None:
    """Whether a condition holds there, None where that is not known; `relation` decides equations and orders."""
    if condition in (sp.true, sp.false):
        return bool(condition)
    if isinstance(condition, sp.Rel):
        sides = [explicit(side, instance, given) for side in condition.args]
        values = {name: value for _, found in sides for name, value in found.items()}
        return relation(condition.func(*(formula for formula, _ in sides), evaluate=False), values)
    if isinstance(condition, Quantified):
        left_out = {whole(place, instance) for place in condition.but}
        letter, said = condition.opened(*(s for s in instance if s.is_Symbol))
        places = (n for n in range(1, whole(condition.size, instance) + 1) if n not in left_out)
        found = [truth(said, {**instance, letter: Fraction(n)}, given, relation) for n in places]
        return _all(found) if isinstance(condition, ForEach) else _not(_all(list(map(_not, found))))
    found = [truth(part, instance, given, relation) for part in condition.args]
    names = [sp.Dummy() if value is None else sp.true if value else sp.false for value in found]
    value = condition.func(*names)
    return bool(value) if value in (sp.true, sp.false) else None


def _all(found: Sequence[bool | None]) -> bool | None:
    return False if False in found else None if None in found else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def explicit(e: sp.Expr, instance: Instance, given: Sequence[Hypothesis]) -> tuple[sp.Expr, Values]:
    """A formula of finitely many letters, and their values."""
    members = tuple((m, v) for m, v in instance.items() if isinstance(m, sp.Indexed))
    composed = e.has(Partial, LOSS) or any(m.base == COORDINATE for m in e.atoms(sp.Indexed))
    losses = tuple(h for h in given if isinstance(h, Composed)) if composed else ()
    letters, functions, letter_values = _functions(members, losses)

    values = {**{s: v for s, v in instance.items() if isinstance(s, sp.Symbol)}, **letter_values}

    def written(e: sp.Basic) -> sp.Basic:
        if e in functions:
            return functions[e]
        if isinstance(e, Partial):
            if e.args[1] not in letters:
                raise Undefined("there is no member {}", e.args[1])
            formula, variable = written(e.args[0]), letters[e.args[1]]
            _require_no_kink(formula, values)
            return _derivative(formula, variable)
        return e.func(*map(written, e.args)) if e.args and not isinstance(e, sp.Indexed) else e

    found = written(unrolled(e, instance))
    if found.has(sp.zoo, sp.nan, sp.oo):
        raise Undefined("{} has no value there", e)
    return found, values


@lru_cache(maxsize=64)
def _functions(
    members: tuple[tuple[sp.Indexed, Fraction], ...], losses: tuple[Composed, ...]
) -> tuple[dict[sp.Basic, sp.Dummy], dict[sp.Basic, sp.Expr], Values]:
    """A letter for each member, all that moves with the letters as functions of them, and the values of the letters."""
    letters = {m: _letter(m) for m, _ in members}
    functions: dict[sp.Basic, sp.Expr] = dict(letters)
    for h in losses:
        functions |= _loss(h, dict(members), letters)
    return letters, functions, {letters[m]: value for m, value in members}


@lru_cache(maxsize=1024)
def _letter(member: sp.Indexed) -> sp.Dummy:
    return sp.Dummy(str(member), real=True)


_derivative = lru_cache(maxsize=4096)(sp.diff)


def _loss(h: Composed, instance: Instance, letters: Mapping[sp.Basic, sp.Dummy]) -> dict[sp.Basic, sp.Expr]:
    """A quadratic loss that has the instance's derivatives at its weights, and its letters as functions of weights."""
    depth, width = (range(1, 1 + max(m.indices[slot] for m in letters if m.base == WEIGHT)) for slot in (0, 1))
    x = {n: sp.Mul(*(letters[WEIGHT[i, n]] for i in depth)) for n in width}
    start = {n: sp.Mul(*(_number(instance[WEIGHT[i, n]]) for i in depth)) for n in width}
    c = {n: _number(instance.get(SLOPE[n], Fraction(0))) for n in width}
    bend = {(n, m): _number(instance.get(CURVATURE[n, m], Fraction(0))) for n in width for m in width}
    squares = (bend[n, m] * (x[n] - start[n]) * (x[m] - start[m]) / 2 for n, m in bend)
    return {
        LOSS: sp.Add(*(c[n] * (x[n] - start[n]) for n in width), *squares),
        **{COORDINATE[n]: x[n] for n in width},
        **{SLOPE[n]: c[n] + sp.Add(*(bend[n, m] * (x[m] - start[m]) for m in width)) for n in width},
        **{CURVATURE[n, m]: value for (n, m), value in bend.items()},
    }


def _require_no_kink(formula: sp.Expr, values: Values) -> None:
    for power in formula.atoms(sp.Pow):
        if isinstance(power.base, sp.Abs) and (exponent := _exact(power.exp, values)) is not None and exponent > 1:
            formula = formula.xreplace({power: sp.S.Zero})
    for kink in formula.atoms(sp.Abs, sp.sign):
        if _exact(kink.args[0], values) == 0:
            raise Undefined("there is a kink there: {}", kink)


def _number(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def condition_agreement(part: Holds, instance: Instance, digits: int) -> int | None:
    """None where the condition holds, to `digits` digits where it is about numbers that are not rational; else 0."""

    def numerically(relation: sp.Rel, values: Values) -> bool:
        exact = _rationally(relation, values)
        if exact is not None:
            return exact
        left, right = (evaluate(side, values, MPMATH) for side in relation.args)
        equal = bool(abs(left - right) <= mp.mpf(10) ** -digits * max(abs(left), abs(right), mpmath.mpf(10) ** -3))
        if isinstance(relation, sp.Eq | sp.Ne):
            return equal == isinstance(relation, sp.Eq)
        if equal:
            return isinstance(relation, sp.Le | sp.Ge)
        return bool(left < right) == isinstance(relation, sp.Le | sp.Lt)

    return None if truth(part.condition, instance, part.given, numerically) else 0


def condition_fails(part: Holds, instance: Instance, bits: int) -> bool:
    """Whether the condition certainly is false there: by rational numbers, or by balls."""

    def certainly(relation: sp.Rel, values: Values) -> bool | None:
        exact = _rationally(relation, values)
        if exact is not None:
            return exact
        with ctx.workprec(bits):
            gap: arb = evaluate(relation.args[0] - relation.args[1], values, BALLS)
        below, above = bool(gap < 0), bool(gap > 0)
        if not (below or above):
            return None
        if isinstance(relation, sp.Eq | sp.Ne):
            return isinstance(relation, sp.Ne)
        return below == isinstance(relation, sp.Le | sp.Lt)

    try:
        return truth(part.condition, instance, part.given, certainly) is False
    except (Undefined, CannotEvaluate):
        return False
