"""Rules for products of weights: critical points and factorizations."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import Decision
from neversaddle.theory.kernel.domain import admit, not_above, require_smooth
from neversaddle.theory.kernel.normal_form import STRICT, WEAK, CannotDecide, certain_sign
from neversaddle.theory.motion.flow import FORCE
from neversaddle.theory.statement.hypotheses import Depth, Hypothesis
from neversaddle.theory.statement.kinds import CriticalPoint, Factorization

ORDERED = sp.StrictGreaterThan | sp.StrictLessThan | sp.GreaterThan | sp.LessThan


def multilinearity(part: CriticalPoint, given: tuple[Hypothesis, ...]) -> Decision:
    """Slopes and curvatures are products that hold all vanishing weights but one or two.

    With n vanishing weights, dx/dw of one of them is P 0^(n-1), so the gradient is zero iff n >= 2 (for n = 0 all
    slopes are P/w). Then all slopes vanish, f'' plays no part, and the Hessian is c d^2x/dw dw: between two of the
    vanishing weights it is c P 0^(n-2), elsewhere a product that vanishes. For n = 2 that is one block ((0, cP),
    (cP, 0)) with the eigenvalues cP, -cP.
    """
    rule = "x is linear in each weight"
    try:
        admit(given, part.depth, part.vanishing, FORCE, part.others, *(e for pair in part.spectrum for e in pair))
        admit(given, *part.critical.args)
        for chart in sign_charts(given):
            there = charted(given, chart)
            force, others = (in_chart(e, chart) for e in (FORCE, part.others))
            for e in (force, others):
                if abs(certain_sign(e, there)) < STRICT:
                    raise CannotDecide(f"{e} may vanish")
            least = _least(part.vanishing, there)
            if _least(part.depth, there) < 1 or not not_above(part.vanishing, part.depth, there):
                raise CannotDecide(f"that {part.vanishing} of {part.depth} weights vanish is not shown to be possible")
            _require_two(part, least)
            if part.spectrum:
                _require_spectrum(part, least, force * others, chart, there)
    except CannotDecide as obstacle:
        return Decision(False, rule, str(obstacle))
    return Decision(True, rule)


def _least(number: sp.Expr, given: tuple[Hypothesis, ...]) -> int:
    """The least value of a whole number >= 0."""
    if number.is_Integer and number >= 0:
        return int(number)
    for h in given:
        if isinstance(h, Depth) and h.symbol == number and h.at_least >= 0:
            return h.at_least
    raise CannotDecide(f"{number} is not shown to be a whole number >= 0")


def _require_two(part: CriticalPoint, least: int) -> None:
    """The condition for being critical says n >= 2 for every n from the least on."""
    n, condition = part.vanishing, part.critical
    if n.is_Integer or condition in (sp.true, sp.false):
        certain = sp.true if least >= 2 else sp.false if n.is_Integer else None
        if condition != certain:
            raise CannotDecide(f"{condition} is not the condition that two weights vanish")
        return
    if not isinstance(condition, ORDERED):
        raise CannotDecide(f"{condition} is no inequality")
    gap, weak = condition.gts - condition.lts, isinstance(condition, sp.GreaterThan | sp.LessThan)
    if gap.free_symbols != {n} or certain_sign(gap, (Depth(n, max(least, 2)),)) < (WEAK if weak else STRICT):
        raise CannotDecide(f"{condition} is not shown for all {n} >= 2")
    if any(bool(condition.subs(n, k)) for k in range(least, 2)):
        raise CannotDecide(f"{condition} is not {n} >= 2")


def _require_spectrum(
    part: CriticalPoint,
    least: int,
    curvature: sp.Expr,
    chart: dict[sp.Symbol, sp.Expr],
    given: tuple[Hypothesis, ...],
) -> None:
    """The stated eigenvalues, with multiplicities added up, are {cP, -cP, 0, ...} for n = 2 and zeros for n >= 3."""
    if least < 2 or (least == 2 and not part.vanishing.is_Integer):
        raise CannotDecide("the eigenvalues are known for n = 2 and for n >= 3")
    expected = {sp.S.Zero: part.depth} if least > 2 else {
        curvature: sp.S.One, -curvature: sp.S.One, sp.S.Zero: part.depth - 2
    }  # fmt: skip
    found = dict.fromkeys(expected, sp.S.Zero)
    for value, times in part.spectrum:
        here = in_chart(value, chart)
        match = next((e for e in expected if decide.zero(here - e, given).proved), None)
        if match is None or certain_sign(times, given) < WEAK:
            raise CannotDecide(f"{value} is no eigenvalue, or not {times} times")
        found[match] += times
    for value, times in found.items():
        if not decide.zero(times - expected[value], given).proved:
            raise CannotDecide(f"{value} has the multiplicity {expected[value]}, not {times}")


def tangent(part: Factorization, given: tuple[Hypothesis, ...]) -> Decision:
    """The summand lies above its tangent in log|w| at equal weights w_0 = product^(1/depth), which attain the value.

    g(w) - g(w_0) - w_0 g'(w_0) log(w/w_0) is 0 at w_0 and has the derivative (w g'(w) - w_0 g'(w_0))/w, so w g' rising
    keeps it non-negative; summed over weights whose moduli have the product w_0^depth, the logarithms cancel.
    """
    rule, g, w = "tangent in log|w| at equal weights", part.summand, sp.Dummy("w", positive=True)
    counted = any(isinstance(h, Depth) and h.symbol == part.depth and h.at_least >= 1 for h in given)
    if not counted and not (part.depth.is_Integer and part.depth >= 1):
        return Decision(False, rule, f"{part.depth} is not known to be a number of weights")
    if part.value.has(part.weight) or part.depth.has(part.product) or part.product == part.weight:
        return Decision(False, rule, f"the value {part.value} is not one of {part.product} alone")
    try:
        bare = g.xreplace({part.weight: sp.Dummy("w", real=True)})
        admit(tuple(h for h in given if getattr(h, "symbol", None) != part.weight), bare, part.value, part.depth)
        on_size, mirrored = g.subs(part.weight, w), g.subs(part.weight, -w)
        require_smooth(on_size, w, given)
        for decision in (
            decide.positive(part.product, given),
            decide.zero(on_size - mirrored, given),
            decide.positive(sp.diff(w * sp.diff(on_size, w), w), given, strict=False),
            decide.zero(part.depth * on_size.subs(w, part.product ** (1 / part.depth)) - part.value, given),
        ):
            if not decision.proved:
                return Decision(False, rule, decision.reason)
    except CannotDecide as obstacle:
        return Decision(False, rule, str(obstacle))
    return Decision(True, rule)
