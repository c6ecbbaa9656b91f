"""Limits: followed numerically towards the point, and leading terms with exact exponents and enclosed coefficients.

A leading term is c t^k (log 1/t)^j as t -> 0 from above, k and j exact, c a ball without 0: the quotient of the
expression and the term tends to 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import mpmath
import sympy as sp
from flint import arb, ctx
from mpmath import mp

from neversaddle.numerics.attack.evaluation import BALLS, DEFINED, MPMATH, CannotEvaluate, evaluate
from neversaddle.numerics.attack.kinds.trial import Trial
from neversaddle.numerics.attack.sampling import Instance, rational_at
from neversaddle.numerics.attack.undefined import Undefined
from neversaddle.numerics.numbers.balls import ball
from neversaddle.theory.definitions.leaf import InverseMetric, OrbitTime
from neversaddle.theory.statement.limits import Limit

#: The expression is followed at t = 10^-(2^k), k below; with a quadrature in it not so far, and at so many digits.
STEPS, STEPS_BY_QUADRATURE, DIGITS, DIGITS_BY_QUADRATURE = 9, 6, 1200, 30
#: Closer than this to the limit is there.
CLOSE = mp.mpf(10) ** -12
#: Bits at which a limit that numbers leave in doubt is asked for once more.
HOLDS_BITS = 400
#: Functions continuous on the whole real line.
CONTINUOUS = ("exp", "Abs", "atan", "asinh", "sinh", "cosh")


def limit_agreement(part: Limit, instance: Instance, digits: int) -> int | None:
    """None where the expression, followed towards the point, comes to the stated limit, and 0 where it does not.

    At t = 10^-(2^k) an error t^g is squared at every step, and one of 1/log(1/t) halved, which one step of Richardson's
    extrapolation takes away; an error that stays where it is is one of the limit. Raises Undefined without a value.
    """
    slow = part.expression.has(*DEFINED)
    with mp.workdps(max(DIGITS_BY_QUADRATURE, digits) if slow else DIGITS):
        value = evaluate(part.value, instance, MPMATH)
        steps = STEPS_BY_QUADRATURE if slow else STEPS
        found = [_at(part, instance, mp.mpf(10) ** -(2**k)) for k in range(steps)]
        without_log = [2 * later - earlier for earlier, later in pairwise(found)]
        return None if any(_arrives(values, value) for values in (found, without_log)) else 0


def _at(part: Limit, instance: Instance, t: mpmath.mpf) -> mpmath.mpf:
    at = mp.inf if part.at == sp.oo else evaluate(part.at, instance, MPMATH)
    there = t if at == 0 else 1 / t if at == mp.inf else at * (1 + t)
    return evaluate(part.expression, {**instance, part.variable: there}, MPMATH)


def _arrives(values: list[mpmath.mpf], limit: mpmath.mpf) -> bool:
    """Whether the last error is none to speak of, or shrinks, no slower than before: a wrong limit slows it."""
    scale = abs(limit) if limit != 0 else mp.mpf(1)
    first, before, last = (abs(v - limit) / scale for v in values[-3:])
    shrinks = last < before * mp.mpf("0.45") and last * first <= mp.mpf("1.2") * before**2
    return bool(last < CLOSE or shrinks)


@dataclass(frozen=True)
class Leading:
    """c t^k (log 1/t)^j."""

    k: Fraction
    j: Fraction
    c: arb

    def limit(self) -> arb | None:
        """The limit as t -> 0; None where the term grows without bound."""
        if self.k == 0 == self.j:
            return self.c
        return arb(0) if self.k > 0 or (self.k == 0 and self.j < 0) else None


class _Unclear(Exception):
    """No leading term is certain."""


def limit_fails(part: Limit, instance: Instance, bits: int) -> bool:
    """Whether the expression certainly has another limit, or none, by its leading term."""
    return _compared(part, instance, bits) is False


def limit_holds(part: Limit, instance: Instance, bits: int) -> bool:
    """Whether the leading term has the stated limit, as far as balls can tell them apart."""
    return _compared(part, instance, bits) is True


def _compared(part: Limit, instance: Instance, bits: int) -> bool | None:
    """Whether the leading term's limit is the stated one; None where that is not clear."""
    if part.at not in (0, sp.oo):
        return None
    with ctx.workprec(bits):
        try:
            stated = evaluate(part.value, instance, BALLS)
            found = _leading(part.expression, part, instance).limit()
        except (_Unclear, Undefined, CannotEvaluate):
            return None
        if not stated.is_finite() or (found is not None and not found.is_finite()):
            return None
        return found is not None and bool(found.overlaps(stated))


def _leading(e: sp.Expr, part: Limit, instance: Instance) -> Leading:
    """The leading term, t being the variable or, towards oo, 1/variable."""
    if not e.has(part.variable):
        return Leading(Fraction(0), Fraction(0), _certain(evaluate(e, instance, BALLS)))
    if e == part.variable:
        return Leading(Fraction(1 if part.at == 0 else -1), Fraction(0), arb(1))
    if e.is_Mul:
        factors = [_leading(factor, part, instance) for factor in e.args]
        product = arb(1)
        for factor in factors:
            product *= factor.c
        k, j = (sum((getattr(f, name) for f in factors), Fraction(0)) for name in ("k", "j"))
        return Leading(k, j, _certain(product))
    if e.is_Add:
        return _leading_sum([_leading(term, part, instance) for term in e.args])
    if e.is_Pow:
        return _leading_power(_leading(e.base, part, instance), rational_at(e.exp, instance))
    rule = FUNCTIONS.get(type(e)) or FUNCTIONS.get(type(e).__name__)
    if rule is None:
        raise _Unclear(f"{e} has no rule")
    return rule(e, part, instance)


def _certain(c: arb) -> arb:
    """A coefficient that is not zero."""
    if not c.is_finite() or c.contains(0):
        raise _Unclear("a coefficient may vanish")
    return c


def _leading_sum(terms: list[Leading]) -> Leading:
    """The largest terms together; where they cancel nothing is certain."""
    largest = min((term.k, -term.j) for term in terms)
    total = arb(0)
    for term in terms:
        if (term.k, -term.j) == largest:
            total += term.c
    return Leading(largest[0], -largest[1], _certain(total))


def _leading_power(base: Leading, exponent: Fraction) -> Leading:
    if exponent.denominator != 1 and not base.c > 0:
        raise _Unclear("a power of what is not shown positive")
    c = base.c ** int(exponent) if exponent.denominator == 1 else base.c ** ball(exponent)
    return Leading(base.k * exponent, base.j * exponent, _certain(c))


def _leading_log(e: sp.Expr, part: Limit, instance: Instance) -> Leading:
    """log(c t^k ...) is k log t to leading order."""
    inner = _leading(e.args[0], part, instance)
    if not inner.c > 0 or (inner.k == 0 and inner.j != 0):
        raise _Unclear("a logarithm of what is not shown positive, or of a logarithm")
    if inner.k == 0:
        return Leading(Fraction(0), Fraction(0), _certain(inner.c.log()))
    return Leading(Fraction(0), Fraction(1), ball(-inner.k))


def _leading_metric(e: sp.Expr, part: Limit, instance: Instance) -> Leading:
    return _leading(InverseMetric.unfold(*e.args), part, instance)


def _leading_continuous(e: sp.Expr, part: Limit, instance: Instance) -> Leading:
    """A function that is continuous on the real line, of what has a limit."""
    inner = _leading(e.args[0], part, instance).limit()
    if inner is None:
        raise _Unclear(f"{e} of what grows without bound")
    value = evaluate(e.func(part.variable), {part.variable: inner}, BALLS)
    return Leading(Fraction(0), Fraction(0), _certain(value))


def _leading_orbit_time(e: sp.Expr, part: Limit, instance: Instance) -> Leading:
    """y is the integral of its rate from u = 0, so, as u -> 0, that of the rate's leading term."""
    depth, q, lam, u = e.args
    if any(a.has(part.variable) for a in (depth, q, lam)):
        raise _Unclear("the leaf moves")
    end = _leading(u, part, instance)
    if end.k == 0 == end.j:
        parameters = [_rational(rational_at(a, instance)) for a in (depth, q, lam)]
        return Leading(Fraction(0), Fraction(0), _certain(evaluate(OrbitTime(*parameters, _U), {_U: end.c}, BALLS)))
    if end.k <= 0:
        raise _Unclear("u does not tend to 0")
    rate = _leading_rate(OrbitTime.rate(depth, q, lam, _S), instance)
    if rate.k <= -1:
        raise _Unclear("orbit time does not begin at u = 0")
    power = _leading_power(end, rate.k + 1)
    return Leading(power.k, power.j, _certain(power.c * rate.c / ball(rate.k + 1)))


#: Stand for a ball in a function, and for the argument of a rate.
_U, _S = sp.symbols("u s", positive=True, cls=sp.Dummy)


def _rational(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def _leading_rate(rate: sp.Expr, instance: Instance) -> Leading:
    """The leading term of a rate as its argument tends to 0."""
    return _leading(rate, Limit("rate", rate, _S, sp.S.Zero, sp.S.One), instance)


#: Rules for functions, by class or by SymPy's class name.
FUNCTIONS: dict[type | str, Callable[[sp.Expr, Limit, Instance], Leading]] = {
    "log": _leading_log,
    **dict.fromkeys(CONTINUOUS, _leading_continuous),
    InverseMetric: _leading_metric,
    OrbitTime: _leading_orbit_time,
}


LIMIT = Trial[Limit](
    limit_agreement, limit_fails, lambda part, instance: limit_holds(part, instance, HOLDS_BITS), slow=True
)
