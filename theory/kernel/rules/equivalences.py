"""Inner nodes of proofs that two conditions are equivalent: through a third, or as multiples."""

from __future__ import annotations

from typing import TypeAlias

import sympy as sp

from neversaddle.theory.kernel.families import require_values
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis
from neversaddle.theory.statement.kinds import Equivalence, Identity, Inequality, Part

Given: TypeAlias = tuple[Hypothesis, ...]
#: What conditions may be here.
EQUATION, ORDER = sp.Eq, sp.Le


def through(goal: Part, given: Given, between: sp.Rel) -> tuple[Part, ...]:
    """The first iff a third, and the third iff the second."""
    first, second = _two(goal)
    return (
        Equivalence("the first link", (first, between), given),
        Equivalence("the second link", (between, second), given),
    )


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
