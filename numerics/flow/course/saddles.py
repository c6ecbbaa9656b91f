"""Saddles of a model: weights of one coordinate that vanish together, where the flow may not be unique."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from mpmath import mp

from neversaddle.numerics.flow.course.walk import Walk, switch_values
from neversaddle.numerics.flow.systems.system import Mode, at_rest, recorded
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.arithmetics import FAST, from_fast, to_fast, working
from neversaddle.numerics.ode.recurrences import recurrences
from neversaddle.numerics.ode.series import Number, Reader

#: Choices at a point from which the flow can go on in several ways.
SELECTIONS = ("stop", "rest", "escape")
#: How far beside a rest it is looked at, in units of what half the digits tell from zero.
ASIDE = 1000
#: It has left zero once it is so many times what it is there.
BESIDE = 4


def of_coordinate(walk: Walk, reason: str, coordinate: int) -> list[int]:
    """The switches of one kind that belong to a coordinate."""
    return [c for c, s in enumerate(walk.system.switches) if s.reason == reason and s.coordinate == coordinate]


def saddles(walk: Walk, active: Sequence[int]) -> list[int]:
    """The weights that vanish together with others of their coordinate: the model's saddles."""
    switches = walk.system.switches
    weights = [c for c in active if switches[c].reason == "weight"]
    owners = [switches[c].coordinate for c in weights]
    return [c for c in weights if owners.count(switches[c].coordinate) > 1]


def resting(walk: Walk, active: Sequence[int]) -> list[int]:
    """At q = 1: the active switches of those coordinates in which both f' and several weights vanish."""
    switches, weights = walk.system.switches, saddles(walk, active)
    pulled = {
        s.coordinate for c, s in enumerate(switches) if s.reason == "gradient" and walk.mode[c] and c not in active
    }
    still = {switches[c].coordinate for c in weights} - pulled
    return [c for c in active if switches[c].coordinate in still and switches[c].reason in ("gradient", "weight")]


def selected(walk: Walk, switches: Sequence[int], escape: Mode, ways: int) -> Mode:
    """The mode asked for where the solution is not unique; the end of the run if none was."""
    if walk.selection == "stop":
        verb = "vanishes" if len(switches) == 1 else "vanish"
        text = (
            f"the flow is not unique from {walk.since} on, where {walk.names(switches)} {verb}: it may stay there for "
            f'any time and leave in {ways} way{"s" if ways > 1 else ""}; choose by selection "rest" or "escape"'
        )
        raise walk.halted("selection", switches, text)
    if walk.selection == "escape":
        return escape
    return at_rest(escape, switches)


def require_one_rest(walk: Walk, mode: Mode, active: Sequence[int]) -> None:
    """At q = 1 a weight that is held at zero by f' = 0 leaves open what the others of its coordinate do.

    With multipliers s of f' and r of the weight they move by -s r, and s = 0 on the average does not tell s r. They may
    rest, which keeps the balance; small steps of sign descent, where f' and the weight turn together, shrink them.
    Where all of grad f vanishes and nothing decays the flow has arrived, and rests.
    """
    switches = walk.system.switches
    arrived = not walk.system.decay and not any(mode[c] for c, s in enumerate(switches) if s.reason == "gradient")
    if walk.selection == "rest" or arrived:
        return
    for c, switch in enumerate(switches):
        if switch.reason != "gradient" or mode[c] or switch.coordinate - 1 in walk.system.loss.idle:
            continue
        weights = [d for d in of_coordinate(walk, "weight", switch.coordinate) if not mode[d]]
        places = walk.system.groups[switch.coordinate - 1]
        others = [i for i in places if i not in [place_of_weight(walk, d) for d in weights] and walk.state[i]]
        if weights and others and {c, *weights} & set(active):
            names = walk.names((c, *weights))
            text = (
                f"the flow is not unique from {walk.since} on, where {names} vanish and stay: the other weights of the "
                "coordinate may rest, which keeps the balance, or shrink, as they do in small steps; choose "
                'selection "rest" to have them rest'
            )
            raise walk.halted("selection", (c, *weights), text)


def require_turning(walk: Walk, resting: Sequence[int]) -> None:
    """For 1 < q < 2: what comes to rest where it does not change its sign may leave on the other side.

    There x' = -Phi_q(f') with f' ~ (x - x_0)^m, m even: a rest, and a way on if that takes no time, m (q-1) < 1.
    """
    if walk.selection == "rest" or not resting:
        return
    switches, state, step = walk.system.switches, walk.state, ASIDE * walk.root_of_tiny
    for c in (c for c in resting if switches[c].reason in ("gradient", "force")):
        mode = at_rest(walk.mode, resting)
        velocity = held_velocity(walk, mode, c)
        speed = max((abs(v) for v in velocity), default=walk.zero)
        if not speed:
            continue
        size = (max(abs(v) for v in state) or walk.one) / speed

        def beside(
            part: Number, c: int = c, velocity: Sequence[Number] = velocity, size: Number = size, mode: Mode = mode
        ) -> Number:
            moved = [w + part * size * v for w, v in zip(state, velocity, strict=False)]
            return switch_values(walk.system, walk.time, moved, mode)[c]

        with working(4 * mp.prec):
            here, near, far, back = beside(walk.zero), beside(step), beside(2 * step), beside(-step)
        # Of one sign on both sides, it drives back from one of them and on from the other.
        leaves = near * back > 0 and min(abs(near), abs(back)) > BESIDE * abs(here)
        if leaves and from_fast(far / near) < 2 ** (1 / at_precision(walk.system.q - 1)):
            text = (
                f"the flow is not unique from {walk.since} on, where {switches[c].text} vanishes and keeps its sign: "
                'it may stay there for any time and go on; choose selection "rest" to have it stay'
            )
            raise walk.halted("selection", (c,), text)


def held_velocity(walk: Walk, mode: Mode, switch: int) -> list[Number]:
    """What one unit of a held switch's multiplier adds to the rates, at the present state."""
    found = recorded(walk.system, mode, len(walk.state))
    if switch not in found.held:
        return []
    entries = [v.index for v in found.held[switch]]
    return Reader(recurrences(found.tape, (), entries), FAST).at(walk.time, walk.state)


def require_settled(walk: Walk) -> None:
    """With coupled decay, two weights of a coordinate that rest at zero may leave once |f' prod of the others| > decay.

    Near zero their forces are alpha w_1 + s w_2 and alpha w_2 + s w_1: for |s| > alpha the sum of the two, or the
    difference, drives itself away. Three or more stay, as decay outweighs the product of the others.
    """
    system = walk.system
    if walk.selection == "rest":
        return
    for j, places in enumerate(system.groups[: system.loss.coordinates]):
        own = of_coordinate(walk, "force", j + 1)
        vanished = [i for i in places if abs(walk.state[i]) <= walk.tiny * walk.sizes[j]]
        if (
            not own
            or len(vanished) != 2
            or any(walk.mode[c] for c, i in zip(own, places, strict=True) if i in vanished)
        ):
            continue
        x = [prod(from_fast(walk.state[i]) for i in group) for group in system.groups[: system.loss.coordinates]]
        pull = system.loss.gradient(x)[j] * prod(from_fast(walk.state[i]) for i in places if i not in vanished)
        if abs(pull) > at_precision(system.decay):
            text = (
                f"the flow is not unique from {walk.since} on at the latest: two weights of coordinate {j + 1} are "
                'zero, and the force on them outweighs their decay; choose selection "rest" to have them stay'
            )
            held = (c for c, i in zip(own, places, strict=True) if i in vanished)
            raise walk.halted("selection", held, text)


def escapes(walk: Walk, weight: int, active: Sequence[int], resting: Mode) -> bool:
    """Whether a vanishing weight can leave its saddle: n < p for n vanishing weights, and f' does not vanish."""
    switches, own = walk.system.switches, walk.system.switches[weight]
    n = sum(switches[c].reason == "weight" and switches[c].coordinate == own.coordinate for c in active)
    return (n - 1) * (walk.system.q - 1) < 1 and pull(walk, own.coordinate, resting) != 0


def pull(walk: Walk, coordinate: int, mode: Mode) -> int:
    """The sign of a component of grad f in a mode."""
    (gradient,) = of_coordinate(walk, "gradient", coordinate)
    return mode[gradient]


def escape(walk: Walk, saddles: Sequence[int], mode: Mode) -> Mode:
    """The mode in which the weights at a saddle leave it along one of its ways out, all but the last upwards."""
    switches, new = walk.system.switches, list(mode)
    for coordinate in sorted({switches[c].coordinate for c in saddles}):
        own = of_coordinate(walk, "weight", coordinate)
        vanished = [c for c in own if c in saddles]
        for c in vanished:
            new[c] = 1
        # w_i' = -Phi(f' prod of the others) has the sign of w_i for all if the product of all signs is -sign f'.
        new[vanished[-1]] = -pull(walk, coordinate, mode) * prod(new[c] for c in own)
    return tuple(new)


def leave_saddle(walk: Walk, saddles: Sequence[int], mode: Mode) -> None:
    """Put vanished weights on their way out, v' = c v^e, so near to the saddle that all else is constant."""
    switches = walk.system.switches
    values = switch_values(walk.system, walk.time, walk.state, walk.mode)
    power = walk.system.q - 1
    delta = walk.tiny * walk.times[-1]
    exponent = to_fast(at_precision(power))
    for coordinate in sorted({switches[c].coordinate for c in saddles}):
        own = of_coordinate(walk, "weight", coordinate)
        (gradient,) = of_coordinate(walk, "gradient", coordinate)
        vanished = [c for c in own if c in saddles]
        size = abs(values[gradient])
        for c in own:
            size = size if c in vanished else size * abs(values[c])
        left = 1 - (len(vanished) - 1) * exponent
        start = (left * size**exponent * delta) ** (1 / left)
        for c in vanished:
            walk.state[place_of_weight(walk, c)] = mode[c] * start
            walk.peaks[c] = start
        walk.faint += [place_of_weight(walk, c) for c in vanished]
    walk.time = walk.time + delta


def place_of_weight(walk: Walk, switch: int) -> int:
    """Where a weight's switch stands among the unknowns."""
    own = walk.system.switches[switch]
    assert own.weight is not None
    return walk.system.groups[own.coordinate - 1][own.weight - 1]
