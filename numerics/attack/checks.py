"""The checks: each kind of statement tried at one instance, by its definition."""

from __future__ import annotations

import itertools

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.numerics.attack.definitions.improper import improper_ball
from neversaddle.numerics.attack.evaluation import MPMATH, evaluate
from neversaddle.numerics.attack.exact_values import in_sympy
from neversaddle.numerics.attack.kinds.conditions import condition_agreement
from neversaddle.numerics.attack.kinds.curves import at_once
from neversaddle.numerics.attack.kinds.ends import least_agreement
from neversaddle.numerics.attack.kinds.flow_bounds import bound_agreement
from neversaddle.numerics.attack.kinds.gradient_flows import order_agreement
from neversaddle.numerics.attack.kinds.iterations import remains_zero, step_holds
from neversaddle.numerics.attack.kinds.limits import limit_agreement
from neversaddle.numerics.attack.kinds.margins import margin_agreement
from neversaddle.numerics.attack.kinds.points import point_agreement
from neversaddle.numerics.attack.kinds.shapes import shape_agreement
from neversaddle.numerics.attack.kinds.states import change as moved_at
from neversaddle.numerics.attack.kinds.states import stated
from neversaddle.numerics.attack.kinds.tending import tending_agreement
from neversaddle.numerics.attack.precision import compared, needed_digits
from neversaddle.numerics.attack.sampling import Instance, holds
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.definitions.leaf import Conjugate, OrbitTime, PathLength, Potential
from neversaddle.theory.language.statements import Partial
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
from neversaddle.theory.statement.tending import EvenConvex, MinimisersTend, TendsTo

#: Working digits beyond the requested ones; quadrature and derivatives by differences lose a few.
GUARD = 15
#: Kinds, and functions, whose every value takes quadratures or a sequence of values: they get half as many.
SLOW = Carried | Dual | ImproperIntegral | Limit | Shape
QUADRATURES = (OrbitTime, Conjugate, Potential, PathLength, ReachTime)


def slow(part: Part) -> bool:
    """Whether one instance takes long."""
    formulas = [value for value in vars(part).values() if isinstance(value, sp.Basic)]
    return isinstance(part, SLOW) or any(e.has(*QUADRATURES, Partial) for e in formulas)


def check(part: Part, instance: Instance, digits: int, guard: int = GUARD) -> int | None:
    """Digits to which a part holds at an instance; 0 where it fails, None where it holds without a measure of digits.

    Works with `digits` + `guard` digits, more where the terms of a side cancel. Raises Undefined where a side has no
    value, OutOfReach where too much cancels.
    """
    sides = () if slow(part) else compared(part)
    working = needed_digits(sides, instance, digits, digits + guard, digits + GUARD // 2)
    try:
        with mp.workdps(working):
            return _check(part, instance, digits)
    except ZeroDivisionError as obstacle:
        raise Undefined(f"division by zero in '{part.text}'") from obstacle


def _check(part: Part, instance: Instance, digits: int) -> int | None:
    match part:
        case Identity(left=left, right=right):
            return agreement(evaluate(left, instance, MPMATH), evaluate(right, instance, MPMATH), digits)
        case Inequality(left=left, right=right, strict=strict, tight=tight):
            sides = evaluate(left, instance, MPMATH), evaluate(right, instance, MPMATH)
            if tight is None:
                return _ordered(*sides, strict, digits)
            equal = holds(Condition(tight), instance)
            return agreement(*sides, digits) if equal else _ordered(*sides, True, digits)
        case Equivalence(conditions=conditions):
            truths = {holds(Condition(condition), instance) for condition in conditions}
            return None if len(truths) == 1 else 0
        case Rate(along=Steepest() as flow):
            sides = (moved_at(part.quantity, flow, instance), stated(part.rate, flow, instance))
            if any(side.has(sp.nan, sp.zoo, sp.oo) for side in sides):
                raise Undefined(f"'{part.text}' has no value there")
            left, right = (evaluate(side, {}, MPMATH) for side in sides)
            return agreement(left, right, digits)
        case MinimisersTend():
            return tending_agreement(part, instance)
        case AtPoints(along=Steepest()):
            return point_agreement(part, instance, digits)
        case Carried() | Dual():
            pairs = [[evaluate(side, {}, MPMATH) for side in pair] for pair in at_once(part, instance)]
            return min(agreement(left, right, digits) for left, right in pairs)
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
            raise Undefined(f"'{part.text}' is about no flow of its own, or about whole flows")
        case ImproperIntegral():
            return _improper(part, instance, digits)
        case Limit():
            return limit_agreement(part, instance, digits)
        case LeastAtLimit():
            return least_agreement(part, instance)
        case Iterates():
            return None if step_holds(part, instance) else 0
        case Remains():
            return None if remains_zero(part, instance) else 0
        case Shape():
            return shape_agreement(part, instance, digits)
        case Holds():
            return condition_agreement(part, instance, digits)
        case FlowBound():
            return bound_agreement(part, digits)
        case MarginDirection():
            return margin_agreement(part, instance, digits)
        case ConvexGradient() | NoFunction():
            return order_agreement(part, instance, digits)


def agreement(left: mpmath.mpf, right: mpmath.mpf, digits: int) -> int:
    """Common digits of two numbers, relative to the larger, at most digits + GUARD.

    Numbers below 10^-(digits + GUARD/2) are rounding of a zero, since instances are of order one.
    """
    scale = max(abs(left), abs(right))
    if scale < mp.mpf(10) ** -(digits + GUARD // 2) or left == right:
        return digits
    return max(0, min(digits, int(mp.floor(-mp.log10(abs(left - right) / scale)))))


def _ordered(left: mpmath.mpf, right: mpmath.mpf, strict: bool, digits: int) -> int | None:
    if left < right:
        return None
    equal = agreement(left, right, digits) >= digits
    return None if equal and not strict else 0


def _improper(part: ImproperIntegral, instance: Instance, digits: int) -> int | None:
    """Quadrature against the value where finite; pieces of the integral towards an improper end die out iff it is."""
    exact = in_sympy(instance)
    exactly = part.integrand.subs(exact)
    if exactly.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
        raise Undefined(f"the integrand of '{part.text}' has no values there")
    integrand = sp.lambdify(part.variable, exactly, "mpmath")
    ends = [mp.inf if end == sp.oo else evaluate(end, instance, MPMATH) for end in (part.low, part.high)]
    if not 0 <= ends[0] < ends[1]:
        raise Undefined(f"the interval of '{part.text}' is none there")
    low, high = (mp.log(end) if end > 0 else -mp.inf for end in ends)

    def density(t: mpmath.mpf) -> mpmath.mpf:
        """The integrand after s = e^t, which turns powers into exponentials."""
        s = mp.exp(t)
        value = integrand(s) * s
        if isinstance(value, mpmath.mpc):
            raise Undefined(f"the integrand of '{part.text}' is not real there")
        return value

    inside = [mp.mpf(k) / 4 for k in range(-40, 41) if low < mp.mpf(k) / 4 < high]
    if not all(density(t) > 0 for t in (*inside, *(end - 1 for end in (high,) if mp.isfinite(end)))):
        raise Undefined(f"the integrand of '{part.text}' is not positive there")
    finite = holds(Condition(part.finite), instance)
    exact_total = improper_ball(part.integrand, part.variable, instance, part.low, part.high)
    if exact_total is not None and exact_total.is_finite() != finite:
        return 0
    if exact_total is not None and not finite:
        return None
    if finite and part.value is not None:
        inner = [mp.mpf(0)] if low < 0 < high else []
        total = mp.quad(density, [low, *inner, high])
        return agreement(total, evaluate(part.value, instance, MPMATH), digits)
    if exact_total is not None:
        return None
    sides = [side for side, open_ in ((-1, mp.isinf(low)), (1, mp.isinf(high))) if open_]
    growing = False
    for side in sides:
        pieces = [abs(mp.quad(density, sorted((side * edge, 2 * side * edge)))) for edge in (40, 80, 160)]
        growing = growing or all(later >= earlier for earlier, later in itertools.pairwise(pieces))
    return 0 if growing == finite else None
