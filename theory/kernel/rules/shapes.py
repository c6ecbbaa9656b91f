"""Statements about convex functions: what makes them meaningful, and traits one by one."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.domain import admit, require_defined
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.statement.hypotheses import Condition, Given
from neversaddle.theory.statement.kinds import Part
from neversaddle.theory.statement.shapes import Shape, Trait, Truth

ORDERED = sp.StrictGreaterThan | sp.StrictLessThan | sp.GreaterThan | sp.LessThan
#: A gap that is >= 0, or > 0 where it is strict.
Bound: TypeAlias = tuple[sp.Expr, bool]


@lru_cache(maxsize=256)
def require_shape(part: Shape, given: Given) -> None:
    """Refuse what is no function: places have to run from 0 to oo with the parameter, and curvatures to be positive.

    Both are products of powers, or their derivatives' products are; the parameter is a positive number and nothing
    else, and nothing but places and curvatures depends on it.
    """
    s, relation = part.parameter, part.condition
    sides = () if relation in (sp.true, sp.false) else relation.args
    bare = sp.Symbol(s.name, positive=True)
    about = [h for h in given if (h.relation.has(s) if isinstance(h, Condition) else h.symbol == s)]
    if s != bare or about or any(e.has(s) for e in (part.size, *sides)):
        raise CannotDecide(f"{s} is not the parameter alone")
    if s.name == "x" and part.place != s:
        raise CannotDecide("x is the variable of the function")
    value = () if part.value is None else (part.value,)
    if (Trait.SLOPES in part.traits) != bool(value) or any(e.has(s) for e in value):
        raise CannotDecide("a value is that of the largest slope")
    if (
        part.low not in (0, -sp.oo)
        or any(type(trait) is not Trait for trait in part.traits)
        or not (part.traits or part.low)
    ):
        raise CannotDecide("nothing is said, or of no domain that is known")
    if sides and not isinstance(relation, ORDERED | sp.Equality):
        raise CannotDecide(f"{relation} is no inequality or equality")
    admit(given, s, part.place, part.curvature, part.size, *sides, *value)
    if not part.size.is_integer or not decide.positive(part.size - 1, given, strict=False).proved:
        raise CannotDecide(f"{part.size} is not shown to be a number of coordinates")
    for chart in sign_charts(given):
        there = charted(given, chart)
        for e in (part.place, part.curvature, *sides):
            require_defined(e, there, chart)
        if value and sides:
            there_only = charted((*given, Condition(relation)), chart)
            require_defined(part.value, there_only, chart)
        elif value and relation == sp.true:
            require_defined(part.value, there, chart)
        place = in_chart(part.place, chart)
        slope = sp.diff(place, s)
        decide.power_product(in_chart(part.curvature, chart) * slope, s, there)
        growth = decide.power_product(place, s, there)
        for e in (slope, growth.exponent_at(sp.S.Zero), growth.exponent_at(sp.oo)):
            if not decide.positive(e, there).proved:
                raise CannotDecide(f"{part.place} is not shown to grow from 0 to oo with {s}")


def together(goal: Part, given: Given, groups: tuple[tuple[tuple[Trait, ...], Truth], ...]) -> tuple[Part, ...]:
    """All traits iff the condition: each group of them iff one of its own, where those of the groups before hold.

    The conditions of the groups imply the goal's, and follow from it unless it is only said to be necessary.
    """
    if type(goal) is not Shape:
        raise CannotDecide("only a function has traits")
    if not groups:
        raise CannotDecide("of no group nothing is shown")
    if {trait for traits, _ in groups for trait in traits} != set(goal.traits):
        raise CannotDecide("the groups are not the traits of the goal")
    known: Given = given
    parts = []
    for traits, condition in groups:
        names = ", ".join(trait.name.lower().replace("_", " ") for trait in traits) or "it exists"
        own = dataclasses.replace(goal, value=goal.value if Trait.SLOPES in traits else None, only_if=False)
        parts.append(dataclasses.replace(own, text=names, traits=traits, condition=condition, given=known))
        known += (Condition(condition),) if isinstance(condition, ORDERED) else ()
    found = [bound for _, condition in groups if condition != sp.false for bound in _bounds(condition)]
    if not any(condition == sp.false for _, condition in groups):
        _require_implied(goal.condition, found, given)
    if not goal.only_if and goal.condition != sp.false:
        for _, condition in groups:
            _require_implied(condition, _bounds(goal.condition), given)
    return tuple(parts)


def _bounds(condition: Truth) -> list[Bound]:
    """What holds together iff the condition does; it is not the constant false."""
    if condition == sp.true:
        return []
    if isinstance(condition, sp.Equality):
        gap = condition.lhs - condition.rhs
        return [(gap, False), (-gap, False)]
    return [(condition.gts - condition.lts, isinstance(condition, sp.StrictGreaterThan | sp.StrictLessThan))]


def _require_implied(condition: Truth, known: list[Bound], given: Given) -> None:
    """Refuse unless each bound of a condition is shown to follow from one that is known."""
    if condition == sp.false:
        raise CannotDecide("nothing shows that the traits exclude each other")
    for gap, strict in _bounds(condition):
        if not any(_implies(one, (gap, strict), given) for one in [(sp.S.Zero, False), *known]):
            raise CannotDecide(f"{condition} is not shown to follow")


def _implies(one: Bound, other: Bound, given: Given) -> bool:
    """Whether the other gap is shown to exceed the first one, or to be a positive multiple of it."""
    enough = one[1] or not other[1]
    if decide.positive(other[0] - one[0], given, strict=not enough).proved:
        return True
    return enough and one[0] != 0 and decide.same_sign(other[0], one[0], sp.cancel(other[0] / one[0]), given).proved
