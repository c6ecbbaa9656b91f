"""Rules for what moves: rates along flows, steps of iterations, and bounds on the whole way of a flow."""

from __future__ import annotations

from typing import TypeAlias

import sympy as sp

from theory import kernel
from theory.domain import admit, require_smooth
from theory.flow_field import FORCE, METRIC
from theory.hypotheses import Condition, Hypothesis, Sign
from theory.kernel import Decision, unfolded
from theory.order_rules import ORDERED
from theory.parts import Dissipation, Evolves, Iterates, LinearRate

Given: TypeAlias = tuple[Hypothesis, ...]


def rate(part: Evolves, given: Given) -> Decision:
    """The chain rule along the flow gives the stated rate, for every sign of the weights and of the force."""
    rule, flow = "chain rule along the flow", part.along
    if flow.balance is not None and (flow.depth is None or (flow.decay != 0 and flow.coupled)):
        return Decision(False, rule, "a leaf has a depth, and coupled decay does not keep it a leaf")
    admit(given, part.quantity, part.rate, flow.rest, flow.decay, flow.q)
    moving = [*flow.weights]
    if flow.balance is not None and flow.balance.is_Symbol and flow.decay != 0:
        moving.append(flow.balance)
    for symbol in moving:
        require_smooth(sp.Tuple(part.quantity, flow.rest), symbol, given)
    try:
        found = flow.rate(part.quantity)
    except ValueError as refusal:
        return Decision(False, rule, str(refusal))
    difference = unfolded(found - part.rate, given)
    if flow.balance is not None and flow.depth is not None:
        # On a leaf w_1 -> u = w_1^q is one to one, and everything is a generalised monomial in u.
        (w,) = flow.weights
        others = (w**flow.q + flow.balance) ** ((flow.depth - 1) / flow.q)
        if not kernel.zero(flow.rest - others, given).proved:
            return Decision(False, rule, f"{flow.rest} is not the others' product on the leaf")
        difference = difference.xreplace({w: sp.Dummy("u", positive=True) ** (1 / flow.q)})
    decision = kernel.zero(difference, given)
    return Decision(decision.proved, f"{rule}, then {decision.rule}", decision.reason)


def one_step(part: Iterates, given: Given) -> Decision:
    """The quantity after one step, written out, is what is stated."""
    return Decision(False, "one step written out", f"'{part.text}' is not decided yet")


def dissipation(part: Dissipation, given: Given) -> Decision:
    """c^2 <= factor * metric * |c|^q at every moment, and -df/dt = sum metric |c|^q (claim `descent`)."""
    rule = "pointwise bound, integrated with -df/dt = sum_j h_j |c_j|^q"
    return _spent(part, part.factor, rule, given)


def linear_rate(part: LinearRate, given: Given) -> Decision:
    """-df/dt = sum metric |c|^q >= (rate/(2 growth)) sum c^2 >= rate (f - f_inf), and Groenwall's lemma."""
    rule = "pointwise bound, then Groenwall's lemma with -df/dt = sum_j h_j |c_j|^q"
    if not kernel.positive(part.growth, given).proved or not kernel.positive(part.rate, given).proved:
        return Decision(False, rule, "the rate and the growth are not shown positive")
    return _spent(part, 2 * part.growth / part.rate, rule, given)


def _spent(part: Dissipation | LinearRate, factor: sp.Expr, rule: str, given: Given) -> Decision:
    """c^2 <= factor * metric * |c|^q for all |c| <= bound and metric >= floor."""
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
    ratio = factor * METRIC * c ** (part.q - 2)
    ratio = ratio.subs({part.bound: c * (1 + over), METRIC: mu * (1 + above), part.floor: mu}, simultaneous=True)
    decision = kernel.at_least_one(ratio, [h for h in given if not isinstance(h, Sign)])
    return Decision(decision.proved, rule, decision.reason)
