"""The sides of what is said of one moment, and names that nothing has yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.definitions.leaf import written_out
from neversaddle.theory.kernel.charts import charted, sign_charts
from neversaddle.theory.kernel.domain import admit, require_defined
from neversaddle.theory.kernel.meaning import formulas, said
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import Over
from neversaddle.theory.language.times import OfOtherTimes
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Part

Given: TypeAlias = tuple[Hypothesis, ...]


def names_in(goal: Part, given: Given, *others: sp.Basic) -> set[str]:
    """The names that are taken."""
    things = (*formulas(vars(goal).values()), *(thing for h in given for thing in said(h)), *others)
    return {s.name for thing in things for s in thing.atoms(sp.Symbol)}


def require_new(symbol: sp.Symbol, goal: Part, given: Given) -> None:
    """A name that nothing has yet."""
    if symbol.name in names_in(goal, given):
        raise CannotDecide(f"{symbol} is no new name")


def defined(side: sp.Expr, given: Given) -> sp.Expr:
    """A side of numbers alone, defined for all values that the hypotheses allow, without letters that are bound."""
    if side.has(Over, sp.Indexed, OfOtherTimes, sp.Derivative, sp.Integral):
        raise CannotDecide(f"{side} is not of numbers alone")
    admit(given, side)
    for chart in sign_charts(given):
        for e in (side, written_out(side)):
            require_defined(e, charted(given, chart), chart)
    return side


def both_sides(goal: Part) -> tuple[sp.Expr, sp.Expr]:
    """Both sides of what is said of one moment."""
    if not isinstance(goal, Identity | Inequality):
        raise CannotDecide("only what is said of one moment has two sides")
    return goal.left, goal.right


def require_one_moment(goal: Part) -> None:
    """Along a flow what moves may be of one case at first, and of the other later."""
    if not isinstance(goal, Identity | Inequality | Equivalence | Holds):
        raise CannotDecide("only what is said of one moment holds in one case or the other")


def sides_of(thing: Part | Condition) -> list[sp.Expr]:
    """All that stands on a side of a relation in what is said, or assumed, of one moment."""
    match thing:
        case Identity(left=left, right=right) | Inequality(left=left, right=right, tight=None):
            return [left, right]
        case Equivalence(conditions=conditions):
            return [side for condition in conditions for side in condition.args]
        case Condition(relation=relation):
            return list(relation.args)
    raise CannotDecide(f"'{thing}' is about more than the sides of relations")


def with_sides(part: Part, sides: Iterable[sp.Expr]) -> Part:
    """The same with other sides; nothing is evaluated."""
    left = iter(sides)
    match part:
        case Identity() | Inequality():
            return dataclasses.replace(part, left=next(left), right=next(left))
        case Equivalence(conditions=conditions):
            return dataclasses.replace(part, conditions=tuple(related(c, left) for c in conditions))
    raise CannotDecide(f"'{part.text}' is about more than the sides of relations")


def related(relation: sp.Rel, sides: Iterator[sp.Expr]) -> sp.Rel:
    """The same relation between the next two sides."""
    return relation.func(*(next(sides) for _ in relation.args), evaluate=False) if relation.args else relation


def with_values(goal: Part, values: dict[sp.Basic, sp.Basic]) -> Part:
    """The same with values put in on every side."""
    return with_sides(goal, [side.xreplace(values) for side in sides_of(goal)])
