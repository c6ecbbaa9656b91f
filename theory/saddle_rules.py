"""Rules for products of weights: critical points and factorizations."""

from __future__ import annotations

from theory.hypotheses import Hypothesis
from theory.kernel import Decision
from theory.parts import CriticalPoint, Factorization


def multilinearity(part: CriticalPoint, given: tuple[Hypothesis, ...]) -> Decision:
    """Slopes and curvatures are products that hold all vanishing weights but one or two."""
    return Decision(False, "multilinearity", f"'{part.text}' is not decided yet")


def tangent(part: Factorization, given: tuple[Hypothesis, ...]) -> Decision:
    """The summand lies above its tangent in log|w| at equal weights."""
    return Decision(False, "tangent", f"'{part.text}' is not decided yet")
