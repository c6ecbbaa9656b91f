"""Rule for mirror flows of several coordinates that share weights."""

from __future__ import annotations

from theory.hypotheses import Hypothesis
from theory.kernel import Decision
from theory.parts import MirrorFlowExists


def brackets(part: MirrorFlowExists, given: tuple[Hypothesis, ...]) -> Decision:
    """Not decided yet."""
    return Decision(False, "brackets", "not decided yet")
