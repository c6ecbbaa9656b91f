"""For 1 < q < 2: zeros of switches, where the field has branches of |z|^(q-1), reached and left in finite time.

A single z that vanishes is followed in its root (`rooted_field`), in which the flow is analytic. Where several vanish
together no root helps all of them; steps then shrink and grow with the distance from the point, by a fixed factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

from mpmath import mp

from neversaddle.numerics.flow.course.departure import depart, departure
from neversaddle.numerics.flow.course.saddles import escape, escapes, leave_saddle, require_turning, saddles, selected
from neversaddle.numerics.flow.course.walk import Walk, switch_values
from neversaddle.numerics.flow.systems.system import Mode, at_rest, mode_field, rooted_field, with_signs
from neversaddle.numerics.ode.arithmetics import from_fast, to_fast
from neversaddle.numerics.ode.series import Number, Series, value_at
from neversaddle.numerics.ode.taylor import Step, Stepper
from neversaddle.numerics.ode.zeros import place_of, truncated

#: A branch point is left to its root once it is nearer than so many of the steps it still allows.
NEAR = 5
#: And the root is given up for time once its own steps are no longer than this part of it.
SHORT = 0.2
#: A switch is told from zero where what its series leaves out is this part of it.
TOLD = 8
#: Switches that vanish together are told from zero by so many times the smallest number counted.
TOGETHER = 10**6
#: By what factor a switch falls between two tries.
RETRY = 16


def arrival(walk: Walk, step: Step, nearly: int = 4) -> tuple[list[int], Number]:
    """The switches that have come to zero but for what cannot be counted, and the time at which they are there.

    `nearly` times what cannot be counted is near enough.
    """
    left = times_left(walk, [series[:2] for series in step.switches])
    nearest = min(left, key=lambda c: left[c], default=None)
    if nearest is None:
        return [], walk.time
    if (
        abs(step.switches[nearest][0]) > nearly * walk.tiny * walk.peaks[nearest]
        and left[nearest] > walk.tiny * walk.time
    ):
        return [], walk.time
    arriving = vanished(walk, left) or [nearest]
    return arriving, min(walk.time + max(still(walk, c, arriving, left[c]) for c in arriving), walk.times[-1])


def arrive(walk: Walk, arriving: list[int], until: Number) -> list[int]:
    """Go on to the time at which some switches are zero, as they nearly are; with them what comes to zero before it.

    What slows down like a high power takes long for the last bit of its way, and all else goes on meanwhile.
    """
    before, resting = walk.mode, at_rest(walk.mode, arriving)
    if until - walk.time <= walk.tiny * walk.time:
        walk.time = until
        return arriving
    stepper = Stepper(mode_field(walk.system, resting, len(walk.state)), walk.system.groups, walk.digits)
    hit: list[int] = []
    while walk.time < until and not hit:
        walk.count()
        step = stepper.step(walk.time, walk.state, until - walk.time)
        length = step.length
        for c, series in enumerate(step.switches):
            if resting[c]:
                zero = walk.zero_of(c, series, length)
                if zero is not None:
                    length, hit = zero.place, [c]
        walk.mode = resting
        walk.go_along(step, length, until)
        walk.mode = before
    return sorted([*arriving, *hit])


def near(walk: Walk, step: Step) -> int | None:
    """The switch whose zero, a branch point, is so near that its root is the better variable."""
    left = times_left(walk, [series[:2] for series in step.switches])
    nearest = min(left, key=lambda c: left[c], default=None)
    if nearest is None or step.length >= walk.times[-1] - walk.time or left[nearest] > NEAR * step.length:
        return None
    z = abs(step.switches[nearest][0])
    return None if z > walk.avoided.get(nearest, z) else nearest


def told(walk: Walk, step: Step, switch: int) -> Step:
    """A step so short that the series of a switch that is not about to vanish tells it from zero.

    What is small beside the unknowns turns sooner than these do, and its series is good for less than theirs.
    """
    series = step.switches[switch]
    left = times_left(walk, [line[:2] for line in step.switches]).get(switch)
    if left is not None and left <= NEAR * step.length:
        return step
    length = step.length
    while truncated(series, length) > abs(series[0]) / TOLD and length > walk.tiny * step.length:
        length = length / 2
    return step if length == step.length else replace(step, length=length)


def vanished(walk: Walk, nearby: Iterable[int]) -> list[int]:
    """The switches that are zero but for what arriving together leaves undecided."""
    values = switch_values(walk.system, walk.time, walk.state, walk.mode)
    return sorted(c for c in nearby if abs(values[c]) <= TOGETHER * walk.tiny * walk.peaks[c])


def still(walk: Walk, c: int, arriving: Sequence[int], left: Number) -> Number:
    """The time to the zero of a switch that slows down as a power of itself: dz = -z^e dt takes z/|dz/dt|/(1-e).

    e = q - 1 for what Phi_q itself slows down, (n - 1)(q - 1) for n weights of a coordinate.
    """
    switches, own = walk.system.switches, walk.system.switches[c]
    power = walk.system.q - 1
    if own.reason == "weight":
        power *= sum(switches[d].reason == "weight" and switches[d].coordinate == own.coordinate for d in arriving) - 1
    return left if power >= 1 else left * power.denominator / (power.denominator - power.numerator)


def times_left(walk: Walk, lines: Sequence[Sequence[Number]]) -> dict[int, Number]:
    """For each switch that moves towards zero, |z| by its rate."""
    return {
        c: abs(z[0] / z[1])
        for c, z in enumerate(lines)
        if walk.mode[c] and c not in walk.left and z[1] and z[1] * walk.mode[c] < 0
    }


def inwards(walk: Walk, leading: int) -> list[int]:
    """Follow the flow in the root of a switch until that vanishes, or until another one gets in the way."""
    n, alike = walk.system.q.denominator, walk.system.alike(leading)
    unknowns = len(walk.state)
    field_ = rooted_field(walk.system, walk.mode, unknowns, leading, True)
    stepper = Stepper(field_, [*walk.system.groups, (unknowns,)], walk.digits)
    values = switch_values(walk.system, walk.time, walk.state, walk.mode)
    root = -to_fast(mp.root(abs(from_fast(values[leading])), n))
    while True:
        walk.count()
        step = stepper.step(root, [*walk.state, walk.time], -root)
        length = step.length
        blocked = False
        for c, series in enumerate(step.switches):
            if c not in alike and walk.mode[c]:
                zero = walk.zero_of(c, series, length)
                if zero is not None:
                    length, blocked = zero.place / 2, True
        if backwards(walk, step, length, unknowns):
            walk.avoided[leading] = abs(values[leading]) / RETRY
            return []
        arrived = length >= -root
        short = not arrived and length < SHORT * -root
        if rooted_step(walk, step, length, unknowns):
            return []
        root = root + length
        if arrived:
            return vanished(walk, (c for c, s in enumerate(walk.mode) if s))
        if blocked or short:
            # Several vanish together, or the flow turns back first, or it is too far: time is as good a variable.
            walk.avoided[leading] = abs(root) ** n / RETRY
            return []


def outwards(walk: Walk, leading: int) -> None:
    """Follow the flow in the root of a switch that has just left zero, until time is as good a variable."""
    unknowns, alike = len(walk.state), walk.system.alike(leading)
    field_ = rooted_field(walk.system, walk.mode, unknowns, leading, False)
    stepper = Stepper(field_, [*walk.system.groups, (unknowns,)], walk.digits)
    root = walk.zero
    while walk.time < walk.times[-1]:
        walk.count()
        step = stepper.step(root, [*walk.state, walk.time], walk.one)
        length = step.length
        for c, series in enumerate(step.switches):
            if c not in alike and walk.mode[c]:
                zero = walk.zero_of(c, series, length)
                if zero is not None:
                    length = zero.place / 2
        if root and backwards(walk, step, length, unknowns):
            return
        if rooted_step(walk, step, length, unknowns):
            return
        root = root + length
        if length <= SHORT * root:
            return


def backwards(walk: Walk, step: Step, length: Number, unknowns: int) -> bool:
    """Whether a step in a root goes back in time by more than rounding: past a point where the switch turns round."""
    return bool(value_at(step.unknowns[unknowns], length) < walk.time - walk.tiny * walk.times[-1])


def rooted_step(walk: Walk, step: Step, length: Number, unknowns: int) -> bool:
    """Move along a step in a root, with the outputs on the way; whether the last time was reached."""
    clock = step.unknowns[unknowns]
    # The clock is an unknown here: what it lacks at the start of a step is rounding, and no way back.
    end = max(value_at(clock, length), walk.time)
    done = end >= walk.times[-1]
    if done:
        end = walk.times[-1]
        length = place_of(clock, end, length)
    while len(walk.run.times) < len(walk.times) and walk.times[len(walk.run.times)] <= end:
        t = walk.times[len(walk.run.times)]
        walk.run.times.append(from_fast(t))
        state = step.state(place_of(clock, t, length))[:unknowns]
        walk.run.states.append([from_fast(v) for v in state])
    walk.pass_on(step, length, unknowns)
    walk.time = end
    return bool(done)


def after_branch(walk: Walk, active: list[int]) -> tuple[Mode, list[int]]:
    """For 1 < q < 2: the mode after an event, and the switch that is still to leave zero in its root, if there is one.

    The field is continuous, so the rates of the switches where they vanish decide. Kinks come first: the rates of
    components of grad f depend on their sides. What has no rate may follow later, behind another that moves or as what
    drives it goes on: then a moment after is looked at.
    """
    kinks = [c for c in active if walk.system.switches[c].reason == "kink"]
    sides = {c: s for c, s in at_zero(walk, active)[1].items() if c in kinks}
    walk.mode = with_signs(walk.mode, sides)
    rest = [c for c in active if c not in sides]
    resting = at_rest(walk.mode, rest)
    step, moving = at_zero(walk, rest)
    mode = with_signs(resting, moving)
    if len(rest) == 1 and moving:
        return mode, list(moving)
    if not moving and all(stays(walk, c, step.switches[c]) for c in rest) and stay_beside(walk, rest):
        require_turning(walk, rest)
        return chosen(walk, active, mode), list(sides) if len(active) == 1 else []
    found = departure(walk, rest)
    mode = with_signs(resting, found.signs)
    if len(moving) == len(found.signs) == 1:
        return chosen(walk, active, mode), list(moving)
    if walk.selection == "stop":
        # What is not unique is not so from before the step.
        chosen(walk, active, mode)
    depart(walk, found, mode)
    return chosen(walk, active, mode), []


def chosen(walk: Walk, active: list[int], mode: Mode) -> Mode:
    """The mode, with the weights at a saddle leaving it if that is selected."""
    found = [c for c in saddles(walk, active) if not mode[c] and escapes(walk, c, active, mode)]
    if found:
        mode = selected(walk, found, escape(walk, found, mode), 2 ** (len(found) - 1))
        if walk.selection == "escape":
            leave_saddle(walk, found, mode)
    return mode


def stay_beside(walk: Walk, resting: Sequence[int]) -> bool:
    """Whether what rests on kinks does so on either side of each: there the rates are those of other formulas."""
    kinks = [c for c in resting if walk.system.switches[c].reason == "kink"]
    mode, stay = walk.mode, True
    for signs in product((1, -1), repeat=len(kinks)) if kinks else ():
        walk.mode = with_signs(mode, dict(zip(kinks, signs, strict=True)))
        step, _ = at_zero(walk, [c for c in resting if c not in kinks])
        stay = stay and all(stays(walk, c, step.switches[c]) for c in resting)
    walk.mode = mode
    return stay


def at_zero(walk: Walk, active: Sequence[int]) -> tuple[Step, dict[int, int]]:
    """A short series with the active switches at zero, and the signs with which some of them leave it."""
    resting = at_rest(walk.mode, active)
    stepper = Stepper(mode_field(walk.system, resting, len(walk.state)), walk.system.groups, walk.digits, 4)
    step = stepper.step(walk.time, walk.state, walk.one)
    speeds = {c: step.switches[c][1] for c in active}
    scale = max([abs(line[1]) for line in [*step.switches, *step.unknowns]] + [walk.tiny])
    small = walk.root_of_tiny * max(scale, walk.root_of_tiny)
    return step, {c: (1 if v > 0 else -1) for c, v in speeds.items() if abs(v) > small}


def stays(walk: Walk, switch: int, series: Series) -> bool:
    """Whether a switch that is zero where the field vanishes with it stays so by itself."""
    return all(abs(v) <= walk.root_of_tiny * max(walk.one, walk.peaks[switch]) for v in series[1:])
