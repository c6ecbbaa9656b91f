"""Inner nodes of proofs that say an equation, an order or a rate in another way."""

from __future__ import annotations

import dataclasses
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.families import require_values
from neversaddle.theory.kernel.meaning import said
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.partials import without_partials
from neversaddle.theory.kernel.rules.sides import both_sides, defined, require_one_moment, with_values
from neversaddle.theory.kernel.rules.solutions import require_known
from neversaddle.theory.kernel.time import written
from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Range, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Part
from neversaddle.theory.statement.solutions import Rate

Given: TypeAlias = tuple[Hypothesis, ...]


def rearranged(goal: Part, given: Given, left: sp.Expr, right: sp.Expr) -> tuple[Part, ...]:
    """An order with the same difference of its sides."""
    if not isinstance(goal, Inequality) or goal.tight is not None:
        raise CannotDecide("it is no order")
    other = dataclasses.replace(goal, text="rearranged", left=left, right=right, given=given)
    return other, Identity("the same difference", goal.right - goal.left, right - left, given)


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
    return (dataclasses.replace(with_values(goal, {symbol: value}), given=others),)


def by_equation(goal: Part, given: Given, equation: sp.Eq, factor: sp.Expr) -> tuple[Part, ...]:
    """An equation that is an assumed one, times a factor."""
    left, right = (without_partials(side, given) for side in equation.args)
    assumed = [h.relation.args for h in given if isinstance(h, Condition) and isinstance(h.relation, sp.Eq)]
    if not isinstance(goal, Identity) or (left, right) not in assumed:
        raise CannotDecide(f"{equation} is not assumed")
    require_values((left, right, goal.left, goal.right, factor), given)
    return (Identity("a multiple", goal.left - goal.right, factor * (left - right), given),)


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
    for side in both_sides(goal):
        defined(side, given)
    return (
        Identity("equal", old, new, given=given),
        dataclasses.replace(with_values(goal, {old: new}), text="put in", given=given),
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
