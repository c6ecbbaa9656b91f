"""The mode in which a flow with jumps in its field goes on after an event: by exact signs, or by Filippov."""

from __future__ import annotations

from collections.abc import Sequence

from neversaddle.numerics.flow.course.filippov import (
    consistent_modes,
    contradictions,
    determined,
    settled,
)
from neversaddle.numerics.flow.course.saddles import resting, saddles, selected
from neversaddle.numerics.flow.course.walk import Walk
from neversaddle.numerics.flow.systems.system import Mode, at_rest
from neversaddle.numerics.ode.arithmetics import from_fast

#: So many entries of events at one time are no accident.
MOST_AT_ONCE = 100


def after_jump(walk: Walk, active: list[int]) -> Mode:
    """The mode of a sign flow after an event."""
    require_progress(walk, active)
    found = saddles(walk, active)
    if still := resting(walk, active):
        rest = [c for c in active if c not in still]
        modes = filippov_modes(walk, at_rest(walk.mode, still), rest, active)
        if len(modes) == 1:
            return modes[0]
    modes = exact_modes(walk, active, found) or filippov_modes(walk, walk.mode, active, active)
    # Those that stay at a saddle are no ways out of it; where nothing pulls there is no other.
    ways = [m for m in modes if not found or any(m[c] for c in found)]
    if found and modes:
        return selected(walk, found, ways[0], len(ways)) if ways else modes[0]
    if len(modes) == 1:
        return modes[0]
    names = walk.names(active)
    held = at_rest(walk.mode, (c for c in active if walk.system.switches[c].slides))
    if not modes and not determined(walk.system, held, len(walk.state)):
        text = (
            f"the flow is not unique from {walk.when} on, where {names} vanish: more than one motion keeps all at "
            "zero, and no selection of one is offered"
        )
        raise walk.halted("selection", active, text)
    if not modes:
        text = f"no way to go on was found at {walk.when}, where {names} vanish"
        raise walk.halted("undecided", active, text)
    ways = sorted(modes, key=lambda m: sum(m[c] == 0 for c in active))
    return selected(walk, active, ways[0], sum(any(m[c] for c in active) for m in modes))


def filippov_modes(walk: Walk, mode: Mode, open_: Sequence[int], active: Sequence[int]) -> list[Mode]:
    """The modes in which the `open_` switches can go on, the other active ones being as in `mode`."""
    found = consistent_modes(walk.system, walk.time, walk.state, mode, open_, walk.digits) if open_ else [mode]
    settled_ = [settled(walk.system, walk.time, walk.state, m, active, walk.digits) for m in found]
    others = [c for c in active if c not in open_]
    return [
        m
        for m in settled_
        if not others or not contradictions(walk.system, walk.time, walk.state, m, others, walk.digits)
    ]


def require_progress(walk: Walk, active: Sequence[int]) -> None:
    """End the run where events go on without end at one time."""
    now = from_fast(walk.time)
    if sum(turn_.time == now for turn_ in walk.run.turns[-MOST_AT_ONCE:]) == MOST_AT_ONCE:
        text = f"no way to go on was found at {walk.when}, where {walk.names(active)} vanish again and again"
        raise walk.halted("undecided", active, text)


def exact_modes(walk: Walk, active: Sequence[int], saddle: Sequence[int]) -> list[Mode]:
    """The modes without a held switch, by exact signs; none where these do not decide.

    Away from saddles a mode found so is the only one: the problem's matrix, H_jl M_l over the components that vanish,
    has positive principal minors. At a saddle all of them are ways out, unless a component of grad f vanishes too.
    """
    if walk.exact is None or (saddle and any(walk.system.switches[c].slides for c in active)):
        return []
    return walk.exact.modes(walk.mode, active) or []
