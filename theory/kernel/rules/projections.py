"""Rules for where mirror flows end: Bregman projections, and minimisers of potentials that are nearly norms."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from neversaddle.theory.definitions.leaf import InverseMetric
from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.decide import Decision, unfolded
from neversaddle.theory.kernel.domain import admit
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.statement.hypotheses import Hypothesis, Sign
from neversaddle.theory.statement.kinds import Inequality, NearMinimiser, Projection


def row_space(part: Projection, given: tuple[Hypothesis, ...]) -> Decision:
    """Decide by the first-order condition y* - y_0 in the row space of Z, which is the projection's and nothing else's.

    R'' = 1/h with h > 0 on all of the leaf, so R is strictly convex and C^1 on the line and x -> x* takes y -> y*.
    Three points: D(x, x_0) - D(x*, x_0) = D(x, x*) + <y* - y_0, x - x*>, where D(x, x*) >= 0, and Z(x - x*) = 0.
    Phi_q linear: y(t) - y_0 = -int Z^T r dt, in the row space for all data.
    One datum z: the gradient is f' z and Phi_q is multiplicative, so y - y_0 = s Phi_q(z), s != 0 off the start; it is
    a multiple of z = (a, b) iff Phi_q(a) b = Phi_q(b) a, that is |a|^(q-2) = |b|^(q-2).
    """
    rule = "y* - y_0 lies in the row space of Z, and R is strictly convex"
    try:
        admit(given, part.depth, part.q, part.lam, *part.data)
        if part.depth.is_integer is not True:
            raise CannotDecide(f"the depth {part.depth} is not known to be a whole number")
        _require_convex(part, given)
        if part.holds == sp.true:
            s = sp.Symbol("s_any", real=True)
            _require(
                decide.zero(duality_map(part.q, s) - s, (*given, Sign(s, "real"))),
                f"Phi_q is not linear at q = {part.q}",
            )
            _require_three_points()
        else:
            _require_equal_sizes(part, given)
    except CannotDecide as obstacle:
        return Decision(False, rule, str(obstacle))
    return Decision(True, rule)


def _require(decision: Decision, what: str) -> None:
    if not decision.proved:
        raise CannotDecide(f"{what}: {decision.reason}")


def _require_convex(part: Projection, given: Sequence[Hypothesis]) -> None:
    """h > 0 for u > 0 and at u = 0, and q, L where there are such flows."""
    for low in (part.depth - 1, part.q - 1):
        _require(decide.positive(low, given, strict=False), f"{low} is not shown to be at least 0")
    for u in (sp.Dummy("u", positive=True), sp.S.Zero):
        metric = unfolded(InverseMetric(part.depth, part.q, part.lam, u), given)
        _require(decide.positive(metric, given), f"the inverse metric {metric} is not shown positive")


def _require_three_points() -> None:
    """D(x, x_0) - D(x*, x_0) = D(x, x*) + (y* - y_0)(x - x*), with D(a, b) = R(a) - R(b) - R'(b)(a - b)."""
    x, start, end = ([sp.Dummy(f"{name}_{at}", real=True) for name in "xRy"] for at in ("any", "start", "end"))

    def divergence(a: list[sp.Symbol], b: list[sp.Symbol]) -> sp.Expr:
        return a[1] - b[1] - b[2] * (a[0] - b[0])

    slope = (end[2] - start[2]) * (x[0] - end[0])
    gap = divergence(x, start) - divergence(end, start) - divergence(x, end) - slope
    _require(decide.zero(gap, ()), "the three-point identity")


def _require_equal_sizes(part: Projection, given: tuple[Hypothesis, ...]) -> None:
    """One datum of two nonzero entries, 1 <= q < 2: Phi_q(a) b = Phi_q(b) a iff |a| = |b|."""
    if len(part.data) != 2:
        raise CannotDecide("an equivalence is decided for one datum of two entries")
    a, b = part.data
    sizes = sp.Abs(a), sp.Abs(b)
    if not isinstance(part.holds, sp.Eq) or part.holds.args not in (sizes, sizes[::-1]):
        raise CannotDecide(f"{part.holds} is not |{a}| = |{b}|")
    for entry in part.data:
        _require(decide.positive(sp.Abs(entry), given), f"{entry} may vanish")
    _require(decide.positive(2 - part.q, given), f"{part.q} is not shown to be below 2")
    cross = duality_map(part.q, a) * b - duality_map(part.q, b) * a
    apart = sizes[0] ** (part.q - 2) - sizes[1] ** (part.q - 2)
    _require(decide.zero(cross - a * b * apart, given), "Phi_q(a) b - Phi_q(b) a = a b (|a|^(q-2) - |b|^(q-2))")


def sandwich(part: NearMinimiser, given: tuple[Hypothesis, ...], lower: Inequality, upper: Inequality) -> Decision:
    """norm - gap <= objective and objective <= norm, settled: the minimiser x* of the objective against any other x.

    sum norm(x*) - sum gap(x*) <= sum objective(x*) <= sum objective(x) <= sum norm(x), all sums over coordinates.
    """
    rule = "norm - gap <= objective <= norm in each coordinate"
    stated = ((lower, part.norm - part.gap, part.objective), (upper, part.objective, part.norm))
    try:
        admit(given, part.objective, part.norm, part.gap)
        _require_one_coordinate(part, given)
        for settled, left, right in stated:
            gap = settled.right - settled.left - (right - left)
            _require(decide.zero(gap, given), f"'{settled.text}' is not {left} <= {right}")
    except CannotDecide as obstacle:
        return Decision(False, rule, str(obstacle))
    return Decision(True, rule)


def _require_one_coordinate(part: NearMinimiser, given: tuple[Hypothesis, ...]) -> None:
    """The settled parts hold wherever the variable may run: something is assumed of it, and all else is one for all."""
    if not any(getattr(h, "symbol", None) == part.variable for h in given):
        raise CannotDecide(f"nothing is assumed of {part.variable}")
