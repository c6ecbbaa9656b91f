"""Ball arithmetic on statements: rigorous violations (for REFUTED) and rigorous inequalities (for ENCLOSED).

A law of motion is tested through the chain rule: for that kind a violation is rigorous given that rule; rigorous
without it is the enclosed flow of `refuting_rate`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import sympy as sp
from flint import arb, ctx

from neversaddle.numerics.attack.definitions.improper import improper_ball
from neversaddle.numerics.attack.evaluation import BALLS, CannotEvaluate, Number, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.conditions import condition_fails
from neversaddle.numerics.attack.kinds.curves import at_once
from neversaddle.numerics.attack.kinds.ends import least_fails
from neversaddle.numerics.attack.kinds.flow_bounds import certainly_bounded, certainly_outside
from neversaddle.numerics.attack.kinds.gradient_flows import order_matters
from neversaddle.numerics.attack.kinds.iterations import remains_zero, step_holds
from neversaddle.numerics.attack.kinds.limits import limit_fails, limit_holds
from neversaddle.numerics.attack.kinds.margins import margin_fails
from neversaddle.numerics.attack.kinds.points import point_fails
from neversaddle.numerics.attack.kinds.shapes import shape_fails
from neversaddle.numerics.attack.kinds.states import change, stated
from neversaddle.numerics.attack.precision import OutOfReach
from neversaddle.numerics.attack.sampling import Instance, holds
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.convexity import StrictlyConvex
from neversaddle.theory.statement.curves import Carried, Dual
from neversaddle.theory.statement.gradient_flows import ConvexGradient, NoFunction, OnSurface
from neversaddle.theory.statement.holds import Holds
from neversaddle.theory.statement.hypotheses import Condition
from neversaddle.theory.statement.kinds import (
    Equivalence,
    FlowBound,
    Identity,
    ImproperIntegral,
    Inequality,
    Iterates,
    Limit,
    MarginDirection,
    Part,
)
from neversaddle.theory.statement.least import Least
from neversaddle.theory.statement.least_at_limit import LeastAtLimit
from neversaddle.theory.statement.points import AtLimits, AtPoints
from neversaddle.theory.statement.reaching import Reaches
from neversaddle.theory.statement.remaining import Remains
from neversaddle.theory.statement.shapes import Shape
from neversaddle.theory.statement.solutions import Along, Rate
from neversaddle.theory.statement.tending import EvenConvex, TendsTo


def violated(part: Part, instance: Instance, bits: int) -> bool:
    """Whether the part certainly fails at an instance, by a margin that excludes every rounding error."""
    match part:
        case Identity(left=left, right=right):
            return _nonzero(_gap(left, right, instance, bits))
        case Inequality(left=left, right=right, strict=strict, tight=tight):
            gap = _gap(left, right, instance, bits)
            if tight is not None and holds(Condition(tight), instance):
                return _nonzero(gap)
            return gap is not None and bool(gap <= 0 if strict or tight is not None else gap < 0)
        case Equivalence(conditions=conditions):
            return _differ(conditions, instance)
        case Rate(along=Steepest() as flow):
            gap = change(part.quantity, flow, instance) - stated(part.rate, flow, instance)
            return _nonzero(_ball(gap, {}, bits))
        case AtPoints(along=Steepest()):
            return point_fails(part, instance, bits)
        case Carried() | Dual():
            return any(_nonzero(_ball(left - right, {}, bits)) for left, right in at_once(part, instance))
        case (
            Rate()
            | Along()
            | AtPoints()
            | AtLimits()
            | Reaches()
            | StrictlyConvex()
            | EvenConvex()
            | TendsTo()
            | Least()
            | OnSurface()
        ):
            return False
        case ImproperIntegral():
            return _integral_differs(part, instance, bits)
        case Limit():
            return limit_fails(part, instance, bits)
        case LeastAtLimit():
            return _least_fails(part, instance, bits)
        case Iterates():
            return not step_holds(part, instance)
        case Remains():
            return not remains_zero(part, instance)
        case Shape():
            return shape_fails(part, instance, bits)
        case Holds():
            return condition_fails(part, instance, bits)
        case FlowBound():
            return certainly_outside(part)
        case MarginDirection():
            return margin_fails(part, instance, bits)
        case ConvexGradient() | NoFunction():
            return order_matters(part, instance, bits)


def certain(part: Part, instance: Instance) -> bool:
    """Whether the part certainly holds at an instance, asked where numbers have left a doubt."""
    match part:
        case Inequality(left=left, right=right, tight=None):
            gaps = (_gap(left, right, instance, bits) for bits in (400, 1600))
            return any(gap is not None and bool(gap > 0) for gap in gaps)
        case Limit():
            return limit_holds(part, instance, 400)
        case FlowBound():
            return certainly_bounded(part) is not None
    return False


def certainly_ordered(part: Inequality, bits: int) -> arb | None:
    """right - left as a ball that excludes all but the stated order; None where it does not, or symbols are left."""
    if part.left.free_symbols | part.right.free_symbols or part.tight is not None:
        return None
    gap = _ball(part.right - part.left, {}, bits)
    return gap if gap is not None and bool(gap > 0 if part.strict else gap >= 0) else None


def _gap(left: sp.Expr, right: sp.Expr, instance: Instance, bits: int) -> arb | None:
    """right - left as a ball; only its sign, exactly, where both sides are rational: a third has no exact ball."""
    exact = in_sympy(instance)
    sides = [_written(side).xreplace(exact) for side in (left, right)]
    ball = _ball(right - left, instance, bits)
    if ball is not None and all(side.is_Rational for side in sides):
        return arb(int(sp.sign(sides[1] - sides[0])))
    return ball


def _nonzero(value: arb | None) -> bool:
    return value is not None and bool(value > 0 or value < 0)


def _ball(expression: sp.Expr, values: Mapping[sp.Symbol, Fraction | Number], bits: int) -> arb | None:
    """An enclosure, or None where there is none (no value, or a ball without bound)."""
    return _finite(lambda: evaluate(_written(expression), values, BALLS), bits)


def _written(expression: sp.Expr) -> sp.Expr:
    """The expression with its derivatives written out."""
    return expression.replace(sp.Derivative, lambda e, *variables: sp.diff(e, *variables))


def _finite(action: Callable[[], arb], bits: int) -> arb | None:
    try:
        with ctx.workprec(bits):
            value = action()
    except (Undefined, CannotEvaluate):
        return None
    return value if value.is_finite() else None


def _differ(conditions: tuple[sp.core.relational.Relational, ...], instance: Instance) -> bool:
    """Whether the conditions have values and not all the same one; exact."""
    try:
        return len({holds(Condition(condition), instance) for condition in conditions}) > 1
    except Undefined:
        return False


def _least_fails(part: LeastAtLimit, instance: Instance, bits: int) -> bool:
    try:
        return least_fails(part, instance, bits)
    except (Undefined, OutOfReach):
        return False


def _integral_differs(part: ImproperIntegral, instance: Instance, bits: int) -> bool:
    """Whether the integral certainly is infinite, or finite, against the condition, or is not the value."""
    try:
        finite = holds(Condition(part.finite), instance)
    except Undefined:
        return False
    with ctx.workprec(bits):
        total = improper_ball(part.integrand, part.variable, instance, part.low, part.high)
    if total is None:
        return False
    if not total.is_finite():
        return finite
    value = _ball(part.value, instance, bits) if finite and part.value is not None else None
    return not finite or (value is not None and not total.overlaps(value))
