"""Formulas in balls at an instance: what is certain of their values, whatever is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp
from flint import arb, ctx

from neversaddle.numerics.attack.evaluation import BALLS, CannotEvaluate, Number, evaluate
from neversaddle.numerics.attack.exact_values import exact_value
from neversaddle.numerics.attack.sampling import Instance
from neversaddle.numerics.attack.undefined import Undefined


def enclosed(e: sp.Expr, values: Mapping[sp.Symbol, Fraction | Number], bits: int) -> arb | None:
    """A ball that holds the value; None where there is none (no value, or a ball without bound)."""
    try:
        with ctx.workprec(bits):
            value = evaluate(differentiated(e), values, BALLS)
    except (Undefined, CannotEvaluate):
        return None
    return value if value.is_finite() else None


def enclosed_gap(left: sp.Expr, right: sp.Expr, instance: Instance, bits: int) -> arb | None:
    """right - left as a ball; only its sign, exactly, where both sides are rational: a third has no exact ball."""
    ball = enclosed(right - left, instance, bits)
    if ball is None:
        return None
    low, high = (exact_value(differentiated(side), instance) for side in (left, right))
    return ball if low is None or high is None else arb((high > low) - (high < low))


def nonzero(value: arb | None) -> bool:
    """Whether a ball leaves out zero."""
    return value is not None and bool(value > 0 or value < 0)


def differentiated(e: sp.Expr) -> sp.Expr:
    """The formula with its derivatives written out."""
    return e.replace(sp.Derivative, lambda d, *variables: sp.diff(d, *variables))
