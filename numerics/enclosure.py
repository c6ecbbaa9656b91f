"""Ball arithmetic on statements: rigorous violations (for REFUTED) and rigorous inequalities (for ENCLOSED)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp
from flint import arb

from numerics.arithmetic import BALLS, Undefined, evaluate, with_ball_bits
from numerics.one_dimension import dissipation_ball
from numerics.sampling import Instance, holds
from theory.hypotheses import Condition
from theory.statement import Dissipation, Equivalence, Evolves, Identity, Inequality, Minimiser, Part


def violated(part: Part, instance: Instance, bits: int) -> bool:
    """Whether the part certainly fails at an instance, by a margin that excludes every rounding error."""
    match part:
        case Identity(left=left, right=right):
            return _nonzero(left - right, instance, bits)
        case Inequality(left=left, right=right, strict=strict):
            gap = _ball(right - left, instance, bits)
            return gap is not None and bool(gap <= 0 if strict else gap < 0)
        case Equivalence(conditions=conditions):
            return len({holds(Condition(condition), instance) for condition in conditions}) > 1
        case Minimiser():
            return _lower_elsewhere(part, instance, bits)
        case Evolves(quantity=quantity, rate=rate, along=along):
            return _nonzero(along.rate(quantity) - rate, instance, bits)
        case Dissipation():
            margin = with_ball_bits(bits, lambda: dissipation_ball(part, instance))
            return bool(margin < 0)
    return False


def certainly_ordered(part: Inequality, bits: int) -> arb | None:
    """right - left as a ball that excludes all but the stated order, for a statement without free symbols; else None."""
    gap = _ball(part.right - part.left, {}, bits)
    return gap if gap is not None and bool(gap > 0 if part.strict else gap >= 0) else None


def _nonzero(expression: sp.Expr, instance: Mapping[sp.Symbol, Fraction], bits: int) -> bool:
    value = _ball(expression, instance, bits)
    return value is not None and bool(value > 0 or value < 0)


def _ball(expression: sp.Expr, instance: Mapping[sp.Symbol, Fraction], bits: int) -> arb | None:
    """An enclosure, or None where there is none (no value, or a ball without bound)."""
    written = expression.replace(sp.Derivative, lambda e, *variables: sp.diff(e, *variables))
    try:
        value = with_ball_bits(bits, lambda: evaluate(written, instance, BALLS))
    except Undefined:
        return None
    return value if value.is_finite() else None


def _lower_elsewhere(part: Minimiser, instance: Instance, bits: int) -> bool:
    least = _ball(part.objective.subs(part.variable, part.at), instance, bits)
    if least is None:
        return False
    for numerator in range(-32, 33):
        other = _ball(part.objective, {**instance, part.variable: Fraction(numerator, 8)}, bits)
        if other is not None and other < least:
            return True
    return False
