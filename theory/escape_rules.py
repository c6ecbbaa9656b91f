"""Rules for escape times."""

from __future__ import annotations

from theory.hypotheses import Hypothesis
from theory.kernel import Decision
from theory.parts import Inequality


def ordered_times(part: Inequality, given: tuple[Hypothesis, ...]) -> Decision:
    """Times over the same stretch whose speeds are ordered at every point."""
    return Decision(False, "comparison", f"'{part.text}' is not decided yet")
