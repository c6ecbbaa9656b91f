"""Conditions decided: relations by the kernel, every and some place by the places that are named and one that is not.

Each answer is for all values that the hypotheses allow: true of all of them, or false of all.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import rule
from neversaddle.theory.kernel.families import require_values
from neversaddle.theory.kernel.meaning import new_place
from neversaddle.theory.kernel.normal_form import STRICT, WEAK, CannotDecide, certain_sign
from neversaddle.theory.kernel.partials import without_partials
from neversaddle.theory.kernel.sums import vanishes
from neversaddle.theory.language.statements import ForEach, ForSome, Quantified
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Given, Place

ORDERS = {sp.Le: False, sp.Lt: True, sp.Ge: False, sp.Gt: True}


@rule("true at every place and of all values")
def holds(part: Holds, given: Given) -> None:
    """The condition is true of all values."""
    if not truth(part.condition, given):
        raise CannotDecide(f"{part.condition} is false")


def truth(condition: sp.Basic, given: Given) -> bool:
    """Whether a condition is true of all values, or false of all. Raises CannotDecide where neither is shown."""
    if condition in (sp.true, sp.false):
        return bool(condition)
    if isinstance(condition, Quantified):
        return _at_places(condition, given)
    if isinstance(condition, sp.Rel):
        return _relation(condition, given)
    if not isinstance(condition, sp.And | sp.Or | sp.Not | sp.Implies | sp.Equivalent):
        raise CannotDecide(f"{condition} is no condition of a kind that is known")
    known, obstacles = {}, []
    for part in condition.args:
        try:
            known[part] = sp.true if truth(part, given) else sp.false
        except CannotDecide as obstacle:
            obstacles.append(str(obstacle))
    value = condition.func(*(known.get(part, sp.Dummy()) for part in condition.args))
    if value not in (sp.true, sp.false):
        raise CannotDecide("; ".join(obstacles))
    _require_meaning(condition, given)
    return bool(value)


def _require_meaning(condition: sp.Basic, given: Given) -> None:
    """What need not be true for the whole to be has to have a meaning all the same."""
    if isinstance(condition, Quantified):
        for place, own in _configurations(condition, given):
            _require_meaning(condition.at(place), own)
    elif isinstance(condition, sp.Rel):
        require_values([without_partials(side, given) for side in condition.args], given)
    else:
        for part in condition.args:
            _require_meaning(part, given)


def _relation(relation: sp.Rel, given: Given) -> bool:
    """An equation or an order, of both sides as they are written."""
    left, right = (without_partials(side, given) for side in relation.args)
    require_values((left, right), given)
    gap = left - right
    if isinstance(relation, sp.Eq | sp.Ne):
        equal = vanishes(gap, given)
        if equal.proved or never_zero(gap, given):
            return equal.proved == isinstance(relation, sp.Eq)
        raise CannotDecide(equal.reason)
    if type(relation) not in ORDERS:
        raise CannotDecide(f"{relation} is no relation of a kind that is known")
    strict = ORDERS[type(relation)]
    upward = gap if isinstance(relation, sp.Ge | sp.Gt) else -gap
    (value,), there = require_values((upward,), given)
    if decide.positive(value, there, strict).proved:
        return True
    if decide.positive(-value, there, not strict).proved:
        return False
    raise CannotDecide(f"{relation} is neither shown nor refuted")


def never_zero(e: sp.Expr, given: Given) -> bool:
    """Whether an expression is of a strict sign in every chart."""
    (value,), there = require_values((e,), given)
    charts = ((in_chart(value, chart), charted(there, chart)) for chart in sign_charts(there))
    return all(abs(certain_sign(here, left)) == STRICT for here, left in charts)


def _configurations(condition: Quantified, given: Given) -> Iterator[tuple[sp.Symbol, Given]]:
    """Places that together are all there may be: those of the range that are named, and one that is none of these."""
    named = [h.symbol for h in given if isinstance(h, Place) and h.size == condition.size]
    yield from ((place, given) for place in named if place not in condition.but)
    place = new_place((condition,), given)
    yield place, (*given, Place(place, condition.size, apart=tuple(dict.fromkeys((*named, *condition.but)))))


def _at_places(condition: Quantified, given: Given) -> bool:
    """True of every place that there may be; or certainly not of one that there is."""
    every = isinstance(condition, ForEach)
    if not every and not isinstance(condition, ForSome):
        raise CannotDecide(f"{condition} is no condition of a kind that is known")
    places = {h.symbol: h for h in given if isinstance(h, Place)}
    of_size = [place for place in places if places[place].size == condition.size]
    alone = not of_size and not condition.but and certain_sign(condition.size - 1, given) >= WEAK
    obstacle = ""
    shown = True
    for place, own in _configurations(condition, given):
        try:
            found = truth(condition.at(place), own)
        except CannotDecide as reason:
            obstacle, shown = obstacle or str(reason), False
            continue
        if found is every:
            continue
        shown = False
        if place in places:
            exists = all(other in places[place].apart or place in places[other].apart for other in condition.but)
        else:
            exists = alone
        if exists:
            _require_meaning(condition, given)
            return not every
        obstacle = obstacle or f"whether there is a place {place} is not known"
    if not shown:
        raise CannotDecide(obstacle)
    return every
