"""Rules for improper integrals."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import rule, zero
from neversaddle.theory.kernel.domain import admit, require_plain, require_smooth, template
from neversaddle.theory.kernel.normal_form import STRICT, CannotDecide, certain_sign
from neversaddle.theory.kernel.rules.limits import free_of
from neversaddle.theory.statement.hypotheses import Condition, Given, Sign
from neversaddle.theory.statement.kinds import ImproperIntegral


@rule("Euler's Beta integral, and comparison with a power at infinity")
def beta_integral(part: ImproperIntegral, given: Given) -> None:
    """Euler's Beta integral over (0, oo)."""
    if not isinstance(part.finite, sp.StrictLessThan | sp.StrictGreaterThan):
        raise CannotDecide(f"{part.finite} is not a strict condition")
    if part.value is None or (part.low, part.high) != (0, sp.oo):
        raise CannotDecide("needs a value, and the interval (0, oo)")
    gap = part.finite.gts - part.finite.lts
    decide.power_integral(part.integrand, part.variable, part.value, gap, given).require()


@rule("comparison with powers at the ends of the interval")
def tails(part: ImproperIntegral, given: Given) -> None:
    """The integrand is k s^a (s + shift)^b, comparable to powers at the ends; (0, oo), (0, high) or (low, oo).

    It is finite iff each improper end has its exponent on the right side of -1. The value is that of a power's
    antiderivative, over (0, high) Euler's integral; over (low, oo) it is the Beta value at low = 0 and falls with `low`
    as the integrand says.
    """
    known = [e for e in (part.value, part.low, part.high) if e is not None and e != sp.oo]
    admit(given, part.integrand, *known, *part.finite.args)
    if part.finite == sp.false and part.value is not None:
        raise CannotDecide("what is infinite has no value")
    if any(e.has(part.variable) for e in (*known, part.finite)):
        raise CannotDecide(f"something beside the integrand depends on its variable {part.variable}")
    free = free_of(part.variable, given)
    for chart in sign_charts(free):
        there = charted(free, chart)
        gaps = _gaps(part, chart, there)
        _require_finite_iff(part, gaps, chart, there)
        if part.value is not None and part.finite != sp.false:
            _require_value(part, chart, there)


def _gaps(part: ImproperIntegral, chart: dict[sp.Symbol, sp.Expr], given: Given) -> list[sp.Expr]:
    """For each improper end what has to be positive there for the integral to be finite."""
    shape = decide.power_product(in_chart(part.integrand, chart), part.variable, given)
    low, high = (in_chart(end, chart) for end in (part.low, part.high))
    gaps = []
    if low == 0:
        gaps.append(sp.cancel(shape.exponent_at(sp.S.Zero) + 1))
    elif high != sp.oo or certain_sign(low, given) < STRICT:
        raise CannotDecide(f"({part.low}, {part.high}) is not (0, oo), (0, high) or (low, oo)")
    if high == sp.oo:
        gaps.append(sp.cancel(-shape.exponent_at(sp.oo) - 1))
    elif certain_sign(high, given) < STRICT:
        raise CannotDecide(f"the end {part.high} is not shown positive")
    return gaps


def _require_finite_iff(
    part: ImproperIntegral, gaps: list[sp.Expr], chart: dict[sp.Symbol, sp.Expr], given: Given
) -> None:
    """All gaps but one are positive, and that one is so iff the integral is said to be finite."""
    if part.finite == sp.false:
        if not any(decide.positive(-gap, given, strict=False).proved for gap in gaps):
            raise CannotDecide(f"{gaps[0]} is not shown to be at most 0")
        return
    open_gaps = [gap for gap in gaps if not decide.positive(gap, given).proved]
    if part.finite == sp.true:
        if open_gaps:
            raise CannotDecide(f"{open_gaps[0]} is not shown positive")
        return
    if not isinstance(part.finite, sp.StrictLessThan | sp.StrictGreaterThan):
        raise CannotDecide(f"{part.finite} is not a strict condition")
    bound = in_chart(part.finite.gts - part.finite.lts, chart)
    if len(open_gaps) > 1 or bound == 0:
        raise CannotDecide("more than one end is in question")
    (gap,) = open_gaps or gaps[-1:]
    decide.same_sign(gap, bound, sp.cancel(gap / bound), given).require()


def _require_value(part: ImproperIntegral, chart: dict[sp.Symbol, sp.Expr], given: Given) -> None:
    """The value is right wherever the integral is finite."""
    assert part.value is not None
    if part.finite != sp.true:
        sides = (in_chart(side, chart) for side in part.finite.args)
        given = (*given, Condition(part.finite.func(*sides, evaluate=False)))
    integrand, claimed, low, high = (in_chart(e, chart) for e in (part.integrand, part.value, part.low, part.high))
    shape = decide.power_product(integrand, part.variable, given)
    if shape.shift is None and low != high:
        e = shape.exponent + 1
        ends = ((high, 1), (low, -1))
        closed = sp.Add(*(sign * shape.factor * end**e / e for end, sign in ends if end not in (0, sp.oo)))
        zero(closed - claimed, given).require()
        return
    if low == 0 and high != sp.oo:
        zero(_euler(_euler_integral(shape, high) - claimed), given).require()
        return
    if integrand.has(low):
        raise CannotDecide(f"the integrand depends on the end {low}")
    if not (low.is_Symbol and high == sp.oo):
        raise CannotDecide("over (0, oo) a value is Euler's Beta integral, which has a rule of its own")
    # From 0 on, which may be outside of the range that is assumed.
    require_plain(low, "positive")
    given = (*free_of(low, given), Sign(low, "positive"))
    require_smooth(claimed, low, given)
    zero(decide.derivative(claimed, low) + integrand.subs(part.variable, low), given).require()
    start = decide.at_point(claimed, low, sp.S.Zero, given)
    start = start.replace(sp.beta, lambda a, b: sp.beta(sp.cancel(a), sp.cancel(b)))
    _, beta = decide.beta_value(integrand, part.variable, given)
    zero(beta - start, given).require()


def _euler_integral(shape: decide.PowerProduct, high: sp.Expr) -> sp.Expr:
    """k s^(a-1) (s+lam)^(-b) integrated over (0, high): k lam^(-b) high^a/a 2F1(b, a; a+1; -high/lam) (DLMF 15.6.1)."""
    a, b = shape.exponent + 1, -shape.shifted
    return shape.factor * shape.shift ** (-b) * high**a / a * sp.hyper([b, a], [a + 1], -high / shape.shift)


def _euler(expression: sp.Expr) -> sp.Expr:
    """Every 2F1(b, a; a+1; z) written in one way, so that equal ones are one opaque atom."""

    def canonical(atom: sp.hyper) -> sp.Expr:
        b, a, z = map(sp.cancel, template(atom))
        return sp.hyper([b, a], [sp.cancel(a + 1)], z)

    return expression.replace(lambda e: isinstance(e, sp.hyper), canonical)
