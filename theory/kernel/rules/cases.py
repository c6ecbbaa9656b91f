"""Inner nodes of proofs that are logic alone: cases that cover all, and sums share by share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.definitions.leaf import written_out
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, sign_charts
from neversaddle.theory.kernel.domain import admit, require_defined
from neversaddle.theory.kernel.families import over_one_sum, require_values
from neversaddle.theory.kernel.meaning import formulas, new_place, require_meaning, said
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.kernel.rules.curves import combined, substituted
from neversaddle.theory.kernel.rules.shapes import together
from neversaddle.theory.kernel.rules.solutions import require_known
from neversaddle.theory.kernel.time import written
from neversaddle.theory.language.families import Over, Product, Total
from neversaddle.theory.language.times import OfOtherTimes
from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis, Members, Place, Range, Sign
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Part
from neversaddle.theory.statement.solutions import Rate

Given: TypeAlias = tuple[Hypothesis, ...]


def zero_or_not(goal: Part, given: Given, member: sp.Indexed) -> tuple[Part, ...]:
    """The goal where a member is not zero, and where it is."""
    require_one_moment(goal)
    families = [h for h in given if isinstance(h, Members) and h.family == member.base]
    if any(h.kind not in ("real", "nonnegative") for h in families):
        raise CannotDecide(f"{member} is of one sign already")
    kind = "positive" if any(h.kind == "nonnegative" for h in families) else "nonzero"
    return (
        dataclasses.replace(goal, given=(*given, Sign(member, kind))),
        dataclasses.replace(_now(goal, member), given=(*given, Sign(member, "zero"))),
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
    things = (*formulas(vars(goal).values()), *(thing for h in given for thing in said(h)))
    if symbol.name in {s.name for thing in things for s in thing.atoms(sp.Symbol)}:
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
    if not isinstance(goal, Identity | Inequality | Equivalence):
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
    "share by share": share_by_share,
    "difference": by_difference,
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
