"""Rules for improper integrals and limits."""

from __future__ import annotations

from typing import TypeAlias

import sympy as sp

from theory import kernel
from theory.hypotheses import Hypothesis
from theory.kernel import Decision
from theory.parts import ImproperIntegral, Limit

Given: TypeAlias = tuple[Hypothesis, ...]


def beta_integral(part: ImproperIntegral, given: Given) -> Decision:
    """Euler's Beta integral over (0, oo)."""
    rule = "Beta integral"
    if not isinstance(part.finite, sp.StrictLessThan | sp.StrictGreaterThan):
        return Decision(False, rule, f"{part.finite} is not a strict condition")
    if part.value is None or (part.low, part.high) != (0, sp.oo):
        return Decision(False, rule, "needs a value, and the interval (0, oo)")
    gap = part.finite.gts - part.finite.lts
    return kernel.power_integral(part.integrand, part.variable, part.value, gap, given)


def tails(part: ImproperIntegral, given: Given) -> Decision:
    """The integrand is comparable to powers at the ends."""
    return Decision(False, "tails", f"'{part.text}' is not decided yet")


def continuity(part: Limit, given: Given) -> Decision:
    """The normal form has a value at the point."""
    return Decision(False, "continuity", f"'{part.text}' is not decided yet")


def quotient(part: Limit, given: Given, above: sp.Expr, below: sp.Expr) -> Decision:
    """L'Hopital's rule with a denominator that grows without bound."""
    return Decision(False, "quotient", f"'{part.text}' is not decided yet")
