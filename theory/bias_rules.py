"""Rules for where mirror flows end: Bregman projections, and minimisers of potentials that are nearly norms."""

from __future__ import annotations

from theory.hypotheses import Hypothesis
from theory.kernel import Decision
from theory.parts import Inequality, NearMinimiser, Projection


def row_space(part: Projection, given: tuple[Hypothesis, ...]) -> Decision:
    """Not decided yet."""
    return Decision(False, "row space", "not decided yet")


def sandwich(part: NearMinimiser, given: tuple[Hypothesis, ...], lower: Inequality, upper: Inequality) -> Decision:
    """Not decided yet."""
    return Decision(False, "sandwich", "not decided yet")
