"""Inner nodes of proofs that are cases: together they cover all that a number may be."""

from __future__ import annotations

import dataclasses

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.families import require_values, says_sign
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.kernel.rules.sides import (
    both_sides,
    defined,
    freed,
    put_now,
    require_new,
    require_one_moment,
    sides_of,
    with_sides,
    with_values,
)
from neversaddle.theory.language.families import index
from neversaddle.theory.language.statements import ForEach
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Every, Given, Hypothesis, Members, Place, Range, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Part

#: What a member is of which it is not true that it is zero, or that it is not.
OTHER = {sp.Ne: "zero", sp.Eq: "nonzero"}


def zero_or_not(goal: Part, given: Given, member: sp.Indexed) -> tuple[Part, ...]:
    """The goal where a member is not zero, and where it is."""
    require_one_moment(goal)
    families = [h for h in given if isinstance(h, Members) and h.family == member.base]
    if any(h.kind not in ("real", "nonnegative") for h in families):
        raise CannotDecide(f"{member} is of one sign already")
    kind = "positive" if any(h.kind == "nonnegative" for h in families) else "nonzero"
    return (
        dataclasses.replace(goal, given=(*given, Sign(member, kind))),
        dataclasses.replace(
            goal if isinstance(goal, Holds) else _at_zero(goal, member), given=(*given, Sign(member, "zero"))
        ),
    )


def positive_or_not(goal: Part, given: Given, symbol: sp.Symbol, opposite: sp.Symbol) -> tuple[Part, ...]:
    """The goal where a real number is positive, and where it is minus a number, called `opposite`, that is not."""
    require_one_moment(goal)
    if Sign(symbol, "real") not in [dataclasses.replace(h, why="") for h in given if isinstance(h, Sign)]:
        raise CannotDecide(f"{symbol} is of one sign already")
    require_new(opposite, goal, given, like=sp.Symbol(opposite.name, nonnegative=True))
    others = tuple(h for h in given if getattr(h, "symbol", None) != symbol)
    turned = tuple(_at(h, {symbol: -opposite}) for h in others)
    return (
        dataclasses.replace(goal, text=f"{symbol} > 0", given=(*others, Sign(symbol, "positive"))),
        dataclasses.replace(
            with_values(goal, {symbol: -opposite}),
            text=f"{symbol} <= 0",
            given=(*turned, Sign(opposite, "nonnegative")),
        ),
    )


def either_way(goal: Part, given: Given, one: sp.Expr, other: sp.Expr) -> tuple[Part, ...]:
    """The goal where one number is at most another one, and where that is at most the first."""
    require_one_moment(goal)
    require_values((one, other), given)
    return tuple(
        dataclasses.replace(goal, text=f"{low} <= {high}", given=(*given, Condition(sp.Le(low, high, evaluate=False))))
        for low, high in ((one, other), (other, one))
    )


def as_logarithm(goal: Part, given: Given, symbol: sp.Symbol, of: sp.Symbol) -> tuple[Part, ...]:
    """The goal where a real number is the logarithm of one, called `of`, that is positive: every real number is."""
    require_one_moment(goal)
    require_new(of, goal, given)
    others = freed(symbol, "real", given)
    return (dataclasses.replace(with_values(goal, {symbol: sp.log(of)}), given=(*others, Sign(of, "positive"))),)


def by_symmetry(goal: Part, given: Given, symbol: sp.Symbol) -> tuple[Part, ...]:
    """The goal for positive numbers, and for 0, where both sides are even in a real number, or both are odd.

    Both sides are defined for all real numbers, before 0 is put in.
    """
    sides = [defined(side, given) for side in both_sides(goal)]
    others = freed(symbol, "real", given)
    if symbol.is_zero is False:
        raise CannotDecide(f"{symbol} is not any real number")
    if isinstance(goal, Inequality) and goal.tight is not None:
        raise CannotDecide("where equality holds is not decided by symmetry")
    parities = (1, -1) if isinstance(goal, Identity) else (1,)
    if not any(all(_has_parity(side, symbol, sign, given) for side in sides) for sign in parities):
        raise CannotDecide(f"the sides are not both even, or both odd, in {symbol}")
    size = sp.Symbol(symbol.name, positive=True)
    return (
        dataclasses.replace(
            with_values(goal, {symbol: size}), text=f"{symbol} > 0", given=(*others, Sign(size, "positive"))
        ),
        dataclasses.replace(with_values(goal, {symbol: sp.S.Zero}), text=f"{symbol} = 0", given=others),
    )


def as_power(goal: Part, given: Given, symbol: sp.Symbol, base: sp.Symbol, exponent: sp.Expr) -> tuple[Part, ...]:
    """The goal with a positive number written as a power of another one, which is as good as any positive number.

    Written back it is the same goal, so that nothing has cancelled.
    """
    if any(side.has(sp.Derivative, sp.Integral) for side in both_sides(goal)):
        raise CannotDecide("a letter may be bound")
    others = freed(symbol, "positive", given)
    require_new(base, goal, given, like=sp.Symbol(base.name, positive=True))
    if exponent.has(symbol, base) or abs(certain_sign(exponent, given)) < STRICT:
        raise CannotDecide(f"{exponent} may be zero")
    there = with_values(goal, {symbol: base**exponent})
    back = with_values(there, {base: symbol ** (1 / exponent)})
    if back != goal:
        raise CannotDecide(f"the goal is another one with {symbol} as a power of {base}")
    return (dataclasses.replace(there, text=f"{symbol} = {base**exponent}", given=(*others, Sign(base, "positive"))),)


def _has_parity(side: sp.Expr, symbol: sp.Symbol, sign: int, given: Given) -> bool:
    """Whether a side is even (1) or odd (-1)."""
    return decide.zero(side.xreplace({symbol: -symbol}) - sign * side, given).proved


def _at(h: Hypothesis, values: dict[sp.Basic, sp.Basic]) -> Hypothesis:
    """A hypothesis with values for symbols that it relates."""
    return dataclasses.replace(h, relation=h.relation.xreplace(values)) if isinstance(h, Condition | Every) else h


def _at_zero(goal: Part, member: sp.Indexed) -> Part:
    """The goal where a member is zero now; of what it was nothing is said."""
    return with_sides(goal, [put_now(side, {member: sp.S.Zero}) for side in sides_of(goal)])


def all_or_one(goal: Part, given: Given, every: ForEach, one: sp.Symbol) -> tuple[Part, ...]:
    """The goal where every member of a range is zero, or none is; and where one, at a place called `one`, is other."""
    require_one_moment(goal)
    sign = Every(every.at(one), one, every.size, but=every.but) if isinstance(every, ForEach) else None
    if sign is None or not says_sign(sign) or type(sign.relation) not in OTHER:
        raise CannotDecide("cases are of members that are zero, and that are not")
    require_new(one, goal, given, every, like=index(one.name))
    return (
        dataclasses.replace(goal, text=f"{goal.text}: every", given=(*given, sign)),
        dataclasses.replace(
            goal,
            text=f"{goal.text}: not {one}",
            given=(*given, Place(one, every.size, every.but), Sign(sign.relation.lhs, OTHER[type(sign.relation)])),
        ),
    )


def at_end(goal: Part, given: Given, symbol: sp.Symbol, end: sp.Expr) -> tuple[Part, ...]:
    """The goal where a parameter is at an end of its range, and where it is not."""
    require_one_moment(goal)
    found = [h for h in given if isinstance(h, Range) and h.symbol == symbol]
    ends = [(h.low, h.open_low) for h in found] + [(h.high, h.open_high) for h in found]
    if len(found) != 1 or (end, False) not in ends:
        raise CannotDecide(f"{symbol} does not run to an end at {end}")
    (whole,) = found
    low, high = (is_open or at == end for at, is_open in ends)
    inside = dataclasses.replace(whole, open_low=low, open_high=high)
    there = tuple(_at(h, {symbol: end}) for h in given if h != whole)
    return (
        dataclasses.replace(with_values(goal, {symbol: end}), text=f"{symbol} = {end}", given=there),
        dataclasses.replace(goal, text="inside", given=tuple(inside if h == whole else h for h in given)),
    )
