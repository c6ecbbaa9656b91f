"""Proof steps: each names a part of a claim and the rule by which the kernel (or ball arithmetic) is to decide it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from theory import kernel
from theory.definitions import InverseMetric
from theory.flow_field import FORCE
from theory.hypotheses import Condition, Sign
from theory.kernel import Decision
from theory.statement import (
    Claim,
    Dissipation,
    Equivalence,
    Evolves,
    Identity,
    ImproperIntegral,
    Inequality,
    Minimiser,
    Part,
)

#: The inverse metric of a coordinate, in the hypotheses of a Dissipation.
METRIC = sp.Symbol("h", real=True)


@dataclass(frozen=True)
class Step:
    """One step of a proof: the part it settles and the rule to apply, with what the rule needs to be told."""

    part: Part
    rule: str
    details: dict[str, Any] = field(default_factory=dict)


def by_normal_form(part: Part) -> Step:
    """Both sides have the same normal form."""
    return Step(part, "normal form")


def by_derivative(part: Part, variable: sp.Symbol, at: sp.Expr = sp.S.Zero, using: tuple[Part, ...] = ()) -> Step:
    """Both sides have the same derivative in `variable` and the same value at a point; `using`: settled parts."""
    return Step(part, "derivative", {"variable": variable, "at": at, "using": using})


def by_rate(part: Part) -> Step:
    """The chain rule along the flow gives the stated rate, for every sign of the weights and of the force."""
    return Step(part, "rate")


def by_coefficients(part: Part) -> Step:
    """The difference of the sides has coefficients of one sign."""
    return Step(part, "coefficients")


def by_powers(part: Part) -> Step:
    """The quotient of the (positive) sides is a product of powers, each at least 1."""
    return Step(part, "powers")


def by_monotonicity(part: Part, variable: sp.Symbol) -> Step:
    """The difference of the sides is >= 0 at 0 and does not decrease in `variable` >= 0."""
    return Step(part, "monotonicity", {"variable": variable})


def by_unimodality(part: Part, variable: sp.Symbol, at: sp.Expr, increasing: sp.Expr, weight: sp.Expr) -> Step:
    """right - left is 0 at `at`, and its derivative is weight * (increasing - its value at `at`) with weight > 0."""
    return Step(part, "unimodality", {"variable": variable, "at": at, "increasing": increasing, "weight": weight})


def by_common_sign(part: Part) -> Step:
    """All conditions are positive multiples of one."""
    return Step(part, "common sign")


def by_convexity(part: Part) -> Step:
    """A stationary point of a convex function."""
    return Step(part, "convexity")


def by_beta_integral(part: Part) -> Step:
    """Euler's Beta integral."""
    return Step(part, "Beta integral")


def by_pointwise_bound(part: Part) -> Step:
    """c^2 <= factor * metric * |c|^q at every moment, and -df/dt = sum metric |c|^q (claim `descent`)."""
    return Step(part, "pointwise bound")


def by_balls(part: Part) -> Step:
    """Ball arithmetic encloses both sides; gives ENCLOSED, not PROVED."""
    return Step(part, "balls")


def decide(claim: Claim, step: Step) -> Decision:
    """Let the kernel decide one step of a claim's proof; "balls" is not the kernel's and is left undecided here."""
    given = claim.hypotheses(step.part) if step.part in claim.says else step.part.given + claim.given
    match step.part, step.rule:
        case Identity(left=left, right=right), "normal form":
            return kernel.zero(_unfolded(left - right), given)
        case Identity(left=left, right=right), "derivative":
            variable, at = step.details["variable"], step.details["at"]
            known = {_unfolded(part.left): _unfolded(part.right) for part in step.details["using"]}
            return kernel.equal_by_derivative(_unfolded(left), _unfolded(right), variable, at, given, known)
        case Evolves() as part, "rate":
            return _decide_rate(part, given)
        case Inequality(left=left, right=right, strict=strict), "coefficients":
            return kernel.positive(_unfolded(right - left), given, strict)
        case Inequality(left=left, right=right, strict=strict), "powers":
            return kernel.at_least_one(_unfolded(right / left), given, strict)
        case Inequality(strict=False) as part, "monotonicity":
            return _decide_monotone(part, given, **step.details)
        case Inequality() as part, "unimodality":
            return _decide_unimodal(part, given, **step.details)
        case Equivalence(conditions=conditions), "common sign":
            return _decide_equivalence(conditions, given)
        case Minimiser(objective=objective, variable=variable, at=at), "convexity":
            return kernel.convex_minimum(objective, variable, at, given)
        case ImproperIntegral() as part, "Beta integral":
            if not isinstance(part.finite, sp.StrictLessThan | sp.StrictGreaterThan):
                return Decision(False, step.rule, f"{part.finite} is not a strict condition")
            gap = part.finite.gts - part.finite.lts
            return kernel.power_integral(part.integrand, part.variable, part.value, gap, given)
        case Dissipation() as part, "pointwise bound":
            return _decide_dissipation(part, given)
    return Decision(False, step.rule, f"no rule '{step.rule}' for a {type(step.part).__name__}")


def _unfolded(expression: sp.Expr) -> sp.Expr:
    """Definitions and unevaluated derivatives written out."""
    written = expression.replace(InverseMetric, InverseMetric.unfold)
    return written.replace(sp.Derivative, lambda e, *variables: sp.diff(e, *variables))


def _decide_rate(part: Evolves, given: tuple[Any, ...]) -> Decision:
    try:
        rate = part.along.rate(part.quantity)
    except ValueError as refusal:
        return Decision(False, "chain rule along the flow", str(refusal))
    difference = _unfolded(rate - part.rate)
    if part.along.balance is not None:
        # On a leaf w_1 -> u = w_1^q is one to one, and everything is a generalised monomial in u.
        (w,) = part.along.weights
        difference = difference.xreplace({w: sp.Symbol("u", positive=True) ** (1 / part.along.q)})
    decision = kernel.zero(difference, given)
    return Decision(decision.proved, f"chain rule along the flow, then {decision.rule}", decision.reason)


def _decide_monotone(part: Inequality, given: tuple[Any, ...], variable: sp.Symbol) -> Decision:
    gap = _unfolded(part.right - part.left)
    rule = f"non-negative at {variable} = 0 and never decreasing in {variable}"
    start = kernel.positive(gap.subs(variable, 0), given, strict=False)
    if not start.proved and not kernel.zero(gap.subs(variable, 0), given).proved:
        return Decision(False, rule, f"at {variable} = 0: {start.reason}")
    slope = kernel.positive(sp.diff(gap, variable), given, strict=False)
    return Decision(slope.proved, rule, slope.reason)


def _decide_unimodal(
    part: Inequality, given: tuple[Any, ...], variable: sp.Symbol, at: sp.Expr, increasing: sp.Expr, weight: sp.Expr
) -> Decision:
    gap = _unfolded(part.right - part.left)
    rise = increasing - increasing.subs(variable, at)
    rule = f"zero at {variable} = {at}, falling before it and rising after it"
    if part.strict:
        return Decision(False, rule, "equality holds at that point")
    for decision in (
        kernel.zero(gap.subs(variable, at), given),
        kernel.zero(sp.diff(gap, variable) - weight * rise, given),
        kernel.positive(weight, given),
        kernel.positive(sp.diff(increasing, variable), given),
    ):
        if not decision.proved:
            return Decision(False, rule, decision.reason)
    return Decision(True, rule)


def _decide_equivalence(conditions: tuple[Any, ...], given: tuple[Any, ...]) -> Decision:
    rule = "each condition is a positive multiple of the first"
    first = conditions[0]
    weak = isinstance(first, sp.LessThan | sp.GreaterThan)
    for other in conditions[1:]:
        if isinstance(other, sp.LessThan | sp.GreaterThan) != weak:
            return Decision(False, rule, f"{first} and {other} differ in strictness")
        gaps = first.gts - first.lts, other.gts - other.lts
        decision = kernel.same_sign(gaps[1], gaps[0], sp.cancel(gaps[1] / gaps[0]), given)
        if not decision.proved:
            return Decision(False, rule, decision.reason)
    return Decision(True, rule)


def _decide_dissipation(part: Dissipation, given: tuple[Any, ...]) -> Decision:
    rule = "pointwise bound, integrated with -df/dt = sum_j h_j |c_j|^q"
    assumed = {(h.relation.gts, h.relation.lts) for h in given if isinstance(h, Condition)}
    for larger, smaller in ((part.bound, sp.Abs(FORCE)), (METRIC, part.floor)):
        if (larger, smaller) not in assumed:
            return Decision(False, rule, f"needs the hypothesis {larger} >= {smaller}")
    # By evenness c > 0 suffices, and c = 0 is trivial; B = c (1 + b) and h = mu (1 + e) with b, e >= 0.
    c, mu = sp.Symbol("c_size", positive=True), sp.Symbol("mu_size", positive=True)
    over, above = sp.symbols("b_over e_over", nonnegative=True)
    ratio = part.factor * METRIC * c ** (part.q - 2)
    ratio = ratio.subs({part.bound: c * (1 + over), METRIC: mu * (1 + above), part.floor: mu}, simultaneous=True)
    decision = kernel.at_least_one(ratio, [h for h in given if not isinstance(h, Sign)])
    return Decision(decision.proved, rule, decision.reason)
