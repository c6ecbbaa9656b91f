"""Rules for products of weights: critical points and factorizations."""

from __future__ import annotations

import sympy as sp

from theory import kernel
from theory.domain import admit, not_above
from theory.flow_field import FORCE
from theory.hypotheses import Depth, Hypothesis, charted, sign_charts
from theory.kernel import Decision
from theory.normal_form import STRICT, WEAK, CannotDecide, certain_sign
from theory.parts import CriticalPoint, Factorization

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
            force, others = (e.subs(chart, simultaneous=True) for e in (FORCE, part.others))
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
    """The condition for being critical says n >= 2 for every n from the least on; the condition is linear in n."""
    n, condition = part.vanishing, part.critical
    counts = range(least, max(least, 2) + 1)
    if n.is_Integer or condition in (sp.true, sp.false):
        said = {least: condition}
        counts = counts if not n.is_Integer else range(least, least + 1)
        if any((condition == sp.true) != (k >= 2) or condition not in (sp.true, sp.false) for k in counts):
            raise CannotDecide(f"{said[least]} is not the condition that two weights vanish")
        return
    if not isinstance(condition, ORDERED):
        raise CannotDecide(f"{condition} is no inequality")
    gap = condition.gts - condition.lts
    slope = sp.diff(gap, n)
    if gap.free_symbols != {n} or not (slope.is_Rational and slope > 0):
        raise CannotDecide(f"{condition} is not a lower bound on {n}")
    if any(bool(condition.subs(n, k)) != (k >= 2) for k in counts):
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
        here = value.subs(chart, simultaneous=True)
        match = next((e for e in expected if kernel.zero(here - e, given).proved), None)
        if match is None or certain_sign(times, given) < WEAK:
            raise CannotDecide(f"{value} is no eigenvalue, or not {times} times")
        found[match] += times
    for value, times in found.items():
        if not kernel.zero(times - expected[value], given).proved:
            raise CannotDecide(f"{value} has the multiplicity {expected[value]}, not {times}")


def tangent(part: Factorization, given: tuple[Hypothesis, ...]) -> Decision:
    """The summand lies above its tangent in log|w| at equal weights."""
    return Decision(False, "tangent", f"'{part.text}' is not decided yet")
