"""Proof steps: each names a part of a claim and the rule by which the kernel (or ball arithmetic) is to decide it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from theory import kernel
from theory.definitions import InverseMetric
from theory.domain import admit, from_zero, require_defined, require_smooth, require_within
from theory.flow_field import FORCE
from theory.hypotheses import Condition, Hypothesis, Sign, charted, sign_charts
from theory.kernel import Decision
from theory.normal_form import CannotDecide
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
ORDERED = sp.StrictGreaterThan | sp.StrictLessThan | sp.GreaterThan | sp.LessThan


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
    texts = [part.text for part in claim.says]
    if len(set(texts)) < len(texts) or (step.part not in claim.says and step.part.text in texts):
        return Decision(False, step.rule, f"'{step.part.text}' is the text of two parts")
    given = claim.hypotheses(step.part)
    try:
        if isinstance(step.part, Identity | Inequality):
            # Before anything is evaluated: what cancels later need not have been defined.
            admit(given, step.part.left, step.part.right)
            for chart, side in itertools.product(sign_charts(given), (step.part.left, step.part.right)):
                require_defined(side.replace(InverseMetric, InverseMetric.unfold), charted(given, chart), chart)
        return _decide(claim, step, given)
    except CannotDecide as obstacle:
        return Decision(False, step.rule, str(obstacle))


def _decide(claim: Claim, step: Step, given: tuple[Hypothesis, ...]) -> Decision:
    match step.part, step.rule:
        case Identity(left=left, right=right), "normal form":
            return kernel.zero(_unfolded(left - right, given), given)
        case Identity(left=left, right=right), "derivative":
            variable, at = step.details["variable"], step.details["at"]
            known = _known(claim, step, given)
            return kernel.equal_by_derivative(
                _unfolded(left, given), _unfolded(right, given), variable, at, given, known
            )
        case Evolves() as part, "rate":
            return _decide_rate(part, given)
        case Inequality(left=left, right=right, strict=strict), "coefficients":
            return kernel.positive(_unfolded(right - left, given), given, strict)
        case Inequality(left=left, right=right, strict=strict), "powers":
            below = kernel.positive(_unfolded(left, given), given)
            ratio = kernel.at_least_one(_unfolded(right / left, given), given, strict)
            return ratio if below.proved else Decision(False, ratio.rule, f"{left} is not shown positive")
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


def _unfolded(expression: sp.Expr, given: tuple[Hypothesis, ...]) -> sp.Expr:
    """Definitions and unevaluated derivatives written out; a derivative of what is not smooth cannot be."""
    for derivative in expression.atoms(sp.Derivative):
        for variable in derivative.variables:
            require_smooth(derivative.expr, variable, given)
    written = expression.replace(InverseMetric, InverseMetric.unfold)
    return written.replace(sp.Derivative, lambda e, *variables: sp.diff(e, *variables))


def _known(claim: Claim, step: Step, given: tuple[Hypothesis, ...]) -> dict[sp.Expr, sp.Expr]:
    """The equalities a step uses, each settled by an earlier step under no more than is given here."""
    used: tuple[Identity, ...] = step.details["using"]
    before = list(itertools.takewhile(lambda s: s != step, claim.proof(claim))) if used and claim.proof else []
    for part in used:
        if not any(earlier.part == part and decide(claim, earlier).proved for earlier in before):
            raise CannotDecide(f"'{part.text}' is used before it is settled")
        if not set(claim.hypotheses(part)) <= set(given):
            raise CannotDecide(f"'{part.text}' holds under more than is assumed here")
    return {_unfolded(part.left, given): _unfolded(part.right, given) for part in used}


def _decide_rate(part: Evolves, given: tuple[Hypothesis, ...]) -> Decision:
    flow = part.along
    if flow.balance is not None and (flow.decay != 0 or flow.depth is None):
        return Decision(False, "chain rule along the flow", "a leaf has a depth, and decay does not keep its balance")
    admit(given, part.quantity, part.rate, flow.rest, flow.decay, flow.q)
    for weight in flow.weights:
        require_smooth(sp.Tuple(part.quantity, flow.rest), weight, given)
    try:
        rate = flow.rate(part.quantity)
    except ValueError as refusal:
        return Decision(False, "chain rule along the flow", str(refusal))
    difference = _unfolded(rate - part.rate, given)
    if flow.balance is not None and flow.depth is not None:
        # On a leaf w_1 -> u = w_1^q is one to one, and everything is a generalised monomial in u.
        (w,) = flow.weights
        others = (w**flow.q + flow.balance) ** ((flow.depth - 1) / flow.q)
        if not kernel.zero(flow.rest - others, given).proved:
            return Decision(False, "chain rule along the flow", f"{flow.rest} is not the others' product on the leaf")
        difference = difference.xreplace({w: sp.Dummy("u", positive=True) ** (1 / flow.q)})
    decision = kernel.zero(difference, given)
    return Decision(decision.proved, f"chain rule along the flow, then {decision.rule}", decision.reason)


def _throughout(given: tuple[Hypothesis, ...], variable: sp.Symbol) -> tuple[Hypothesis, ...]:
    """The hypotheses that hold all the way to a value of the variable: a condition on it holds at the value only."""
    return tuple(h for h in given if not (isinstance(h, Condition) and h.relation.has(variable)))


def _decide_monotone(part: Inequality, given: tuple[Hypothesis, ...], variable: sp.Symbol) -> Decision:
    gap = _unfolded(part.right - part.left, given)
    rule = f"non-negative at {variable} = 0 and never decreasing in {variable}"
    admit(given, gap)
    from_zero(variable, given)
    require_smooth(gap, variable, given)
    begin = kernel.at_point(gap, variable, sp.S.Zero, given)
    start = kernel.positive(begin, given, strict=False)
    if not start.proved and not kernel.zero(begin, given).proved:
        return Decision(False, rule, f"at {variable} = 0: {start.reason}")
    slope = kernel.positive(sp.diff(gap, variable), _throughout(given, variable), strict=False)
    return Decision(slope.proved, rule, slope.reason)


def _decide_unimodal(
    part: Inequality,
    given: tuple[Hypothesis, ...],
    variable: sp.Symbol,
    at: sp.Expr,
    increasing: sp.Expr,
    weight: sp.Expr,
) -> Decision:
    gap = _unfolded(part.right - part.left, given)
    rise = increasing - increasing.subs(variable, at)
    rule = f"zero at {variable} = {at}, falling before it and rising after it"
    if part.strict:
        return Decision(False, rule, "equality holds at that point")
    admit(given, gap, at, increasing, weight)
    require_within(at, variable, given)
    require_smooth(sp.Tuple(gap, increasing), variable, given)
    for decision in (
        kernel.zero(kernel.at_point(gap, variable, at, given), given),
        kernel.zero(sp.diff(gap, variable) - weight * rise, given),
        kernel.positive(weight, _throughout(given, variable)),
        kernel.positive(sp.diff(increasing, variable), _throughout(given, variable)),
    ):
        if not decision.proved:
            return Decision(False, rule, decision.reason)
    return Decision(True, rule)


def _decide_equivalence(conditions: tuple[Any, ...], given: tuple[Hypothesis, ...]) -> Decision:
    rule = "each condition is a positive multiple of the first"
    if not all(isinstance(condition, ORDERED) for condition in conditions):
        return Decision(False, rule, "some condition is no inequality")
    first = conditions[0]
    weak = isinstance(first, sp.LessThan | sp.GreaterThan)
    for other in conditions[1:]:
        if first.gts == first.lts:
            return Decision(False, rule, f"{first} is no condition")
        if isinstance(other, sp.LessThan | sp.GreaterThan) != weak:
            return Decision(False, rule, f"{first} and {other} differ in strictness")
        gaps = first.gts - first.lts, other.gts - other.lts
        decision = kernel.same_sign(gaps[1], gaps[0], sp.cancel(gaps[1] / gaps[0]), given)
        if not decision.proved:
            return Decision(False, rule, decision.reason)
    return Decision(True, rule)


def _decide_dissipation(part: Dissipation, given: tuple[Hypothesis, ...]) -> Decision:
    rule = "pointwise bound, integrated with -df/dt = sum_j h_j |c_j|^q"
    relations = [h.relation for h in given if isinstance(h, Condition) and isinstance(h.relation, ORDERED)]
    assumed = {(relation.gts, relation.lts) for relation in relations}
    for larger, smaller in ((part.bound, sp.Abs(FORCE)), (METRIC, part.floor)):
        if (larger, smaller) not in assumed:
            return Decision(False, rule, f"needs the hypothesis {larger} >= {smaller}")
    for size in (part.bound, part.floor):
        if not kernel.positive(size, given).proved:
            return Decision(False, rule, f"{size} is not shown positive")
    # By evenness c > 0 suffices, and c = 0 is trivial; B = c (1 + b) and h = mu (1 + e) with b, e >= 0.
    c, mu = sp.Dummy("c", positive=True), sp.Dummy("mu", positive=True)
    over, above = sp.Dummy("b", nonnegative=True), sp.Dummy("e", nonnegative=True)
    ratio = part.factor * METRIC * c ** (part.q - 2)
    ratio = ratio.subs({part.bound: c * (1 + over), METRIC: mu * (1 + above), part.floor: mu}, simultaneous=True)
    decision = kernel.at_least_one(ratio, [h for h in given if not isinstance(h, Sign)])
    return Decision(decision.proved, rule, decision.reason)
