"""Formulas in balls at an instance: what is certain of their values, whatever is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp
from flint import arb, ctx

from neversaddle.numerics.attack.evaluation import BALLS, CannotEvaluate, Number, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
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
    exact = in_sympy(instance)
    sides = [differentiated(side).xreplace(exact) for side in (left, right)]
    ball = enclosed(right - left, instance, bits)
    if ball is not None and all(side.is_Rational for side in sides):
        return arb(int(sp.sign(sides[1] - sides[0])))
    return ball


def nonzero(value: arb | None) -> bool:
    """Whether a ball leaves out zero."""
    return value is not None and bool(value > 0 or value < 0)


def differentiated(e: sp.Expr) -> sp.Expr:
    """The formula with its derivatives written out."""
    return e.replace(sp.Derivative, lambda d, *variables: sp.diff(d, *variables))
