"""Rules for what moves: rates along flows, and steps of iterations."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.decide import rule, unfolded
from neversaddle.theory.kernel.domain import admit, require_smooth
from neversaddle.theory.kernel.moduli import without_sums
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.motion.flow import FORCE, LOSS, METRIC, SteepestFlow
from neversaddle.theory.motion.iteration import SLOPE, VELOCITY, WEIGHT, Iteration
from neversaddle.theory.statement.hypotheses import Given
from neversaddle.theory.statement.kinds import Evolves, Iterates


@rule("chain rule along the flow")
def rate(part: Evolves, given: Given) -> None:
    """The chain rule along the flow gives the stated rate, for every sign of the weights and of the force."""
    flow = part.along
    if obstacle := _no_law(flow) or _unknown_motion(part.quantity, flow.decay):
        raise CannotDecide(obstacle)
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
        raise CannotDecide(str(refusal)) from refusal
    difference = unfolded(found - part.rate, given)
    if flow.balance is not None and flow.depth is not None:
        # On a leaf w_1 -> u = w_1^q is one to one, and everything is a generalised monomial in u.
        (w,) = flow.weights
        others = (w**flow.q + flow.balance) ** ((flow.depth - 1) / flow.q)
        if not decide.zero(flow.rest - others, given).proved:
            raise CannotDecide(f"{flow.rest} is not the others' product on the leaf")
        difference = difference.xreplace({w: sp.Dummy("u", positive=True) ** (1 / flow.q)})
    decide.zero(*without_sums(difference, given)).require()


def _no_law(flow: SteepestFlow) -> str:
    """Why the velocities of the flow are not those of a network, or nothing."""
    taken = {FORCE, LOSS, METRIC, *flow.weights, *flow.q.free_symbols, *flow.decay.free_symbols}
    if len(set(flow.weights)) < len(flow.weights):
        return "a weight is named twice"
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
    loose = sorted(map(str, quantity.free_symbols & {FORCE, METRIC, *decay.free_symbols}))
    return f"how {', '.join(loose)} changes is not said" if loose else ""


@rule("one step written out")
def one_step(part: Iterates, given: Given) -> None:
    """The quantity after one step, written out, is what is stated, for every sign of the weights and of the force."""
    along = part.along
    obstacle = _no_step(along) or _unknown_motion(part.quantity)
    if part.quantity.free_symbols & {LOSS, *along.rest.free_symbols}:
        obstacle = obstacle or f"{part.quantity} depends on weights that are not named"
    if obstacle:
        raise CannotDecide(obstacle)
    after = along.after()
    moved = part.quantity.subs(after, simultaneous=True)
    admit(given, part.quantity, part.becomes, *after, *after.values())
    # Each has to be defined before the difference is taken, in which a part that is not may cancel.
    without_sums(sp.Tuple(part.quantity, part.becomes, *after.values()), given)
    decide.zero(*without_sums(moved - part.becomes, given)).require()


def _no_step(along: Iteration) -> str:
    """Why the iteration is not one on all weights of a network alike, or nothing."""
    named = {*along.weights, *along.velocities}
    own = along.step.free_symbols - {WEIGHT, SLOPE, VELOCITY}
    if len(named) < len(along.weights) + len(along.velocities):
        return "a weight is named twice"
    if along.rest == 1:
        return "" if along.depth == len(along.weights) else f"{len(along.weights)} weights are not all"
    if not along.rest.is_Symbol or along.rest in {FORCE, *named, *own}:
        return f"the product of the other weights, {along.rest}, is no symbol of its own"
    if own & {FORCE, LOSS, METRIC, *named} or len(named) < 2 * len(along.weights):
        return f"the step {along.step} is not one formula for all weights"
    return ""
