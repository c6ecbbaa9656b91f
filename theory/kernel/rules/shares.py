"""Inner nodes of proofs about sums and products share by share."""

from __future__ import annotations

import dataclasses
import functools

import sympy as sp

from neversaddle.theory.kernel.families import require_values, split
from neversaddle.theory.kernel.meaning import apart, new_place, require_meaning
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.rules.sides import put_now
from neversaddle.theory.kernel.sums import over_one_sum, shares_of
from neversaddle.theory.language.families import Over, Product, Total, exchanged, members
from neversaddle.theory.language.statements import Partial
from neversaddle.theory.language.times import OfOtherTimes
from neversaddle.theory.statement.hypotheses import Every, Given, Place
from neversaddle.theory.statement.kinds import Identity, Inequality, Part


def share_by_share(goal: Part, given: Given) -> tuple[Part, ...]:
    """sum_l a_l <= sum_l b_l where a_l <= b_l for every place l, with = if it is one everywhere; and so for = alone.

    That d_l = 0 for every l is written sum_l d_l^2 = 0. prod_l a_l <= prod_l b_l where 0 <= a_l, too.
    """
    if not isinstance(goal, Identity | Inequality) or (isinstance(goal, Inequality) and goal.strict):
        raise CannotDecide("sums are compared share by share in weak inequalities")
    if isinstance(goal, Inequality) and isinstance(goal.left, Product) and isinstance(goal.right, Product):
        if goal.tight is not None:
            raise CannotDecide("where equality holds is not decided factor by factor")
        require_meaning((goal.left, goal.right), given)
        place = new_place((goal.left, goal.right), given)
        if (goal.left.size, goal.left.but) != (goal.right.size, goal.right.but) or goal.left.but:
            raise CannotDecide(f"{goal.left} and {goal.right} are not over one range")
        there = (*given, Place(place, goal.left.size))
        left, right = goal.left.at(place), goal.right.at(place)
        return (
            dataclasses.replace(goal, text="no factor is negative", left=sp.S.Zero, right=left, given=there),
            dataclasses.replace(goal, text=f"every {place}", left=left, right=right, given=there),
        )
    (left, right), size, place = over_one_sum((goal.left, goal.right), given)
    whole = dataclasses.replace(goal, text=f"every {place}", left=left, right=right, given=(*given, Place(place, size)))
    if isinstance(goal, Inequality) and goal.tight is not None:
        require_meaning((goal.tight.lhs,), given)
        squares = goal.tight.lhs.at(place) if isinstance(goal.tight.lhs, Total) and goal.tight.rhs == 0 else sp.S.Zero
        if not squares.is_Pow or squares.exp != 2 or (goal.tight.lhs.size, goal.tight.lhs.but) != (size, ()):
            raise CannotDecide(f"{goal.tight} does not say that something is zero at every place")
        return (dataclasses.replace(whole, tight=sp.Eq(squares.base, 0, evaluate=False)),)
    return (whole,)


def equal_shares(goal: Part, given: Given) -> tuple[Part, ...]:
    """Sums are equal where their shares are, and what is outside of them."""
    if not isinstance(goal, Identity):
        raise CannotDecide("only equations are shown share by share so")
    require_values((goal.left, goal.right), given)
    gaps = shares_of(_split(goal.left - goal.right, given), given)
    return tuple(Identity(f"share {n}", gap, sp.S.Zero, own) for n, (gap, own) in enumerate(gaps))


def alike(goal: Part, given: Given) -> tuple[Part, ...]:
    """An equation in which members are written as what every one of them is assumed to be equal to."""
    if not isinstance(goal, Identity):
        raise CannotDecide("members are written otherwise in equations")
    require_values((goal.left, goal.right), given)
    if any(side.has(sp.Derivative, sp.Integral, Partial) for side in (goal.left, goal.right)):
        raise CannotDecide("in a derivative or an integral a letter may take several values")
    sides = _split(sp.Tuple(goal.left, goal.right), given)
    declared = {place.symbol: place for place in given if isinstance(place, Place)}
    for h in _equations(given):
        sides = exchanged(sides, functools.partial(_otherwise, h), h.relation)
        for place in (place for place in declared if declared[place].size == h.size):
            if all(place != other and apart(place, other, declared) for other in h.but):
                left, right = (side.xreplace({h.place: place}) for side in h.relation.args)
                sides = put_now(sides, {left: right})
    return (Identity("in other words", sides.args[0], sides.args[1], given),)


def _equations(given: Given) -> list[Every]:
    """What every member is assumed to be equal to."""
    return [h for h in given if isinstance(h, Every) and isinstance(h.relation, sp.Eq)]


def _split(e: sp.Basic, given: Given) -> sp.Basic:
    """An expression with the members taken out of its sums and products that such an assumption names."""
    named = []
    for h in _equations(given):
        inside = {place for m in members(h.relation) for place in m.indices} - {h.place}
        places = [
            p.symbol for p in given if isinstance(p, Place) and p.size == h.size and p.symbol in {*h.but, *inside}
        ]
        named += [h.relation.lhs.xreplace({h.place: place}) for place in places]
    return split(sp.Tuple(e, *named), given).args[0]


def _otherwise(h: Every, e: sp.Basic) -> sp.Basic | None:
    """A sum or product over no place at which the hypothesis fails, with its right side for its left one."""
    if isinstance(e, OfOtherTimes):
        return e
    if isinstance(e, sp.Abs) and e.args[0].is_Mul:
        return sp.Mul(
            *(exchanged(sp.Abs(part), functools.partial(_otherwise, h), h.relation) for part in e.args[0].args)
        )
    if isinstance(e, sp.Abs) and isinstance(e.args[0], Product):
        letter, share = e.args[0].opened(h.relation)
        return exchanged(e.args[0].closed(letter, sp.Abs(share)), functools.partial(_otherwise, h), h.relation)
    if not isinstance(e, Over) or e.size != h.size or not set(h.but) <= set(e.but):
        return None
    letter, share = e.opened(h.relation)
    left, right = (side.xreplace({h.place: letter}) for side in h.relation.args)
    return e.closed(letter, put_now(share, {left: right})) if share.has(left) else None
