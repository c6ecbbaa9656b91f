"""The sides of what is said of one moment, and names that nothing has yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

import sympy as sp

from neversaddle.theory.definitions.leaf import written_out
from neversaddle.theory.kernel.charts import charted, sign_charts
from neversaddle.theory.kernel.domain import admit, require_defined
from neversaddle.theory.kernel.meaning import formulas, names, said
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import Over
from neversaddle.theory.language.statements import Partial
from neversaddle.theory.language.times import OfOtherTimes
from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Given, Sign
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Part


def spoken(goal: Part, given: Given) -> tuple[sp.Basic, ...]:
    """All that the goal, its flow and the hypotheses speak of."""
    flow = getattr(goal, "along", None)
    own = flow.free_symbols if isinstance(flow, Steepest) else ()
    return (*formulas(vars(goal).values()), *own, *(thing for h in given for thing in said(h)))


def require_new(symbol: sp.Symbol, goal: Part, given: Given, *others: sp.Basic, like: sp.Symbol | None = None) -> None:
    """Refuse a name that something has, and a symbol other than the one of that name that is `like` it should be."""
    if symbol.name in names(*spoken(goal, given), *others) or like not in (None, symbol):
        raise CannotDecide(f"{symbol} is no new name")


def freed(symbol: sp.Symbol, kind: str, given: Given) -> Given:
    """The other hypotheses, where nothing but its kind is said of a number."""
    others = tuple(h for h in given if getattr(h, "symbol", None) != symbol)
    if Sign(symbol, kind) not in [dataclasses.replace(h, why="") for h in given if isinstance(h, Sign)]:
        raise CannotDecide(f"{symbol} is not any {kind} number")
    if any(thing.has(symbol) for h in others for thing in said(h)):
        raise CannotDecide(f"more is assumed of {symbol} than that it is {kind}")
    return others


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


def require_free(e: sp.Basic, part: sp.Basic) -> None:
    """Refuse a part that stands in a derivative, an integral, or a value at another time: there it is another one."""
    for node in sp.preorder_traversal(e):
        if isinstance(node, sp.Derivative | sp.Integral | Partial | OfOtherTimes) and node.has(part):
            raise CannotDecide(f"{part} stands in {node}, where it may be something else")


def put_now(e: sp.Basic, values: Mapping[sp.Basic, sp.Basic]) -> sp.Basic:
    """An expression with values put in; what was, and integrals over time, are as they were, unless they are meant."""
    pasts = {past: sp.Dummy(real=True) for past in e.atoms(OfOtherTimes) - values.keys()}
    back = {name: past for past, name in pasts.items()}
    if isinstance(e, sp.Rel):
        return e.func(*(put_now(side, values) for side in e.args), evaluate=False)
    return e.xreplace(pasts).xreplace(values).xreplace(back)
