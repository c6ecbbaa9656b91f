"""Rules for the clauses of Legendre and Bregman functions."""

from __future__ import annotations

from theory.hypotheses import Hypothesis
from theory.kernel import Decision
from theory.parts import Clauses


def ends(part: Clauses, given: tuple[Hypothesis, ...]) -> Decision:
    """Each clause is the convergence or divergence of an integral of R'' at an end of the domain."""
    return Decision(False, "ends", f"'{part.text}' is not decided yet")
