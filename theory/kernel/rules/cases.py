"""Inner nodes of proofs that are logic alone: cases that cover all, and sums share by share."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.definitions.leaf import written_out
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, sign_charts
from neversaddle.theory.kernel.domain import admit, require_defined
from neversaddle.theory.kernel.families import over_one_sum, require_values, says_sign, shares_of, split
from neversaddle.theory.kernel.meaning import apart, formulas, new_place, require_meaning, said
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.kernel.partials import without_partials
from neversaddle.theory.kernel.rules.curves import combined, substituted
from neversaddle.theory.kernel.rules.shapes import together
from neversaddle.theory.kernel.rules.solutions import require_known
from neversaddle.theory.kernel.time import written
from neversaddle.theory.language.families import Over, Product, Total, exchanged, index, members
from neversaddle.theory.language.statements import ForEach
from neversaddle.theory.language.times import OfOtherTimes
from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis, Members, Place, Range, Sign
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Part
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.solutions import Rate

Given: TypeAlias = tuple[Hypothesis, ...]
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
            goal if isinstance(goal, Holds) else _now(goal, member), given=(*given, Sign(member, "zero"))
        ),
    )


def positive_or_not(goal: Part, given: Given, symbol: sp.Symbol, opposite: sp.Symbol) -> tuple[Part, ...]:
    """The goal where a real number is positive, and where it is minus a number, called `opposite`, that is not."""
    require_one_moment(goal)
    if Sign(symbol, "real") not in [dataclasses.replace(h, why="") for h in given if isinstance(h, Sign)]:
        raise CannotDecide(f"{symbol} is of one sign already")
    _require_new(opposite, goal, given)
    if not opposite.is_nonnegative:
        raise CannotDecide(f"{opposite} is no new name of a number that is not negative")
    others = tuple(h for h in given if getattr(h, "symbol", None) != symbol)
    turned = tuple(_at(h, {symbol: -opposite}) for h in others)
    return (
        dataclasses.replace(goal, text=f"{symbol} > 0", given=(*others, Sign(symbol, "positive"))),
        dataclasses.replace(
            _with(goal, {symbol: -opposite}), text=f"{symbol} <= 0", given=(*turned, Sign(opposite, "nonnegative"))
        ),
    )


def _names(goal: Part, given: Given, *others: sp.Basic) -> set[str]:
    """The names that are taken."""
    things = (*formulas(vars(goal).values()), *(thing for h in given for thing in said(h)), *others)
    return {s.name for thing in things for s in thing.atoms(sp.Symbol)}


def as_logarithm(goal: Part, given: Given, symbol: sp.Symbol, of: sp.Symbol) -> tuple[Part, ...]:
    """The goal where a real number is the logarithm of one, called `of`, that is positive: every real number is."""
    require_one_moment(goal)
    _require_new(of, goal, given)
    if Sign(symbol, "real") not in [dataclasses.replace(h, why="") for h in given if isinstance(h, Sign)]:
        raise CannotDecide(f"{symbol} is not any real number")
    others = tuple(h for h in given if getattr(h, "symbol", None) != symbol)
    if any(thing.has(symbol) for h in others for thing in said(h)):
        raise CannotDecide(f"more is said of {symbol} than that it is real")
    return (dataclasses.replace(_with(goal, {symbol: sp.log(of)}), given=(*others, Sign(of, "positive"))),)


def _require_new(symbol: sp.Symbol, goal: Part, given: Given) -> None:
    """A name that nothing has yet."""
    if symbol.name in _names(goal, given):
        raise CannotDecide(f"{symbol} is no new name")


def by_symmetry(goal: Part, given: Given, symbol: sp.Symbol) -> tuple[Part, ...]:
    """The goal for positive numbers, and for 0, where both sides are even in a real number, or both are odd.

    Both sides are defined for all real numbers, before 0 is put in.
    """
    sides = [_defined(side, given) for side in _both_sides(goal)]
    others = tuple(h for h in given if getattr(h, "symbol", None) != symbol)
    if Sign(symbol, "real") not in [dataclasses.replace(h, why="") for h in given if isinstance(h, Sign)]:
        raise CannotDecide(f"{symbol} is of one sign already")
    if any(thing.has(symbol) for h in others for thing in said(h)) or symbol.is_zero is False:
        raise CannotDecide(f"more is assumed of {symbol} than that it is real")
    if isinstance(goal, Inequality) and goal.tight is not None:
        raise CannotDecide("where equality holds is not decided by symmetry")
    parities = (1, -1) if isinstance(goal, Identity) else (1,)
    if not any(all(_has_parity(side, symbol, sign, given) for side in sides) for sign in parities):
        raise CannotDecide(f"the sides are not both even, or both odd, in {symbol}")
    size = sp.Symbol(symbol.name, positive=True)
    return (
        dataclasses.replace(_with(goal, {symbol: size}), text=f"{symbol} > 0", given=(*others, Sign(size, "positive"))),
        dataclasses.replace(_with(goal, {symbol: sp.S.Zero}), text=f"{symbol} = 0", given=others),
    )


def as_power(goal: Part, given: Given, symbol: sp.Symbol, base: sp.Symbol, exponent: sp.Expr) -> tuple[Part, ...]:
    """The goal with a positive number written as a power of another one, which is as good as any positive number.

    Written back it is the same goal, so that nothing has cancelled.
    """
    if any(side.has(sp.Derivative, sp.Integral) for side in _both_sides(goal)):
        raise CannotDecide("a letter may be bound")
    others = tuple(h for h in given if getattr(h, "symbol", None) != symbol)
    things = (*formulas(vars(goal).values()), *(thing for h in given for thing in said(h)))
    taken = {s.name for thing in things for s in thing.atoms(sp.Symbol)}
    if Sign(symbol, "positive") not in [dataclasses.replace(h, why="") for h in given if isinstance(h, Sign)]:
        raise CannotDecide(f"{symbol} is no positive number")
    if any(thing.has(symbol) for h in others for thing in said(h)):
        raise CannotDecide(f"more is assumed of {symbol} than that it is positive")
    if base.name in taken or base != sp.Symbol(base.name, positive=True):
        raise CannotDecide(f"{base} is no new name of a positive number")
    if exponent.has(symbol, base) or abs(certain_sign(exponent, given)) < STRICT:
        raise CannotDecide(f"{exponent} may be zero")
    there = _with(goal, {symbol: base**exponent})
    back = _with(there, {base: symbol ** (1 / exponent)})
    if back != goal:
        raise CannotDecide(f"the goal is another one with {symbol} as a power of {base}")
    return (dataclasses.replace(there, text=f"{symbol} = {base**exponent}", given=(*others, Sign(base, "positive"))),)


def _has_parity(side: sp.Expr, symbol: sp.Symbol, sign: int, given: Given) -> bool:
    """Whether a side is even (1) or odd (-1)."""
    return decide.zero(side.xreplace({symbol: -symbol}) - sign * side, given).proved


def _defined(side: sp.Expr, given: Given) -> sp.Expr:
    """A side of numbers alone, defined for all values that the hypotheses allow, without letters that are bound."""
    if side.has(Over, sp.Indexed, OfOtherTimes, sp.Derivative, sp.Integral):
        raise CannotDecide(f"{side} is not of numbers alone")
    admit(given, side)
    for chart in sign_charts(given):
        for e in (side, written_out(side)):
            require_defined(e, charted(given, chart), chart)
    return side


def _both_sides(goal: Part) -> tuple[sp.Expr, sp.Expr]:
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


def _at(h: Hypothesis, values: dict[sp.Basic, sp.Basic]) -> Hypothesis:
    """A hypothesis with values for symbols that it relates."""
    return dataclasses.replace(h, relation=h.relation.xreplace(values)) if isinstance(h, Condition | Every) else h


def _with(goal: Part, values: dict[sp.Basic, sp.Basic]) -> Part:
    return with_sides(goal, [side.xreplace(values) for side in sides_of(goal)])


def _now(goal: Part, member: sp.Indexed) -> Part:
    """The goal where a member is zero now; of what it was nothing is said."""
    pasts = {past for e in sides_of(goal) for past in e.atoms(OfOtherTimes)}
    names = {past: sp.Dummy(real=True) for past in pasts}
    now = _with(_with(goal, dict(names)), {member: sp.S.Zero})
    return _with(now, {name: past for past, name in names.items()})


def all_or_one(goal: Part, given: Given, every: ForEach, one: sp.Symbol) -> tuple[Part, ...]:
    """The goal where every member of a range is zero, or none is; and where one, at a place called `one`, is other."""
    require_one_moment(goal)
    sign = Every(every.at(one), one, every.size, but=every.but) if isinstance(every, ForEach) else None
    if sign is None or not says_sign(sign) or type(sign.relation) not in OTHER:
        raise CannotDecide("cases are of members that are zero, and that are not")
    if one != index(one.name) or one.name in _names(goal, given, every):
        raise CannotDecide(f"{one} is no new name of a place")
    return (
        dataclasses.replace(goal, text=f"{goal.text}: every", given=(*given, sign)),
        dataclasses.replace(
            goal,
            text=f"{goal.text}: not {one}",
            given=(*given, Place(one, every.size, every.but), Sign(sign.relation.lhs, OTHER[type(sign.relation)])),
        ),
    )


def each_place(goal: Part, given: Given) -> tuple[Part, ...]:
    """What is true of any place is true of every one."""
    if not isinstance(goal, Holds) or not isinstance(goal.condition, ForEach):
        raise CannotDecide("it is not about every place")
    place = new_place((goal.condition,), given)
    own = (*given, Place(place, goal.condition.size, goal.condition.but))
    return (Holds(f"at {place}", goal.condition.at(place), own),)


def least(goal: Part, given: Given) -> tuple[Part, ...]:
    """The point is admitted, the objective has the value there, and nowhere less."""
    if not isinstance(goal, Least):
        raise CannotDecide("it is about no least value")
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


def rearranged(goal: Part, given: Given, left: sp.Expr, right: sp.Expr) -> tuple[Part, ...]:
    """An order with the same difference of its sides."""
    if not isinstance(goal, Inequality) or goal.tight is not None:
        raise CannotDecide("it is no order")
    other = dataclasses.replace(goal, text="rearranged", left=left, right=right, given=given)
    return other, Identity("the same difference", goal.right - goal.left, right - left, given)


def vanishing_sum(goal: Part, given: Given, share: sp.Expr, place: sp.Symbol) -> tuple[Part, ...]:
    """left = right iff every share is as said: right - left is a sum of shares >= 0, each being 0 iff it is so."""
    sides = goal.condition.args if isinstance(goal, Holds) and isinstance(goal.condition, sp.Equivalent) else ()
    sums = [side for side in sides if isinstance(side, sp.Eq)]
    each = [side for side in sides if isinstance(side, ForEach)]
    if len(sides) != 2 or len(sums) != 1 or len(each) != 1 or place != index(place.name):
        raise CannotDecide("it is not about a sum and its shares")
    if place.name in _names(goal, given):
        raise CannotDecide(f"{place} is no new name of a place")
    total = Total(share, place, each[0].size, *each[0].but)
    left, right = (without_partials(side, given) for side in sums[0].args)
    own = (*given, Place(place, each[0].size, each[0].but))
    return (
        Identity("the difference", right - left, total, given),
        Inequality("no share is negative", sp.S.Zero, share, given=own),
        Holds("a share", sp.Equivalent(sp.Eq(share, 0), each[0].at(place)), own),
    )


def same_zeros(goal: Part, given: Given, factor: sp.Expr) -> tuple[Part, ...]:
    """Two equations, of which one is the other times what is never zero."""
    sides = goal.condition.args if isinstance(goal, Holds) and isinstance(goal.condition, sp.Equivalent) else ()
    if len(sides) != 2 or not all(isinstance(side, sp.Eq) for side in sides):
        raise CannotDecide("it is not about two equations")
    longer_first = sorted(sides, key=lambda side: (-side.count_ops(), sp.default_sort_key(side)))
    written_out = [[without_partials(side, given) for side in equation.args] for equation in longer_first]
    require_values([side for equation in written_out for side in equation], given)
    one, other = (left - right for left, right in written_out)
    return Identity("a multiple", one, factor * other, given), Holds("a factor", sp.Ne(factor, 0), given)


def in_other_words(goal: Part, given: Given, symbol: sp.Symbol) -> tuple[Part, ...]:
    """The goal with a real number written as what it is assumed to be equal to."""
    require_one_moment(goal)
    equal = [
        h for h in given if isinstance(h, Condition) and isinstance(h.relation, sp.Eq) and symbol in h.relation.args
    ]
    others = tuple(h for h in given if h not in equal[:1] and getattr(h, "symbol", None) != symbol)
    kinds = [h.kind for h in given if isinstance(h, Sign) and h.symbol == symbol]
    if not equal or kinds != ["real"] or any(thing.has(symbol) for h in others for thing in said(h)):
        raise CannotDecide(f"{symbol} is not said to be another number, and nothing else")
    (value,) = (side for side in equal[0].relation.args if side != symbol)
    if value.has(symbol):
        raise CannotDecide(f"{symbol} is said to be a number made of itself")
    require_values((value,), others)
    if isinstance(goal, Holds):
        return (dataclasses.replace(goal, condition=goal.condition.xreplace({symbol: value}), given=others),)
    return (dataclasses.replace(_with(goal, {symbol: value}), given=others),)


def by_equation(goal: Part, given: Given, equation: sp.Eq, factor: sp.Expr) -> tuple[Part, ...]:
    """An equation that is an assumed one, times a factor."""
    left, right = (without_partials(side, given) for side in equation.args)
    assumed = [h.relation.args for h in given if isinstance(h, Condition) and isinstance(h.relation, sp.Eq)]
    if not isinstance(goal, Identity) or (left, right) not in assumed:
        raise CannotDecide(f"{equation} is not assumed")
    require_values((left, right, goal.left, goal.right, factor), given)
    return (Identity("a multiple", goal.left - goal.right, factor * (left - right), given),)


def as_relation(goal: Part, given: Given) -> tuple[Part, ...]:
    """A condition that is an equation or a weak order, as such a statement."""
    condition = goal.condition if isinstance(goal, Holds) else None
    if not isinstance(condition, sp.Eq | sp.Le | sp.Ge | sp.Lt | sp.Gt):
        raise CannotDecide("it is no equation and no order")
    left, right = (without_partials(side, given) for side in condition.args)
    if isinstance(condition, sp.Eq):
        return (Identity("equal", left, right, given=given),)
    low, high = (left, right) if isinstance(condition, sp.Le | sp.Lt) else (right, left)
    return (Inequality("ordered", low, high, strict=isinstance(condition, sp.Lt | sp.Gt), given=given),)


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
        dataclasses.replace(_with(goal, {symbol: end}), text=f"{symbol} = {end}", given=there),
        dataclasses.replace(goal, text="inside", given=tuple(inside if h == whole else h for h in given)),
    )


def another_rate(goal: Part, given: Given, rate: sp.Expr) -> tuple[Part, ...]:
    """A rate that is the same as another at almost every time."""
    if not isinstance(goal, Rate) or not isinstance(goal.along, Steepest):
        raise CannotDecide("only rates along a flow are replaced")
    require_known((goal.quantity, goal.rate), goal.along, given)
    same = Identity("the same rate", written(goal.rate, goal.along), written(rate, goal.along), given)
    return (dataclasses.replace(goal, text="the rate", rate=rate, given=given), same)


def equal_argument(goal: Part, given: Given, left: sp.Expr, right: sp.Expr) -> tuple[Part, ...]:
    """An expression and what it is with `right` for `left` in it, where these are equal."""
    if not isinstance(goal, Identity) or goal.left.xreplace({left: right}) != goal.right:
        raise CannotDecide(f"the sides do not differ by {right} for {left}")
    require_values((goal.left, goal.right), given)
    return (Identity("the arguments", left, right, given),)


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


def by_difference(goal: Part, given: Given, difference: sp.Expr) -> tuple[Part, ...]:
    """right - left is the difference, and that is not negative."""
    if not isinstance(goal, Inequality):
        raise CannotDecide("only inequalities are of differences")
    return (
        Identity("the difference", goal.right - goal.left, difference, given),
        dataclasses.replace(goal, text="it is not negative", left=sp.S.Zero, right=difference, given=given),
    )


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
    sides = _split(sp.Tuple(goal.left, goal.right), given)
    declared = {place.symbol: place for place in given if isinstance(place, Place)}
    for h in _equations(given):
        sides = exchanged(sides, functools.partial(_otherwise, h), h.relation)
        for place in (place for place in declared if declared[place].size == h.size):
            if all(place != other and apart(place, other, declared) for other in h.but):
                sides = sides.xreplace({h.relation.lhs.xreplace({h.place: place}): h.relation.rhs})
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
    left = h.relation.lhs.xreplace({h.place: letter})
    return e.closed(letter, share.xreplace({left: h.relation.rhs})) if share.has(left) else None


def through_middle(goal: Part, given: Given, between: sp.Expr) -> tuple[Part, ...]:
    """left <= middle and middle <= right; or the same with equalities."""
    if not isinstance(goal, Identity) and (not isinstance(goal, Inequality) or goal.strict or goal.tight is not None):
        raise CannotDecide("a chain is one of equalities, or of weak inequalities")
    return (
        dataclasses.replace(goal, text="the first link", right=between, given=given),
        dataclasses.replace(goal, text="the second link", left=between, given=given),
    )


def replaced(goal: Part, given: Given, old: sp.Expr, new: sp.Expr) -> tuple[Part, ...]:
    """old = new, and the goal with one in place of the other, all of which is defined before anything cancels."""
    for side in _both_sides(goal):
        _defined(side, given)
    return (
        Identity("equal", old, new, given=given),
        dataclasses.replace(_with(goal, {old: new}), text="put in", given=given),
    )


def specialised(goal: Part, given: Given, general: Part, letter: sp.Symbol, value: sp.Expr) -> tuple[Part, ...]:
    """What holds for all values of a letter, as the general statement's only hypothesis has it, holds for one."""
    if (
        type(general) is not type(goal)
        or len(general.given) != 1
        or getattr(general.given[0], "symbol", None) != letter
    ):
        raise CannotDecide(f"{letter} is not the one letter that is said of more")
    others = tuple(h for h in given if getattr(h, "symbol", None) != letter)
    bound = {getattr(general, name, None) for name in ("variable", "point", "parameter")}
    if letter in bound or any(letter in thing.free_symbols for h in others for thing in said(h)):
        raise CannotDecide(f"{letter} is spoken of elsewhere")
    if value.free_symbols & ({letter} | bound - {getattr(goal, "parameter", None)}):
        raise CannotDecide(f"{value} is not one value of {letter}")
    _require_admitted(general.given[0], value, others)
    for name in (f.name for f in dataclasses.fields(goal) if f.name not in ("text", "given")):
        wide, narrow = getattr(general, name), getattr(goal, name)
        if narrow != (wide.xreplace({letter: value}) if isinstance(wide, sp.Basic) else wide):
            raise CannotDecide(f"at {letter} = {value} it says {name} = {wide}, not {narrow}")
    return (dataclasses.replace(general, text="for all values", given=(*others, *general.given)),)


def _require_admitted(h: Hypothesis, value: sp.Expr, given: Given) -> None:
    """A value is positive, or between 0 and 1, as a hypothesis on a letter has it."""
    within = isinstance(h, Range) and (h.low, h.high) == (0, 1) and h.open_low
    if not within and not (isinstance(h, Sign) and h.kind == "positive"):
        raise CannotDecide(f"only letters that are positive, or between 0 and 1, are given values, and '{h}'")
    # It is below 1 where its logarithm is below 0.
    sides = (value, -sp.log(value)) if within else (value,)
    if not all(decide.positive(side, given).proved for side in sides):
        raise CannotDecide(f"{value} is not shown to be admitted by '{h}'")


def negated(goal: Part, given: Given) -> tuple[Part, ...]:
    """-right <= -left, or -right < -left."""
    if not isinstance(goal, Inequality):
        raise CannotDecide("only inequalities are turned around")
    return (dataclasses.replace(goal, text="negated", left=-goal.right, right=-goal.left, given=given),)


#: What is left to show after a node, by its name.
NODES: dict[str, Callable[..., tuple[Part, ...]]] = {
    "zero or not": zero_or_not,
    "positive or not": positive_or_not,
    "all or one": all_or_one,
    "each place": each_place,
    "relation": as_relation,
    "rearranged": rearranged,
    "vanishing sum": vanishing_sum,
    "same zeros": same_zeros,
    "equation": by_equation,
    "least": least,
    "in other words": in_other_words,
    "share by share": share_by_share,
    "difference": by_difference,
    "equal shares": equal_shares,
    "alike": alike,
    "middle": through_middle,
    "negation": negated,
    "power": as_power,
    "replacement": replaced,
    "symmetry": by_symmetry,
    "traits": together,
    "specialisation": specialised,
    "another rate": another_rate,
    "equal argument": equal_argument,
    "at an end": at_end,
    "logarithm": as_logarithm,
    "substitution": substituted,
    "combination": combined,
}
