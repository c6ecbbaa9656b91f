"""How a theorem of analysis is applied: its conclusion has to be the goal, and its premises are left to show."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import sympy as sp

from neversaddle.theory.kernel.analysis import (
    falling,
    groenwall,
    integral_of_rate,
    linear_equation,
    spending,
    zero_derivative,
)
from neversaddle.theory.kernel.analysis.theorem import Theorem, filled
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.language.families import Over
from neversaddle.theory.language.times import TIME, Initially, TimeIntegral
from neversaddle.theory.motion.steepest import LOSS, Steepest
from neversaddle.theory.statement.kinds import Part

THEOREMS: dict[str, Theorem] = {
    module.THEOREM.id: module.THEOREM
    for module in (falling, groenwall, integral_of_rate, linear_equation, spending, zero_derivative)
}


def premises(theorem: Theorem, goal: Part, letters: Mapping[str, Any]) -> tuple[Part, ...]:
    """What has to be shown for the goal, under the goal's own hypotheses.

    Letters that are a whole field of the conclusion are read off the goal. Raises CannotDecide where the theorem says
    something else.
    """
    if type(goal) is not type(theorem.conclusion):
        raise CannotDecide(f"{theorem.id} concludes no {type(goal).__name__}")
    by_name = {_name(letter): letter for letter in theorem.letters}
    if unknown := letters.keys() - by_name.keys():
        raise CannotDecide(f"{theorem.id} has no letter {', '.join(sorted(unknown))}")
    chosen = {by_name[name]: value for name, value in letters.items()}
    compared = [f.name for f in dataclasses.fields(goal) if f.name not in ("text", "given")]
    for name in compared:
        pattern = getattr(theorem.conclusion, name)
        if pattern in theorem.letters:
            chosen.setdefault(pattern, getattr(goal, name))
    for letter in theorem.fixed:
        _require_fixed(letter, chosen.get(letter, sp.S.Zero), goal)
    if missing := set(theorem.letters) - chosen.keys():
        raise CannotDecide(f"{theorem.id}: nothing is said of {', '.join(sorted(map(_name, missing)))}")
    said = filled(theorem.conclusion, chosen)
    for name in compared:
        if getattr(said, name) != getattr(goal, name):
            raise CannotDecide(f"{theorem.id} says {getattr(said, name)}, not {getattr(goal, name)}")
    return tuple(
        dataclasses.replace(premise, given=(*goal.given, *premise.given))
        for premise in filled(theorem.premises, chosen)
    )


def _require_fixed(letter: sp.Symbol, value: sp.Expr, goal: Part) -> None:
    """What a letter stands for may not change with time."""
    flow = getattr(goal, "along", None)
    schedule = flow.decay.free_symbols if isinstance(flow, Steepest) else set()
    if value.has(sp.Indexed, Over, Initially, TimeIntegral) or value.free_symbols & {LOSS, TIME, *schedule}:
        raise CannotDecide(f"{letter} stands for a constant, and {value} may change with time")


def _name(letter: Any) -> str:
    return str(letter.name) if isinstance(letter, sp.Symbol) else type(letter).__name__
