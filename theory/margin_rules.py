"""Rule for the direction in which separable data is fitted."""

from __future__ import annotations

from theory.hypotheses import Hypothesis
from theory.kernel import Decision
from theory.parts import MarginDirection


def rays(part: MarginDirection, given: tuple[Hypothesis, ...]) -> Decision:
    """Not decided yet."""
    return Decision(False, "rays", "not decided yet")
