"""Rules for where mirror flows end: Bregman projections, and minimisers of potentials that are nearly norms."""

from __future__ import annotations

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.decide import Decision
from neversaddle.theory.kernel.domain import admit
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kinds import Inequality, NearMinimiser


def _require(decision: Decision, what: str) -> None:
    if not decision.proved:
        raise CannotDecide(f"{what}: {decision.reason}")


def sandwich(part: NearMinimiser, given: tuple[Hypothesis, ...], lower: Inequality, upper: Inequality) -> Decision:
    """norm - gap <= objective and objective <= norm, settled: the minimiser x* of the objective against any other x.

    sum norm(x*) - sum gap(x*) <= sum objective(x*) <= sum objective(x) <= sum norm(x), all sums over coordinates.
    """
    rule = "norm - gap <= objective <= norm in each coordinate"
    stated = ((lower, part.norm - part.gap, part.objective), (upper, part.objective, part.norm))
    try:
        admit(given, part.objective, part.norm, part.gap)
        _require_one_coordinate(part, given)
        for settled, left, right in stated:
            gap = settled.right - settled.left - (right - left)
            _require(decide.zero(gap, given), f"'{settled.text}' is not {left} <= {right}")
    except CannotDecide as obstacle:
        return Decision(False, rule, str(obstacle))
    return Decision(True, rule)


def _require_one_coordinate(part: NearMinimiser, given: tuple[Hypothesis, ...]) -> None:
    """The settled parts hold wherever the variable may run: something is assumed of it, and all else is one for all."""
    if not any(getattr(h, "symbol", None) == part.variable for h in given):
        raise CannotDecide(f"nothing is assumed of {part.variable}")
