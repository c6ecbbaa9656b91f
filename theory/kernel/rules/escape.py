"""Rules for escape times."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.definitions.escape import ReachTime
from neversaddle.theory.definitions.leaf import InverseMetric
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import charted, in_chart, sign_charts
from neversaddle.theory.kernel.decide import rule
from neversaddle.theory.kernel.domain import admit, require_defined
from neversaddle.theory.kernel.normal_form import STRICT, WEAK, CannotDecide, certain_sign
from neversaddle.theory.statement.hypotheses import Depth, Given
from neversaddle.theory.statement.kinds import Inequality


@rule("the speed at every x < 1 falls as the exponent rises")
def ordered_times(part: Inequality, given: Given) -> None:
    """ReachTime(L, q, omega, delta) < ReachTime(L, q_2, omega, delta) for q < q_2, omega <= 1 and delta <= 1.

    The time is the integral of dx/h over (0, delta). On the leaf h is a function of X = x^q and lambda = omega^q, which
    rises in X and does not fall in lambda. With q neither x^q nor omega^q rises; x^q falls for 0 < x < 1, so h does.
    """
    if part.tight is not None:
        raise CannotDecide("the times are nowhere equal")
    if not (isinstance(part.left, ReachTime) and isinstance(part.right, ReachTime)):
        raise CannotDecide("both sides have to be times to reach a size")
    (depth, q, omega, delta), (other_depth, larger, *same) = part.left.args, part.right.args
    if other_depth != depth or same != [omega, delta]:
        raise CannotDecide("the times differ in more than the exponent")
    admit(given, part.left, part.right)
    for chart in sign_charts(given):
        there = charted(given, chart)
        here = [in_chart(e, chart) for e in (depth, q, larger, omega, delta)]
        _require_sizes(here[0], here[1:], there)
        decide.positive(here[2] - here[1], there).require()
    _require_speed_rises(depth, given)


def _require_sizes(depth: sp.Expr, sizes: list[sp.Expr], given: Given) -> None:
    """0 < omega <= 1, 0 < delta <= 1, exponents above 0 and a whole depth."""
    for e in sizes:
        if certain_sign(e, given) < STRICT:
            raise CannotDecide(f"{e} is not shown positive")
    for e in sizes[2:]:
        if certain_sign(sp.cancel(1 - e), given) < WEAK:
            raise CannotDecide(f"{e} is not shown to be at most 1")
    if not depth.is_integer:
        raise CannotDecide(f"the depth {depth} is not a whole number")


def _require_speed_rises(depth: sp.Expr, given: Given) -> None:
    """dX/du > 0; dh/du > 0, so h rises in X at fixed lambda; and dh/dlambda >= 0 at fixed X.

    The last one is (h_lambda X_u - h_u X_lambda)/X_u, where X = u (u+lambda)^(L-1).
    """
    depths = tuple(h for h in given if isinstance(h, Depth))
    u, lam = sp.Dummy("u", positive=True), sp.Dummy("lambda", positive=True)
    speed, power = InverseMetric.unfold(depth, sp.S.One, lam, u), u * (u + lam) ** (depth - 1)
    at_fixed_power = sp.diff(speed, lam) * sp.diff(power, u) - sp.diff(speed, u) * sp.diff(power, lam)
    for rise, strict in ((sp.diff(power, u), True), (sp.diff(speed, u), True), (at_fixed_power, False)):
        decide.positive(rise, depths, strict).require()


@rule("to get less far, from larger weights, takes no more time")
def not_later(left: sp.Expr, right: sp.Expr, given: Given) -> None:
    """Decide left <= right for multiples of times to reach a size, at one depth and exponent.

    Times are not negative, grow with the size to be reached, and do not grow with the size of the weights at the start.
    """
    admit(given, left, right)
    for chart in sign_charts(given):
        there = charted(given, chart)
        sides = [_multiple(in_chart(e, chart), there) for e in (left, right)]
        (less, first), (more, second) = sides
        if certain_sign(-less, there) >= WEAK and certain_sign(more, there) >= WEAK:
            continue
        gaps = (less, more - less, first[2] - second[2], second[3] - first[3])
        if first[:2] != second[:2] or any(certain_sign(sp.cancel(gap), there) < WEAK for gap in gaps):
            raise CannotDecide(f"{left} is not shown to be a part of {right}")
        _require_speed_rises(first[0], given)


def _multiple(side: sp.Expr, given: Given) -> tuple[sp.Expr, tuple[sp.Expr, ...]]:
    """A multiple of one time as the factor and the time's arguments."""
    factor, rest = side.as_independent(ReachTime, as_Add=False)
    if not isinstance(rest, ReachTime):
        raise CannotDecide(f"{side} is not a multiple of a time")
    require_defined(rest, given)
    return factor, rest.args
