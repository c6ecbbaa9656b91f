"""Inner nodes of proofs that say an equation, an order or a rate in another way."""

from __future__ import annotations

import dataclasses

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.families import require_values
from neversaddle.theory.kernel.meaning import formulas, said
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.kernel.partials import without_partials
from neversaddle.theory.kernel.rules.sides import both_sides, defined, require_free, with_values
from neversaddle.theory.kernel.rules.solutions import require_known
from neversaddle.theory.kernel.time import written
from neversaddle.theory.language.families import members
from neversaddle.theory.motion.steepest import PULL, Steepest, WrittenModel
from neversaddle.theory.statement.gradient_flows import OF_GRADIENT_FLOWS
from neversaddle.theory.statement.hypotheses import Condition, Given, Hypothesis, Range, Sign
from neversaddle.theory.statement.kinds import Identity, Inequality, Part
from neversaddle.theory.statement.solutions import Rate


def rearranged(goal: Part, given: Given, left: sp.Expr, right: sp.Expr) -> tuple[Part, ...]:
    """An order with the same difference of its sides, which are equal where the others are."""
    if not isinstance(goal, Inequality):
        raise CannotDecide("it is no order")
    # In the difference of the sides what has no value may cancel.
    require_values((goal.left, goal.right, left, right), given)
    other = dataclasses.replace(goal, text="rearranged", left=left, right=right, given=given)
    return other, Identity("the same difference", goal.right - goal.left, right - left, given)


def by_equation(goal: Part, given: Given, equation: sp.Eq, factor: sp.Expr) -> tuple[Part, ...]:
    """An equation that is an assumed one, or is to be shown, times a factor."""
    left, right = (without_partials(side, given) for side in equation.args)
    assumed = [h.relation.args for h in given if isinstance(h, Condition) and isinstance(h.relation, sp.Eq)]
    if not isinstance(goal, Identity):
        raise CannotDecide("only an equation is one times a factor")
    require_values((left, right, goal.left, goal.right, factor), given)
    shown = () if (left, right) in assumed else (Identity("the equation", left, right, given),)
    return (
        *shown,
        Identity("a multiple", goal.left - goal.right, factor * (left - right), given),
    )


def another_rate(goal: Part, given: Given, rate: sp.Expr, in_weights: bool = True) -> tuple[Part, ...]:
    """A rate that is the same as another at almost every time, with coordinates written in the weights or not."""
    if not isinstance(goal, Rate) or not isinstance(goal.along, Steepest):
        raise CannotDecide("only rates along a flow are replaced")
    require_known((goal.quantity, goal.rate), goal.along, given)
    left, right = (written(e, goal.along) if in_weights else e for e in (goal.rate, rate))
    same = Identity("the same rate", left, right, given)
    return dataclasses.replace(goal, text="the rate", rate=rate, given=given), same


def another_force(goal: Part, given: Given) -> tuple[Part, ...]:
    """A rate with one pull, of a force that is the flow's own at almost every time, with coordinates in the weights."""
    if not isinstance(goal, Rate) or type(goal.along) is not Steepest or goal.force is None:
        raise CannotDecide("no rate along a flow names a force")
    require_known((goal.quantity, goal.rate, goal.force), goal.along, given)
    pulls = {m for m in goal.rate.atoms(sp.Indexed) if m.base == PULL}
    if len(pulls) != 1 or not pulls <= members(goal.rate) or isinstance(goal.along.model, WrittenModel):
        raise CannotDecide(f"{goal.force} is not said to be the force on one weight")
    (pull,) = pulls
    own, force = (written(e, goal.along) for e in (goal.along.force(*pull.indices), goal.force))
    same = Identity("the same force", own, force, given)
    return dataclasses.replace(goal, text="the rate", force=None, given=given), same


def equal_argument(goal: Part, given: Given, left: sp.Expr, right: sp.Expr) -> tuple[Part, ...]:
    """An expression and what it is with `right` for `left` in it, where these are equal."""
    if not isinstance(goal, Identity) or goal.left.xreplace({left: right}) != goal.right:
        raise CannotDecide(f"the sides do not differ by {right} for {left}")
    require_free(goal.left, left)
    require_values((goal.left, goal.right), given)
    return (Identity("the arguments", left, right, given),)


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
    bound = {getattr(general, name, None) for name in ("variable", "point", "parameter", "place", "family")}
    if letter in bound or any(letter in thing.free_symbols for h in others for thing in said(h)):
        raise CannotDecide(f"{letter} is spoken of elsewhere")
    if value.has(letter, *(b for b in bound if b is not None)):
        raise CannotDecide(f"{value} is not one value of {letter}")
    if hasattr(goal, "along") or isinstance(goal, OF_GRADIENT_FLOWS):
        raise CannotDecide("along a flow a letter may stand for what moves")
    for e in formulas(vars(general).values()):
        if any(value.free_symbols & {*d.variables} for d in e.atoms(sp.Derivative, sp.Integral)):
            raise CannotDecide(f"{value} may take several values in one statement")
    _require_admitted(general.given[0], value, others)
    for name in (f.name for f in dataclasses.fields(goal) if f.name not in ("text", "given")):
        wide, narrow = getattr(general, name), getattr(goal, name)
        if not isinstance(wide, sp.Basic) and any(e.has(letter) for e in formulas((wide,))):
            raise CannotDecide(f"{letter} stands in {name}, which is no formula")
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
