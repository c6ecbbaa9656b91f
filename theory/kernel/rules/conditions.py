"""Inner nodes of proofs of conditions: at any place, as other statements, and as equivalent ones; least values."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel.families import require_values
from neversaddle.theory.kernel.meaning import new_place, said
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.partials import without_partials
from neversaddle.theory.kernel.rules.sides import require_new
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.fields import OfFields
from neversaddle.theory.language.statements import ForEach
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Composed, Condition, Every, Given, Place
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Part
from neversaddle.theory.statement.least import Least

#: What conditions may be here.
EQUATION, ORDER = sp.Eq, sp.Le


def each_place(goal: Part, given: Given) -> tuple[Part, ...]:
    """What is true of any place is true of every one."""
    if not isinstance(goal, Holds) or not isinstance(goal.condition, ForEach):
        raise CannotDecide("it is not about every place")
    place = new_place((goal.condition,), given)
    own = (*given, Place(place, goal.condition.size, goal.condition.but))
    return (Holds(f"at {place}", goal.condition.at(place), own),)


def here_and_elsewhere(goal: Part, given: Given, place: sp.Symbol) -> tuple[Part, ...]:
    """What is true of a place that is named, and of every other one, is true of every one."""
    every = goal.condition if isinstance(goal, Holds) else None
    sizes = [h.size for h in given if isinstance(h, Place) and h.symbol == place]
    if not isinstance(every, ForEach) or every.but or sizes != [every.size]:
        raise CannotDecide(f"it is not about every place, {place} among them")
    return Holds(f"at {place}", every.at(place), given), Holds("elsewhere", every.without(place), given)


def assumed(goal: Part, given: Given) -> tuple[Part, ...]:
    """Nothing, of a relation of fields that is assumed word for word."""
    if not isinstance(goal, Identity | Inequality) or getattr(goal, "tight", None) is not None:
        raise CannotDecide("only equations and orders are assumed")
    kind = sp.Eq if isinstance(goal, Identity) else sp.Lt if goal.strict else sp.Le
    wanted = kind(goal.left, goal.right, evaluate=False)
    known = [h.relation for h in given if isinstance(h, Condition)]
    if not wanted.has(OfFields) or not any(wanted in (relation, relation.reversed) for relation in known):
        raise CannotDecide(f"{wanted} is not assumed")
    return ()


def least(goal: Part, given: Given) -> tuple[Part, ...]:
    """The point is admitted, the objective has the value there, and nowhere less."""
    if not isinstance(goal, Least):
        raise CannotDecide("it is about no least value")
    if any(isinstance(h, Composed) for h in given):
        raise CannotDecide("what is composed of the members depends on where they are")
    if goal.family in {base for h in given for thing in said(h) for base in thing.atoms(sp.IndexedBase)}:
        raise CannotDecide(f"{goal.family} runs over all that is admitted, and so nothing else is assumed of it")
    if sp.Tuple(goal.value, goal.at).has(goal.family):
        raise CannotDecide(f"the least value and its place depend on {goal.family}")
    order = sp.Le(goal.value, goal.objective, evaluate=False)
    bound = Holds("nowhere less", order, (*given, *_assumed(goal.admitted)))
    there = sp.Eq(goal.there(goal.objective), goal.value)
    return Holds("admitted", goal.there(goal.admitted), given), Holds("the value", there, given), bound


def _assumed(condition: sp.Basic) -> Given:
    """A condition as a hypothesis."""
    if condition == sp.true:
        return ()
    if isinstance(condition, ForEach):
        letter, said_there = condition.opened()
        if isinstance(said_there, sp.Rel):
            return (Every(said_there, letter, condition.size, but=condition.but),)
    if not isinstance(condition, sp.Rel):
        raise CannotDecide(f"{condition} is no hypothesis")
    return (Condition(condition),)


def vanishing_sum(goal: Part, given: Given, share: sp.Expr, place: sp.Symbol) -> tuple[Part, ...]:
    """left = right iff every share is as said: right - left is a sum of shares >= 0, each being 0 iff it is so."""
    sides = goal.condition.args if isinstance(goal, Holds) and isinstance(goal.condition, sp.Equivalent) else ()
    sums = [side for side in sides if isinstance(side, sp.Eq)]
    each = [side for side in sides if isinstance(side, ForEach)]
    if len(sides) != 2 or len(sums) != 1 or len(each) != 1:
        raise CannotDecide("it is not about a sum and its shares")
    require_new(place, goal, given, like=index(place.name))
    total = Total(share, place, each[0].size, *each[0].but)
    left, right = (without_partials(side, given) for side in sums[0].args)
    own = (*given, Place(place, each[0].size, each[0].but))
    return (
        Identity("the difference", right - left, total, given),
        Inequality("no share is negative", sp.S.Zero, share, given=own),
        Holds("a share", sp.Equivalent(sp.Eq(share, 0), each[0].at(place)), own),
    )


def as_relation(goal: Part, given: Given) -> tuple[Part, ...]:
    """A condition that is an equation, an order, or that two equations are equivalent, as such a statement."""
    condition = goal.condition if isinstance(goal, Holds) else None
    if isinstance(condition, sp.Equivalent) and all(isinstance(side, sp.Eq) for side in condition.args):
        # SymPy knows no first and second: the longer one is the first.
        sides = sorted(condition.args, key=lambda side: (-side.count_ops(), sp.default_sort_key(side)))
        equations = [side.func(*(without_partials(e, given) for e in side.args), evaluate=False) for side in sides]
        return (Equivalence("equivalent", tuple(equations), given),)
    if not isinstance(condition, sp.Eq | sp.Le | sp.Ge | sp.Lt | sp.Gt):
        raise CannotDecide("it is no equation and no order")
    left, right = (without_partials(side, given) for side in condition.args)
    if isinstance(condition, sp.Eq):
        return (Identity("equal", left, right, given=given),)
    low, high = (left, right) if isinstance(condition, sp.Le | sp.Lt) else (right, left)
    return (Inequality("ordered", low, high, strict=isinstance(condition, sp.Lt | sp.Gt), given=given),)


def through(goal: Part, given: Given, between: sp.Rel) -> tuple[Part, ...]:
    """The first iff a third, and the third iff the second."""
    first, second = _two(goal)
    return (
        Equivalence("the first link", (first, between), given),
        Equivalence("the second link", (between, second), given),
    )


def turned(goal: Part, given: Given) -> tuple[Part, ...]:
    """The second iff the first."""
    return (Equivalence("turned", _two(goal)[::-1], given),)


def multiple(goal: Part, given: Given, factor: sp.Expr, using: tuple[sp.Expr, ...]) -> tuple[Part, ...]:
    """left - right of the first is `factor` times that of the second, and what is `using` of those that are zero.

    Those are the equations among the hypotheses, in their order. The factor is not zero, and positive in an order.
    """
    first, second = _compared(goal, given)
    zeros = [_gap(h.relation) for h in given if isinstance(h, Condition) and isinstance(h.relation, EQUATION)]
    if using and len(using) != len(zeros):
        raise CannotDecide(f"there are {len(zeros)} equations among the hypotheses")
    # A factor without a value could take one from what it is multiplied by.
    require_values(using, given)
    rest = sp.Add(*(times * gap for times, gap in zip(using, zeros, strict=False)))
    sign = factor if isinstance(first, ORDER) else factor**2
    return (
        Identity("a multiple", _gap(first), factor * _gap(second) + rest, given),
        Inequality("the factor", sp.S.Zero, sign, strict=True, given=given),
    )


def _two(goal: Part) -> tuple[sp.Rel, sp.Rel]:
    if not isinstance(goal, Equivalence) or len(goal.conditions) != 2:
        raise CannotDecide("only two conditions are compared")
    first, second = goal.conditions
    return first, second


def _compared(goal: Part, given: Given) -> tuple[sp.Rel, sp.Rel]:
    """Two equations or two weak orders, both of which have a meaning."""
    first, second = _two(goal)
    if type(first) is not type(second) or type(first) not in (EQUATION, ORDER):
        raise CannotDecide(f"{first} and {second} are no two equations and no two orders")
    require_values((*first.args, *second.args), given)
    return first, second


def _gap(relation: sp.Rel) -> sp.Expr:
    return relation.args[0] - relation.args[1]
