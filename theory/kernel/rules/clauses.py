"""Rules for the clauses of Legendre and Bregman functions."""

from __future__ import annotations

from typing import TypeAlias

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import Decision
from neversaddle.theory.kernel.domain import admit, require_defined
from neversaddle.theory.kernel.legendre import Bound, Holds, implies, reduced, required
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kinds import Clauses

Given: TypeAlias = tuple[Hypothesis, ...]
RULE = "each clause is the convergence or divergence of an integral of R'' at an end of the domain"


def ends(part: Clauses, given: Given) -> Decision:
    """Each clause is the convergence or divergence of an integral of R'' at an end of the domain.

    R'' is comparable to a power of x at both ends, so each clause is a bound on q and L; the bounds of the clauses and
    those of the condition are shown to follow from each other, in every sign chart.
    """
    sides = () if isinstance(part.condition, sp.logic.boolalg.BooleanAtom) else part.condition.args
    admit(given, part.depth, part.q, *sides)
    if part.depth.is_integer is not True:
        return Decision(False, RULE, f"the depth {part.depth} is not shown to be a whole number")
    for chart in sign_charts(given):
        there = charted(given, chart)
        for expression in (part.depth, part.q, *sides):
            require_defined(expression, there, chart)
        depth, q = (in_chart(e, chart) for e in (part.depth, part.q))
        if not decide.positive(depth - 1, there, strict=False).proved or not decide.positive(q, there).proved:
            return Decision(False, RULE, f"{depth} >= 1 and {q} > 0 are not shown")
        needed = required(part.clauses, part.domain, depth, q, there)
        stated = _bounds(in_chart(part.condition, chart), there)
        if not _follow(stated, needed, there):
            return Decision(False, RULE, f"{part.condition} is not shown to follow from the clauses")
        if not part.only_if and not _follow(needed, stated, there):
            return Decision(False, RULE, f"the clauses are not shown to follow from {part.condition}")
    return Decision(True, RULE)


def _bounds(condition: Holds, given: Given) -> tuple[Bound, ...] | None:
    """A condition as bounds that hold together iff it does; None where it never does."""
    if condition == sp.true:
        return ()
    if condition == sp.false:
        return None
    gap = condition.lhs - condition.rhs
    match condition:
        case sp.Eq():
            return reduced((Bound(gap, False), Bound(-gap, False)), given)
        case sp.Ge() | sp.Gt():
            return reduced((Bound(gap, isinstance(condition, sp.Gt)),), given)
        case sp.Le() | sp.Lt():
            return reduced((Bound(-gap, isinstance(condition, sp.Lt)),), given)
    raise CannotDecide(f"{condition} is no inequality or equality")


def _follow(wanted: tuple[Bound, ...] | None, known: tuple[Bound, ...] | None, given: Given) -> bool:
    """Whether the wanted bounds are shown to hold wherever the known ones do."""
    if known is None:
        return True
    return wanted is not None and all(any(implies(one, other, given) for one in known) for other in wanted)
