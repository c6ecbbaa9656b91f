"""Rules for what moves: rates along flows, steps of iterations, and bounds on the whole way of a flow."""

from __future__ import annotations

from typing import TypeAlias

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.charts import in_chart, sign_charts
from neversaddle.theory.kernel.decide import Decision, unfolded
from neversaddle.theory.kernel.domain import admit, require_smooth
from neversaddle.theory.kernel.moduli import without_sums
from neversaddle.theory.kernel.rules.order import ORDERED
from neversaddle.theory.motion.flow import FORCE, GROWTH, LOSS, METRIC, SteepestFlow
from neversaddle.theory.motion.iteration import SLOPE, VELOCITY, WEIGHT, Iteration
from neversaddle.theory.statement.hypotheses import Condition, Hypothesis, Sign
from neversaddle.theory.statement.kinds import Dissipation, Evolves, Iterates, LinearRate

Given: TypeAlias = tuple[Hypothesis, ...]


def rate(part: Evolves, given: Given) -> Decision:
    """The chain rule along the flow gives the stated rate, for every sign of the weights and of the force."""
    rule, flow = "chain rule along the flow", part.along
    obstacle = _no_law(flow) or _unknown_motion(part.quantity, flow.decay)
    if obstacle:
        return Decision(False, rule, obstacle)
    admit(given, part.quantity, part.rate, flow.rest, flow.decay, flow.q)
    # Both have to be defined before the difference is taken, in which a part that is not may cancel.
    without_sums(sp.Tuple(part.quantity, part.rate), given)
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
        if not decide.zero(flow.rest - others, given).proved:
            return Decision(False, rule, f"{flow.rest} is not the others' product on the leaf")
        difference = difference.xreplace({w: sp.Dummy("u", positive=True) ** (1 / flow.q)})
    decision = decide.zero(*without_sums(difference, given))
    return Decision(decision.proved, f"{rule}, then {decision.rule}", decision.reason)


def _no_law(flow: SteepestFlow) -> str:
    """Why the velocities of the flow are not those of a network, or nothing."""
    taken = {FORCE, LOSS, METRIC, GROWTH, *flow.weights, *flow.q.free_symbols, *flow.decay.free_symbols}
    if flow.balance is None:
        if flow.depth == len(flow.weights):
            return "" if flow.rest == 1 else f"there are no weights but {', '.join(map(str, flow.weights))}"
        own = flow.rest.is_Symbol and flow.rest not in taken
        return "" if own else f"the product of the other weights, {flow.rest}, is no symbol of its own"
    if flow.depth is None or len(flow.weights) != 1:
        return "a leaf has a depth, and is seen from its first weight"
    if flow.balance.free_symbols & (taken | flow.depth.free_symbols):
        return f"{flow.balance} is no balance"
    if flow.decay != 0 and flow.balance != 0 and (flow.coupled or not flow.balance.is_Symbol):
        return "with decay a balance that is not 0 moves: decoupled decay needs a symbol for it, coupled has no law"
    return ""


def _unknown_motion(quantity: sp.Expr, decay: sp.Expr = sp.S.Zero) -> str:
    """What a quantity depends on that moves in an unknown way, as a sentence, or nothing."""
    loose = sorted(map(str, quantity.free_symbols & {FORCE, GROWTH, METRIC, *decay.free_symbols}))
    return f"how {', '.join(loose)} changes is not said" if loose else ""


def one_step(part: Iterates, given: Given) -> Decision:
    """The quantity after one step, written out, is what is stated, for every sign of the weights and of the force."""
    rule, along = "one step written out", part.along
    obstacle = _no_step(along) or _unknown_motion(part.quantity)
    if part.quantity.free_symbols & {LOSS, *along.rest.free_symbols}:
        obstacle = obstacle or f"{part.quantity} depends on weights that are not named"
    if obstacle:
        return Decision(False, rule, obstacle)
    after = along.after()
    moved = part.quantity.subs(after, simultaneous=True)
    admit(given, part.quantity, part.becomes, *after, *after.values())
    # Each has to be defined before the difference is taken, in which a part that is not may cancel.
    without_sums(sp.Tuple(part.quantity, part.becomes, *after.values()), given)
    decision = decide.zero(*without_sums(moved - part.becomes, given))
    return Decision(decision.proved, f"{rule}, then {decision.rule}", decision.reason)


def _no_step(along: Iteration) -> str:
    """Why the iteration is not one on all weights of a network alike, or nothing."""
    named = {*along.weights, *along.velocities}
    own = along.step.free_symbols - {WEIGHT, SLOPE, VELOCITY}
    if along.rest == 1:
        return "" if along.depth == len(along.weights) else f"{len(along.weights)} weights are not all"
    if not along.rest.is_Symbol or along.rest in {FORCE, *named, *own}:
        return f"the product of the other weights, {along.rest}, is no symbol of its own"
    if own & {FORCE, LOSS, METRIC, *named} or len(named) < 2 * len(along.weights):
        return f"the step {along.step} is not one formula for all weights"
    return ""


def dissipation(part: Dissipation, given: Given) -> Decision:
    """c^2 <= factor * metric * |c|^q at every moment, and -df/dt = sum metric |c|^q (claim `descent`)."""
    rule = "pointwise bound, integrated with -df/dt = sum_j h_j |c_j|^q"
    return _spent(part, part.factor, rule, given)


def linear_rate(part: LinearRate, given: Given) -> Decision:
    """-df/dt = sum metric |c|^q >= (rate/(2 growth)) sum c^2 >= rate (f - f_inf), and Groenwall's lemma."""
    rule = "pointwise bound, then Groenwall's lemma with -df/dt = sum_j h_j |c_j|^q"
    sizes = (part.floor, part.growth)
    single = tuple(h for h in given if not isinstance(h, Condition))
    signs = [h for h in single if isinstance(h, Sign) and h.symbol in sizes]
    rest = tuple(h for h in single if h not in signs)
    for chart in sign_charts(signs):
        # The loss never increases: a rate that is not positive says nothing more.
        trivial = decide.positive(in_chart(-part.rate, chart), rest, strict=False).proved
        if not trivial and not all(value.is_positive for value in chart.values()):
            return Decision(False, rule, "the floor and the growth are not shown positive")
    above_zero = (*(h for h in given if h not in signs), *(Sign(h.symbol, "positive") for h in signs))
    if not decide.positive(part.rate, above_zero).proved or not decide.positive(part.growth, above_zero).proved:
        return Decision(False, rule, "the rate and the growth are not shown positive")
    if (GROWTH, part.growth) not in _assumed(given):
        return Decision(False, rule, f"needs the hypothesis {GROWTH} >= {part.growth}")
    return _spent(part, 2 * part.growth / part.rate, rule, above_zero)


def _spent(part: Dissipation | LinearRate, factor: sp.Expr, rule: str, given: Given) -> Decision:
    """c^2 <= factor * metric * |c|^q for all |c| <= bound and metric >= floor."""
    own = {part.bound, part.floor, *part.q.free_symbols} | ({part.growth} if isinstance(part, LinearRate) else set())
    if not factor.free_symbols <= own:
        return Decision(False, rule, f"{', '.join(map(str, factor.free_symbols - own))} may change on the way")
    assumed = _assumed(given)
    for larger, smaller in ((part.bound, sp.Abs(FORCE)), (METRIC, part.floor)):
        if (larger, smaller) not in assumed:
            return Decision(False, rule, f"needs the hypothesis {larger} >= {smaller}")
    for size in (part.bound, part.floor):
        if not decide.positive(size, given).proved:
            return Decision(False, rule, f"{size} is not shown positive")
    # By evenness c > 0 suffices, and c = 0 is trivial; B = c (1 + b) and h = mu (1 + e) with b, e >= 0.
    c, mu = sp.Dummy("c", positive=True), sp.Dummy("mu", positive=True)
    over, above = sp.Dummy("b", nonnegative=True), sp.Dummy("e", nonnegative=True)
    ratio = factor * METRIC * c ** (part.q - 2)
    ratio = ratio.subs({part.bound: c * (1 + over), METRIC: mu * (1 + above), part.floor: mu}, simultaneous=True)
    decision = decide.at_least_one(ratio, [h for h in given if not isinstance(h, Sign)])
    return Decision(decision.proved, rule, decision.reason)


def _assumed(given: Given) -> set[tuple[sp.Expr, sp.Expr]]:
    """The conditions as (larger, smaller)."""
    relations = [h.relation for h in given if isinstance(h, Condition) and isinstance(h.relation, ORDERED)]
    return {(relation.gts, relation.lts) for relation in relations}
