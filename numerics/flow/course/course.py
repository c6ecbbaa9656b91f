"""A flow across the points where it is not smooth: from event to event, each stretch by its own mode's series."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.course.branch_points import (
    after_branch,
    arrival,
    arrive,
    at_zero,
    inwards,
    near,
    outwards,
    told,
)
from neversaddle.numerics.flow.course.departure import DRIVEN
from neversaddle.numerics.flow.course.exact_course import ExactCourse, exact_course, polynomial_of, rounded_time
from neversaddle.numerics.flow.course.filippov import departures, foreseen
from neversaddle.numerics.flow.course.jumps import after_jump
from neversaddle.numerics.flow.course.saddles import require_one_rest, require_settled
from neversaddle.numerics.flow.course.slaved import slow_course
from neversaddle.numerics.flow.course.walk import Ending, Halted, Progress, Run, TooCoarse, Turn, Walk, switch_values
from neversaddle.numerics.flow.systems.system import Mode, System, mode_field, signs_by
from neversaddle.numerics.ode.arithmetics import from_fast, to_fast, working
from neversaddle.numerics.ode.series import Number, Series, value_at
from neversaddle.numerics.ode.taylor import FLOOR_DIGITS, IntegrationError, Step, Stepper, no_way_on, working_bits
from neversaddle.numerics.ode.zeros import first_zero

#: Times the usual precision, for flows in which a switch leaves zero below the rounding of the unknowns.
FINER = (1, 2, 4)


def run(
    system: System,
    times: Sequence[mpmath.mpf],
    digits: int,
    selection: str = "stop",
    progress: Progress | None = None,
) -> Run:
    """The states of a flow at increasing times from 0, across its events, to about `digits` digits.

    What ends it early stands in the run with the state there as its last one; an interruption (Ctrl-C) too.
    """
    for finer in FINER:
        with working(finer * working_bits(digits)):
            walk = Walk(system, times, digits, selection, progress, finer == FINER[-1])
            try:
                go(walk)
            except TooCoarse as hidden:
                if finer < FINER[-1]:
                    continue
                walk.end(Ending("undecided", from_fast(walk.time), (), str(hidden)))
            except Halted as halted:
                walk.end(halted.ending)
            except IntegrationError as problem:
                walk.end(Ending("stuck", from_fast(walk.time), (), str(problem)))
            except KeyboardInterrupt:
                walk.end(Ending("interrupted", from_fast(walk.time), (), "interrupted"))
            return walk.run
    raise AssertionError("the last of them returns")


def go(walk: Walk) -> None:
    """From the first time to the last."""
    walk.emit_until(walk.time, None, walk.zero)
    begin(walk)
    require_settled(walk)
    while walk.time < walk.times[-1]:
        event = stretch(walk) if walk.exact is None else exact_leg(walk, walk.exact)
        if event:
            turn(walk, event)
            require_settled(walk)


def begin(walk: Walk) -> None:
    """The mode that the flow starts in."""
    if not walk.system.switches:
        return
    values = start_values(walk)
    if not all(mp.isfinite(from_fast(v)) for v in values):
        raise IntegrationError("the field has no real, finite value at the start; start inside its domain")
    walk.peaks = [abs(v) for v in values]
    walk.exact = exact_course(walk.system)
    walk.mode = tuple((v > 0) - (v < 0) for v in values) if walk.exact is None else walk.exact.start_mode
    zeros = [c for c, s in enumerate(walk.mode) if s == 0]
    if zeros:
        turn(walk, zeros)
    keep_exact(walk)


def start_values(walk: Walk) -> list[Number]:
    """The switches at the start; those that are zero but for rounding are zero."""
    bits = mp.prec
    with working(2 * bits + 64):
        start, time = [to_fast(v) for v in walk.system.start()], to_fast(mp.mpf(walk.run.times[0]))
        _, exact = signs_by(walk.system, lambda mode: switch_values(walk.system, time, start, mode))
        size = max([abs(v) for v in exact] + [walk.one])
        rounding = size / (1 << (bits + bits // 2))
        values = [v if abs(v) > rounding else v * 0 for v in exact]
    return [v * walk.one for v in values]


def stretch(walk: Walk) -> list[int]:
    """Steps in time within one mode; the switches of the event that ended them, none at the last time."""
    field_ = mode_field(walk.system, walk.mode, len(walk.state))
    groups = [(i,) for i in range(len(walk.state))] if walk.faint else walk.system.groups
    stepper = Stepper(field_, groups, walk.digits, floor_digits=None if walk.faint else FLOOR_DIGITS)
    branching = 1 < walk.system.q < 2
    while walk.time < walk.times[-1]:
        if walk.faint and min(abs(walk.state[i]) for i in walk.faint) > max(map(abs, walk.state)) / 10**FLOOR_DIGITS:
            walk.faint = []
            return []
        walk.count()
        step = stepper.step(walk.time, walk.state, walk.times[-1] - walk.time)
        if walk.system.q == 1:
            step = foreseen(step, walk.mode, walk.digits)
        if walk.time and walk.time + step.length == walk.time:
            raise no_way_on(walk.time, walk.state, "no step is small enough")
        if branching:
            arrived, until = arrival(walk, step)
            moving = at_zero(walk, arrived)[1] if arrived else {}
            rests = arrived and not moving
            # What is driven back to where it comes from stays there, too small to be seen.
            nil = [c for c, sign in moving.items() if sign == walk.mode[c] and walk.system.switches[c].reason in DRIVEN]
            # What only gets as small as that without coming to rest is followed as such.
            if not rests and (slow := slow_course(walk, step, bool(arrived), nil)) is not None:
                return slow
            if arrived:
                return arrive(walk, arrived, until)
        length, hit = first_event(walk, step)
        if branching and hit and (shorter := told(walk, step, hit[0])) is not step:
            step = shorter
            length, hit = first_event(walk, step)
        branch = hit[0] if branching and hit and walk.system.switches[hit[0]].reason != "kink" else None
        if branch is not None:
            # A zero that can be seen from here may still be one of higher order: its root tells it to all digits.
            length, hit = length / 2, []
        elif branching and not hit and (nearest := near(walk, step)) is not None:
            return inwards(walk, nearest)
        walk.go_along(step, length, walk.times[-1])
        if 0 in walk.mode:
            require_settled(walk)
        if hit:
            return together(walk, step, length, hit)
        if branch is not None and walk.time < walk.times[-1]:
            return inwards(walk, branch)
    return []


def exact_leg(walk: Walk, course: ExactCourse) -> list[int]:
    """A stretch of a sign flow on which all weights are linear: to its exact end or to the last time."""
    known = course.next_event(walk.mode)
    assert known is not None
    event, there = known
    end = walk.times[-1] if event is None else min(to_fast(rounded_time(event.time)), walk.times[-1])
    lines = [[w, walk.zero + v] for w, v in zip(walk.state, course.rates(walk.mode, len(walk.state)), strict=True)]
    step = Step(walk.time, end - walk.time, lines, [], {}, walk.zero)
    walk.count()
    walk.go_along(step, step.length, end)
    if event is None or walk.time >= walk.times[-1]:
        return []
    weights = [to_fast(w) for w in there.weights()]
    walk.state = [*weights, *walk.state[len(weights) :]]
    values = switch_values(walk.system, walk.time, walk.state, walk.mode)
    walk.peaks = [max(peak, abs(v)) for peak, v in zip(walk.peaks, values, strict=True)]
    walk.exact, vanishing = there, there.vanishing(event)
    if not vanishing:
        # The weight of a network of depth 1 passes zero: nothing is decided there.
        keep_exact(walk)
    return vanishing


def keep_exact(walk: Walk) -> None:
    """Go on by series from here if something is held, or if the next event is out of the algebra's reach."""
    if walk.exact is not None and walk.exact.next_event(walk.mode) is None:
        walk.exact = None


def first_event(walk: Walk, step: Step) -> tuple[Number, list[int]]:
    """How far a step goes to its first event, and the switch that vanishes or is let go there."""
    length, hit = step.length, list[int]()
    for c, series in enumerate(step.switches):
        if walk.mode[c]:
            found = [walk.zero_of(c, series, length)]
        elif c in step.multipliers:
            s = step.multipliers[c]
            ends = ([1 - s[0], *(-v for v in s[1:])], [1 + s[0], *s[1:]])
            orders = [vanishing(walk, end) for end in ends]
            # A multiplier that stays at an end is let go by nothing.
            found = [
                first_zero(end, 1, length, walk.tiny, order)
                for end, order in zip(ends, orders, strict=True)
                if order is not None
            ]
        else:
            continue
        for zero in found:
            if zero is not None and (not hit or zero.place < length):
                length, hit = zero.place, [c]
    return length, hit


def vanishing(walk: Walk, series: Series) -> int | None:
    """How many leading coefficients of a series are rounding; None if all are."""
    small = walk.root_of_tiny
    return next((m for m, v in enumerate(series) if abs(v) > small), None)


def together(walk: Walk, step: Step, length: Number, hit: list[int]) -> list[int]:
    """All switches that vanish at an event, and those that are held.

    Of what vanishes like a square the errors of the unknowns leave nothing: what is left is of its own terms.
    """
    found = set(hit)
    for c, series in enumerate(step.switches):
        terms = value_at([abs(v) for v in series], length)
        if (walk.mode[c] == 0 and walk.system.q == 1) or (
            walk.mode[c] and abs(value_at(series, length)) <= 100 * walk.tiny * max(walk.peaks[c], terms)
        ):
            found.add(c)
    return sorted(found)


def turn(walk: Walk, active: list[int]) -> None:
    """Find the mode after an event and go on in it."""
    edges = [c for c in active if walk.system.switches[c].reason == "edge"]
    if edges:
        text = (
            f"{walk.names(edges)} reaches 0 at {walk.when}, where the mirror map ends: all its weights vanish there, "
            "and how they go on is seen in the weights only (weight_flow, selection)"
        )
        raise walk.halted("edge", edges, text)
    require_series(walk, active)
    old, when = walk.mode, walk.time
    if 1 < walk.system.q < 2:
        if any(walk.system.switches[c].reason == "kink" for c in active):
            # Beyond a kink what has rested so far may be driven.
            active = sorted({*active, *(c for c, s in enumerate(walk.mode) if s == 0)})
        new, leaving = after_branch(walk, active)
    else:
        new, leaving = after_jump(walk, active), []
        require_one_rest(walk, new, active)
    walk.mode = new
    walk.avoided = {}
    note(walk, active, old, when)
    keep_exact(walk)
    if leaving:
        (alone,) = leaving
        # In its root a kink that is crossed at the same time has no terms of a lower order.
        kinks = [c for c in active if walk.system.switches[c].reason == "kink" and new[c]]
        walk.left = {**dict.fromkeys(kinks, walk.system.q.denominator), alone: 0}
        outwards(walk, alone)
    elif not walk.faint and walk.exact is None:
        walk.left = departures(walk.system, walk.time, walk.state, walk.mode, active, walk.digits)


def require_series(walk: Walk, active: Sequence[int]) -> None:
    """End a flow at a zero of |z| to a fractional power, or where it may go on in ways that are not told apart."""
    ends = [c for c in active if walk.system.switches[c].ends]
    if ends:
        text = (
            f"how the flow goes on at {walk.when} cannot be told: there {walk.names(ends)} is 0, of which it has a root"
        )
        raise walk.halted("undecided", ends, text)
    branches = [c for c in active if walk.system.q in (1, 2) and walk.system.switches[c].branches]
    if branches:
        text = (
            f"no way to go on was found at {walk.when}: {walk.names(branches)} reaches 0, where |z|^a with a fraction "
            "a has no power series, and where a < 2 the flow need not be unique"
        )
        raise walk.halted("undecided", branches, text)
    slopes = [c for c in active if walk.system.switches[c].reason == "partial"]
    smoothed = {walk.system.switches[c].coordinate for c in active if walk.system.switches[c].reason == "kink"}
    ends = [c for c in slopes if walk.system.switches[c].coordinate in smoothed]
    if 1 < walk.system.q < 2 and ends and walk.selection != "rest":
        text = (
            f"the flow need not be unique from {walk.when} on, where {walk.names(ends)} vanishes "
            'with a weight: it may stay, or go on to the other side; choose selection "rest" to have it stay'
        )
        raise walk.halted("selection", ends, text)


def note(walk: Walk, active: list[int], old: Mode, when: Number) -> None:
    """Write the event down: one entry for each kind."""
    kinds: dict[str, list[int]] = {}
    for c in active:
        before, after = old[c], walk.mode[c]
        if before == after and (before == 0 or not when):
            continue
        if not before and not when:
            kind = "starts"
        elif after == 0:
            kind = "slides" if walk.system.switches[c].slides and walk.system.q == 1 else "rests"
        elif before == 0:
            kind = "leaves"
        else:
            kind = "crosses" if before != after else "touches"
        kinds.setdefault(kind, []).append(c)
    for kind, which in kinds.items():
        polynomial = polynomial_of(walk.exact.moment.time) if walk.exact is not None and when else None
        walk.run.turns.append(Turn(from_fast(when), tuple(which), kind, walk.mode, polynomial))
