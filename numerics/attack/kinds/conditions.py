"""The attack on conditions about numbers and families: the condition tried where every member is a number.

Sums, products and statements about places are written out, partial derivatives are those of explicit polynomials and
powers in finitely many letters; a loss is one with the gradient and the second derivatives of the instance.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import mpmath
import sympy as sp
from flint import arb, ctx
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, MPMATH, CannotEvaluate, evaluate
from neversaddle.numerics.attack.exact_values import as_fraction
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.attack.unrolled import unrolled, whole
from neversaddle.theory.language.statements import ForEach, Partial, Quantified
from neversaddle.theory.motion.steepest import COORDINATE, CURVATURE, LOSS, SLOPE, WEIGHT
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Condition, Hypothesis
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.least import Least

#: Powers with more bits than this are left to balls.
LONGEST = 4096
#: Roots of a higher degree are.
MOST_ROOT = 4
#: Precisions at which a condition is asked for that numbers have left in doubt.
BITS = (64, 400)
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


def rationally(relation: sp.Rel, values: Values) -> bool | None:
    """Whether a relation between rational numbers holds; None where a side is not shown to be one."""
    sides = [exact_value(side, values) for side in relation.args]
    if None in sides:
        return None
    return bool(relation.func(*(sp.Rational(side.numerator, side.denominator) for side in sides if side is not None)))


def exact_value(e: sp.Expr, values: Values) -> Fraction | None:
    """The value of a formula where that is rational, and not too long; None for others. Raises Undefined for none."""
    if e.is_Symbol or e.is_Rational:
        return as_fraction(e) if e.is_Rational else values[e]
    if not (e.is_Add or e.is_Mul or e.is_Pow or isinstance(e, sp.Abs | sp.sign)):
        return None
    parts = [part for part in (exact_value(part, values) for part in e.args) if part is not None]
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
    letters, functions, letter_values = letters_and_functions(members, losses)

    values = {**{s: v for s, v in instance.items() if isinstance(s, sp.Symbol)}, **letter_values}

    def written(e: sp.Basic) -> sp.Basic:
        if e in functions:
            return functions[e]
        if isinstance(e, Partial):
            if e.args[1] not in letters:
                raise Undefined("there is no member {}", e.args[1])
            formula, variable = written(e.args[0]), letters[e.args[1]]
            _require_no_kink(formula, values)
            return derivative(formula, variable)
        return e.func(*map(written, e.args)) if e.args and not isinstance(e, sp.Indexed) else e

    found = written(unrolled(e, instance))
    if found.has(sp.zoo, sp.nan, sp.oo):
        raise Undefined("{} has no value there", e)
    return found, values


@lru_cache(maxsize=64)
def letters_and_functions(
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


@lru_cache(maxsize=4096)
def derivative(e: sp.Expr, letter: sp.Symbol) -> sp.Expr:
    """As `sp.diff` gives it, which asks every factor of a product as often as there are factors."""
    if letter not in e.free_symbols:
        return sp.S.Zero
    if e.is_Add:
        return sp.Add(*(derivative(part, letter) for part in e.args))
    if e.is_Mul:
        moved = [(n, derivative(part, letter)) for n, part in enumerate(e.args) if letter in part.free_symbols]
        return sp.Add(*(sp.Mul(*e.args[:n], slope, *e.args[n + 1 :]) for n, slope in moved))
    return sp.diff(e, letter)


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
        if isinstance(power.base, sp.Abs) and (exponent := exact_value(power.exp, values)) is not None and exponent > 1:
            formula = formula.xreplace({power: sp.S.Zero})
    for kink in formula.atoms(sp.Abs, sp.sign):
        if exact_value(kink.args[0], values) == 0:
            raise Undefined("there is a kink there: {}", kink)


def _number(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def condition_agreement(part: Holds, instance: Instance, digits: int) -> int | None:
    """None where the condition holds, to `digits` digits where it is about numbers that are not rational; else 0."""

    def numerically(relation: sp.Rel, values: Values) -> bool:
        exact = rationally(relation, values)
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
    return _certain_truth(part, instance, bits) is False


def condition_holds(part: Holds, instance: Instance) -> bool:
    """Whether it certainly is true: numbers that are as good as equal may be far from it in proportion."""
    return any(_certain_truth(part, instance, bits) for bits in BITS)


def _certain_truth(part: Holds, instance: Instance, bits: int) -> bool | None:
    def certainly(relation: sp.Rel, values: Values) -> bool | None:
        exact = rationally(relation, values)
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
        return truth(part.condition, instance, part.given, certainly)
    except (Undefined, CannotEvaluate):
        return None
