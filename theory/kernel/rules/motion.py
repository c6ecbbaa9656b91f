"""The rule for steps of iterations."""

from __future__ import annotations

import re

import sympy as sp

from neversaddle.theory.kernel import decide
from neversaddle.theory.kernel.decide import rule
from neversaddle.theory.kernel.domain import admit
from neversaddle.theory.kernel.moduli import without_sums
from neversaddle.theory.kernel.normal_form import CannotDecide
from neversaddle.theory.motion.iteration import FORCE, SLOPE, VELOCITY, WEIGHT, Iteration
from neversaddle.theory.motion.steepest import LOSS
from neversaddle.theory.statement.hypotheses import Given
from neversaddle.theory.statement.kinds import Iterates

#: Names that only what moves from step to step may bear.
MOVING = re.compile(r"(w|x|v|g|f|c|s|t|P)([^A-Za-z].*)?$")


@rule("one step written out")
def one_step(part: Iterates, given: Given) -> None:
    """The quantity after one step, written out, is what is stated, for every sign of the weights and of the force."""
    along = part.along
    obstacle = _no_step(along)
    if loose := part.quantity.free_symbols & {FORCE, LOSS, *along.rest.free_symbols}:
        obstacle = obstacle or f"how {', '.join(sorted(map(str, loose)))} changes is not said"
    own = {*along.weights, *along.velocities, *along.free_symbols}
    if taken := [
        s.name for s in {*part.quantity.free_symbols, *part.becomes.free_symbols} - own if MOVING.match(s.name)
    ]:
        obstacle = obstacle or f"{', '.join(sorted(taken))} is the name of what moves"
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
    if own & {FORCE, LOSS, *named}:
        return f"the step {along.step} is not one formula for all weights"
    if along.rest == 1:
        return "" if along.depth == len(along.weights) else f"{len(along.weights)} weights are not all"
    if not along.rest.is_Symbol or along.rest in {FORCE, *named, *own}:
        return f"the product of the other weights, {along.rest}, is no symbol of its own"
    if len(named) < 2 * len(along.weights):
        return f"the step {along.step} is not one formula for all weights"
    return ""
