"""Proof steps: each names a part of a claim and the rule by which the kernel (or ball arithmetic) is to decide it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import sympy as sp

from theory import (
    bias_rules,
    commuting_rules,
    escape_rules,
    integral_rules,
    legendre_rules,
    margin_rules,
    motion_rules,
    order_rules,
    saddle_rules,
    slope_rules,
)
from theory.definitions import InverseMetric, Size, written_out
from theory.domain import admit, require_defined
from theory.hypotheses import Hypothesis, charted, sign_charts
from theory.kernel import Decision, unfolded
from theory.normal_form import CannotDecide
from theory.parts import (
    Clauses,
    CriticalPoint,
    Dissipation,
    Equivalence,
    Evolves,
    Factorization,
    Identity,
    ImproperIntegral,
    Inequality,
    Iterates,
    Limit,
    LinearRate,
    MarginDirection,
    Minimiser,
    MirrorFlowExists,
    NearMinimiser,
    Part,
    Projection,
)
from theory.statement import Claim

Given: TypeAlias = tuple[Hypothesis, ...]
#: The rule that is not the kernel's.
BALLS = "balls"


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


def by_growing_gap(part: Part, variable: sp.Symbol, start: Part) -> Step:
    """right - left > 0 at `variable` = 0, which the settled part `start` says, and does not fall from there on."""
    return Step(part, "growing gap", {"variable": variable, "start": start})


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


def by_growth(part: Part) -> Step:
    """The same bound with |grad f|_2^2 >= 2 growth (f - f_inf), and Groenwall's lemma."""
    return Step(part, "growth")


def by_step(part: Part) -> Step:
    """One step of the iteration, written out, for every sign of the weights and of the force: the induction step."""
    return Step(part, "step")


def by_tails(part: Part) -> Step:
    """The integrand is comparable to powers at the ends of the interval, and a power has its antiderivative."""
    return Step(part, "tails")


def by_continuity(part: Part) -> Step:
    """The normal form of the expression has a value at the point."""
    return Step(part, "continuity")


def by_quotient(part: Part, above: sp.Expr, below: sp.Expr) -> Step:
    """The expression is above/below, |below| -> oo or both -> 0, and so the derivatives' quotient tends (l'Hopital)."""
    return Step(part, "quotient", {"above": above, "below": below})


def by_multilinearity(part: Part) -> Step:
    """x is linear in each weight: slopes and curvatures are products that hold all vanishing weights but one or two."""
    return Step(part, "multilinearity")


def by_ends(part: Part) -> Step:
    """Each clause is the convergence or divergence of an integral of R'' at an end of the domain."""
    return Step(part, "ends")


def by_tangent(part: Part) -> Step:
    """The summand lies above its tangent in log|w| at equal weights (Jensen, for any number of weights)."""
    return Step(part, "tangent")


def by_comparison(part: Part) -> Step:
    """The times are integrals of 1/speed over the same stretch, and the speeds are ordered at every point of it."""
    return Step(part, "comparison")


def by_row_space(part: Part) -> Step:
    """The mirror coordinate moves within the row space of the data: the first-order condition of the projection."""
    return Step(part, "row space")


def by_sandwich(part: Part, lower: Part, upper: Part) -> Step:
    """norm - gap <= objective (the settled part `lower`) and objective <= norm (`upper`), coordinate by coordinate."""
    return Step(part, "sandwich", {"lower": lower, "upper": upper})


def by_ratios(part: Part) -> Step:
    """The quotient of the (positive) sides is a product of powers of quotients, each at least 1."""
    return Step(part, "ratios")


def by_slopes(part: Part, variable: sp.Symbol) -> Step:
    """left <= right at 0, and the quotient of the (positive) slopes in `variable` is at least 1."""
    return Step(part, "slopes", {"variable": variable})


def by_integration(part: Part, variable: sp.Symbol, weight: sp.Expr, start: Part, of: sp.Symbol) -> Step:
    """left <= right at 0, and d(right - left) = weight * (gap of the settled part `start`, at `of` = `variable`)."""
    return Step(part, "integration", {"variable": variable, "weight": weight, "start": start, "of": of})


def by_stretch(part: Part, low: sp.Symbol, high: sp.Symbol, weight: sp.Expr) -> Step:
    """`low` <= `high` is given, left = right where they are equal, and d(right - left)/d high = `weight` >= 0."""
    return Step(part, "stretch", {"low": low, "high": high, "weight": weight})


def by_decay(
    part: Part,
    variable: sp.Symbol,
    weight: sp.Expr,
    total: Part,
    start: Part | None = None,
    of: sp.Symbol | None = None,
) -> Step:
    """right - left >= 0 at oo, and falls by weight * (gap of the settled `start`, or 1); `total`: sup of orbit time."""
    return Step(part, "decay", {"variable": variable, "weight": weight, "total": total, "start": start, "of": of})


def by_chain(part: Part, lower: Part, upper: Part, weight: sp.Expr = sp.S.One) -> Step:
    """right - left is the sum of the gaps of two settled parts, the second `weight` >= 0 times."""
    return Step(part, "chain", {"lower": lower, "upper": upper, "weight": weight})


def by_rays(part: Part) -> Step:
    """Along a fixed direction of the gradient weights grow in proportions that are the first-order conditions."""
    return Step(part, "rays")


def by_brackets(part: Part) -> Step:
    """The fields grad g_i commute, so x depends on the integrals alone; or a bracket moves x."""
    return Step(part, "brackets")


def by_balls(part: Part) -> Step:
    """Ball arithmetic encloses both sides; gives ENCLOSED, not PROVED."""
    return Step(part, BALLS)


def decide(claim: Claim, step: Step) -> Decision:
    """Let the kernel decide one step of a claim's proof; "balls" is not the kernel's and is left undecided here."""
    texts = [part.text for part in claim.says]
    if len(set(texts)) < len(texts) or (step.part not in claim.says and step.part.text in texts):
        return Decision(False, step.rule, f"'{step.part.text}' is the text of two parts")
    rule = RULES.get((type(step.part), step.rule))
    if rule is None:
        return Decision(False, step.rule, f"no rule '{step.rule}' for a {type(step.part).__name__}")
    given = claim.hypotheses(step.part)
    details = dict(step.details)
    try:
        if isinstance(step.part, Identity | Inequality):
            # Before anything is evaluated: what cancels later need not have been defined.
            admit(given, step.part.left, step.part.right)
            for chart, side in itertools.product(sign_charts(given), (step.part.left, step.part.right)):
                arguments = [argument for metric in side.atoms(InverseMetric, Size) for argument in metric.args]
                for written in (*arguments, written_out(side)):
                    require_defined(written, charted(given, chart), chart)
        for used in borrowed(step):
            _require_settled(claim, step, used, given)
        if "using" in details:
            equalities = [part for part in details.pop("using") if isinstance(part, Identity)]
            details["known"] = {unfolded(e.left, given): unfolded(e.right, given) for e in equalities}
            return rule(step.part, given, **details)
        return _applied(rule, step.part, given, tuple(sorted(details.items())))
    except CannotDecide as obstacle:
        return Decision(False, step.rule, str(obstacle))


@lru_cache(maxsize=1024)
def _applied(rule: Callable[..., Decision], part: Part, given: Given, details: tuple[tuple[str, Any], ...]) -> Decision:
    """The rule's decision, once: where parts rest on parts each asks again for those below it."""
    return rule(part, given, **dict(details))


def borrowed(step: Step) -> tuple[Part, ...]:
    """The parts of the same claim that a step takes as settled."""
    single = (step.details.get(name) for name in ("start", "lower", "upper", "total"))
    return (*step.details.get("using", ()), *(part for part in single if part is not None))


def _require_settled(claim: Claim, step: Step, used: Part, given: Given) -> None:
    """Refuse a part that no earlier step settles under no more than is given here; balls are looked at by the judge."""
    before = list(itertools.takewhile(lambda s: s != step, claim.proof(claim))) if claim.proof else []
    if not any(s.part == used and (s.rule == BALLS or decide(claim, s).proved) for s in before):
        raise CannotDecide(f"'{used.text}' is used before it is settled")
    if not set(claim.hypotheses(used)) <= set(given):
        raise CannotDecide(f"'{used.text}' holds under more than is assumed here")


#: What decides a step: the rule for its kind of part and the name it gives.
RULES: dict[tuple[type, str], Callable[..., Decision]] = {
    (Identity, "normal form"): order_rules.same_normal_form,
    (Identity, "derivative"): order_rules.same_derivative,
    (Inequality, "coefficients"): order_rules.one_sign,
    (Inequality, "powers"): order_rules.above_one,
    (Inequality, "monotonicity"): order_rules.monotone,
    (Inequality, "unimodality"): order_rules.unimodal,
    (Inequality, "growing gap"): order_rules.growing_gap,
    (Inequality, "comparison"): escape_rules.ordered_times,
    (Inequality, "ratios"): slope_rules.ratios,
    (Inequality, "slopes"): slope_rules.slopes,
    (Inequality, "integration"): slope_rules.integrated,
    (Inequality, "stretch"): slope_rules.stretched,
    (Inequality, "decay"): slope_rules.from_infinity,
    (Inequality, "chain"): slope_rules.chained,
    (Equivalence, "common sign"): order_rules.common_sign,
    (Minimiser, "convexity"): order_rules.convex,
    (Evolves, "rate"): motion_rules.rate,
    (Iterates, "step"): motion_rules.one_step,
    (Dissipation, "pointwise bound"): motion_rules.dissipation,
    (LinearRate, "growth"): motion_rules.linear_rate,
    (ImproperIntegral, "Beta integral"): integral_rules.beta_integral,
    (ImproperIntegral, "tails"): integral_rules.tails,
    (Limit, "continuity"): integral_rules.continuity,
    (Limit, "quotient"): integral_rules.quotient,
    (CriticalPoint, "multilinearity"): saddle_rules.multilinearity,
    (Clauses, "ends"): legendre_rules.ends,
    (Factorization, "tangent"): saddle_rules.tangent,
    (Projection, "row space"): bias_rules.row_space,
    (NearMinimiser, "sandwich"): bias_rules.sandwich,
    (MarginDirection, "rays"): margin_rules.rays,
    (MirrorFlowExists, "brackets"): commuting_rules.brackets,
}
