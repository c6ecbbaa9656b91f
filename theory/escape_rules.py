"""Rules for escape times."""

from __future__ import annotations

import sympy as sp

from theory import kernel
from theory.definitions import InverseMetric
from theory.domain import admit
from theory.escape import ReachTime
from theory.hypotheses import Hypothesis, charted, sign_charts
from theory.kernel import Decision
from theory.normal_form import STRICT, WEAK, CannotDecide, certain_sign
from theory.parts import Inequality

Given = tuple[Hypothesis, ...]


def ordered_times(part: Inequality, given: Given) -> Decision:
    """ReachTime(L, q, omega, delta) < ReachTime(L, q_2, omega, delta) for q < q_2, omega <= 1 and delta <= 1.

    The time is the integral of dx/h over (0, delta). On the leaf h is a function of X = x^q and lambda = omega^q, which
    rises in X and does not fall in lambda. With q neither x^q nor omega^q rises; x^q falls for 0 < x < 1, so h does.
    """
    rule = "the speed at every x < 1 falls as the exponent rises"
    if not (isinstance(part.left, ReachTime) and isinstance(part.right, ReachTime)):
        return Decision(False, rule, "both sides have to be times to reach a size")
    (depth, q, omega, delta), (other_depth, larger, *same) = part.left.args, part.right.args
    if other_depth != depth or same != [omega, delta]:
        return Decision(False, rule, "the times differ in more than the exponent")
    try:
        admit(given, part.left, part.right)
        for chart in sign_charts(given):
            there = charted(given, chart)
            here = [e.subs(chart, simultaneous=True) for e in (depth, q, larger, omega, delta)]
            _require_sizes(here[0], here[1:], there)
            for decision in (kernel.positive(here[2] - here[1], there), *_speed_rises(here[0], there)):
                if not decision.proved:
                    raise CannotDecide(decision.reason)
    except CannotDecide as obstacle:
        return Decision(False, rule, str(obstacle))
    return Decision(True, rule)


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


def _speed_rises(depth: sp.Expr, given: Given) -> tuple[Decision, ...]:
    """dX/du > 0; dh/du > 0, so h rises in X at fixed lambda; and dh/dlambda >= 0 at fixed X.

    The last one is (h_lambda X_u - h_u X_lambda)/X_u, where X = u (u+lambda)^(L-1).
    """
    u, lam = sp.Dummy("u", positive=True), sp.Dummy("lambda", positive=True)
    speed, power = InverseMetric.unfold(depth, sp.S.One, lam, u), u * (u + lam) ** (depth - 1)
    at_fixed_power = sp.diff(speed, lam) * sp.diff(power, u) - sp.diff(speed, u) * sp.diff(power, lam)
    return (
        kernel.positive(sp.diff(power, u), given),
        kernel.positive(sp.diff(speed, u), given),
        kernel.positive(at_fixed_power, given, strict=False),
    )
