"""For 1 < q < 2: stiff stretches, on which a switch stays where its small value balances Phi_q against all else.

There dz/dt = b - M Phi_q(z) relaxes at the rate (q-1) M |z|^(q-2), far faster than b changes, and explicit steps are
as short as that. On the slow solution s = Phi_q(z) is (b - dz/dt)/M, and dz/dt is that of |s|^(p-1) sign(s): a
fixed-point iteration on power series, which contracts by the ratio of the two time scales. What is neglected is
measured: a stretch is taken only if the iteration has converged, and z has settled, to the error of a step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mpmath import mp

from neversaddle.numerics.flow.course.branch_points import arrival, arrive, vanished
from neversaddle.numerics.flow.course.walk import Turn, Walk
from neversaddle.numerics.flow.systems.system import Mode, System, at_rest, recorded, slaved_field, with_signs
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.arithmetics import FAST, from_fast, to_fast
from neversaddle.numerics.ode.recurrences import Recurrences, recurrences
from neversaddle.numerics.ode.series import Number, Reader, Series, value_at
from neversaddle.numerics.ode.tape import Tape, along, solved
from neversaddle.numerics.ode.taylor import FLOOR_DIGITS, IntegrationError, Step, Stepper
from neversaddle.numerics.ode.zeros import first_zero

#: A switch is slaved if a step is this many of the times in which it relaxes; it stays so down to a quarter of one, and
#: joins others, on whose slow steps it may only be arriving, at many.
STIFF, STILL_STIFF, MORE_STIFF = 1, 0.25, 16
#: Rounds of the iteration, each to contract by this factor.
ROUNDS, CONTRACTION = 40, 0.5
#: The iteration begins with so many orders, and so many more in each round, until they are all of them.
FIRST_ORDER = 8
#: Another switch that comes to zero meanwhile is taken to be there once it is so many times what cannot be counted.
ARRIVED = 100
#: Explicit steps before the next try, at first and at most.
PATIENCE, MOST_PATIENCE = 4, 64


@dataclass(frozen=True)
class Balance:
    """At one state: the switches' values z, the velocities each multiplier adds, and M: dz_c/dt = ... + M_cd s_d."""

    values: dict[int, Number]
    velocities: dict[int, list[Number]]
    pulls: dict[tuple[int, int], Number]


def slow_course(walk: Walk, step: Step, at_once: bool, nil: Sequence[int] = ()) -> list[int] | None:
    """Steps along the slow solution, where an explicit step is held back by a switch that has settled.

    The switches `nil` have settled so near to zero that they cannot be told from it.
    None if there is nothing to gain; else the switches of an event, none if the stretch just ends.
    """
    walk.patience -= 1
    if walk.patience > 0 and not at_once:
        return None
    walk.patience = PATIENCE
    balance = balance_of(walk)
    if balance is None:
        return None
    power = to_fast(mp.mpf(walk.system.q.numerator) / walk.system.q.denominator) - 1
    multipliers = {c: walk.mode[c] * abs(z) ** power for c, z in balance.values.items()}
    slaved = {**stiff(walk, balance, multipliers, lasting(step, step.length), {}), **dict.fromkeys(nil, 0)}
    if not slaved:
        return None
    moved: list[int] | None = None
    while walk.time < walk.times[-1]:
        walk.count()
        taken = slow_step(walk, balance, slaved, multipliers)
        if taken is None:
            break
        moved, (step, length) = [], taken
        arrived, until = arrival(walk, step, ARRIVED)
        if arrived:
            # What is slaved to them has come with them.
            return arrive(walk, sorted({*arrived, *vanished(walk, slaved)}), until)
        advance(walk, step, length, slaved)
        multipliers = {c: value_at(s, length) for c, s in step.multipliers.items()}
        balance = settle(walk, slaved, multipliers)
        if balance is None:
            break
        values = {c: walk.mode[c] * abs(z) ** power for c, z in balance.values.items()}
        multipliers = {**values, **multipliers}
        slaved = stiff(walk, balance, multipliers, lasting(step, length), slaved)
        if not slaved:
            break
    walk.tries = 0 if moved is not None else walk.tries + 1
    walk.patience = min(MOST_PATIENCE, PATIENCE << walk.tries)
    return moved


def balance_of(walk: Walk) -> Balance | None:
    """The balance of all moving forces and gradient components at the present state; None if there are none."""
    candidates = [c for c, s in enumerate(walk.system.switches) if s.reason in ("gradient", "force") and walk.mode[c]]
    if not candidates:
        return None
    key = (tuple(candidates), walk.mode)
    if key not in walk.readers:
        found = _balances(walk.system, at_rest(walk.mode, candidates), len(walk.state), tuple(candidates))
        walk.readers[key] = Reader(found, FAST)
    values = iter(walk.readers[key].at(walk.time, walk.state))
    return Balance(
        {c: next(values) for c in candidates},
        {c: [next(values) for _ in walk.state] for c in candidates},
        {(c, d): next(values) for c in candidates for d in candidates},
    )


@lru_cache(maxsize=256)
def _balances(system: System, resting: Mode, unknowns: int, candidates: tuple[int, ...]) -> Recurrences:
    """What reads the candidates' values, the velocities that their multipliers add, and how those move them."""
    at = recorded(system, resting, unknowns)
    nodes = [at.switches[c] for c in candidates] + [v for c in candidates for v in at.held[c]]
    nodes += [along(at.switches[c], at.held[d], 0) for c in candidates for d in candidates]
    return recurrences(at.tape, (), [node.index for node in nodes])


def stiff(
    walk: Walk,
    balance: Balance,
    multipliers: Mapping[int, Number],
    lengths: Sequence[Number],
    before: Mapping[int, int],
) -> dict[int, int]:
    """The switches that relax within steps of these lengths, with their signs; 0 for those that are nil."""
    q = walk.system.q
    power = to_fast(mp.mpf((2 - q).numerator) / (2 - q).denominator * (q - 1).denominator / (q - 1).numerator)
    inverse = conjugate_power(walk)
    found: dict[int, int] = {}
    for c, s in multipliers.items():
        pull = balance.pulls[c, c]
        if not pull < 0:
            continue
        least = walk.one * (STILL_STIFF if c in before else MORE_STIFF if before else STIFF)
        if abs(s) ** power * least < lengths[c] * abs(pull) * (q - 1).numerator / (q - 1).denominator:
            # Half of what may be neglected: the step that follows goes on to the whole.
            nil = displaced(walk, balance, c, 2 * abs(s) ** inverse)
            found[c] = 0 if nil else (1 if s > 0 else -1)
    return found


def lasting(step: Step, length: Number) -> list[Number]:
    """For each switch a length, or the time in which it would vanish if that is less: what arrives is not slaved."""
    return [min(length, abs(z[0] / z[1])) if z[1] else length for z in step.switches]


def conjugate_power(walk: Walk) -> Number:
    """p - 1 = 1/(q - 1): a switch whose Phi_q is s has the size |s|^(p-1)."""
    return to_fast(at_precision(1 / (walk.system.q - 1)))


def displaced(walk: Walk, balance: Balance, c: int, z: Number) -> bool:
    """Whether a switch that is off by z displaces no unknown by more than the error of a step."""
    pull = abs(balance.pulls[c, c])
    return all(
        abs(v) * z <= pull * walk.tiny * size for v, size in zip(balance.velocities[c], sizes(walk), strict=True)
    )


def sizes(walk: Walk) -> list[Number]:
    """What the error of each unknown is judged by: its group's size, but not too small."""
    floor = max(map(abs, walk.state)) / 10**FLOOR_DIGITS
    found = [floor] * len(walk.state)
    for group in walk.system.groups:
        size = max(floor, *(abs(walk.state[i]) for i in group))
        for i in group:
            found[i] = size
    return found


def slow_step(
    walk: Walk, balance: Balance, slaved: dict[int, int], multipliers: Mapping[int, Number]
) -> tuple[Step, Number] | None:
    """A converged step of the slow solution and its length; None if there is none worth its while."""
    stepper = Stepper(
        slaved_field(walk.system, walk.mode, len(walk.state), tuple(slaved.items())), walk.system.groups, walk.digits
    )
    nothing: list[Series] = [[walk.zero] * (stepper.order + 1) for _ in slaved]
    # Low orders are cheap, and all that is seen of a first correction: the iteration proper then begins near its end.
    orders = range(FIRST_ORDER, stepper.order - FIRST_ORDER // 2, FIRST_ORDER) if any(slaved.values()) else ()
    step, given = contracted(walk, balance, slaved, stepper, nothing, orders)
    step, _ = contracted(walk, balance, slaved, stepper, nothing if given is None else given, [stepper.order] * ROUNDS)
    return None if step is None else fitted(walk, balance, step, slaved)


def contracted(
    walk: Walk,
    balance: Balance,
    slaved: Mapping[int, int],
    stepper: Stepper,
    given: list[Series],
    orders: Iterable[int],
) -> tuple[Step | None, list[Series] | None]:
    """The iteration by steps of these orders: the step that has converged, if one has, and what would be given next.

    Nothing is where the iteration does not contract, or numbers are not finite.
    """
    before: Number | None = None
    for order in orders:
        stepper.give(given)
        try:
            step = stepper.step(walk.time, walk.state, walk.times[-1] - walk.time, order)
        except IntegrationError:
            return None, None
        change, new = walk.zero, []
        for old, (c, sign) in zip(given, slaved.items(), strict=True):
            line = old
            if sign:
                z = step.slow[c]
                if not all(mp.isfinite(from_fast(v)) for v in z):
                    return None, None
                line = [m * z[m] for m in range(1, len(z))] + [walk.zero] * (len(old) - order)
                apart = norm([a - b for a, b in zip(line, old, strict=True)], step.length) * step.length
                change = max(change, *shares(walk, balance, c, apart))
            new.append(line)
        given = new
        if change <= walk.tiny:
            return step, given
        if before is not None and change > CONTRACTION * before:
            return None, None
        before = change
    return None, given


def shares(walk: Walk, balance: Balance, c: int, z: Number) -> list[Number]:
    """How far each unknown is displaced, by its size, if a switch is off by z."""
    pull = abs(balance.pulls[c, c])
    return [abs(v) * z / (pull * size) for v, size in zip(balance.velocities[c], sizes(walk), strict=True)]


def norm(series: Series, length: Number) -> Number:
    """A bound of a polynomial on [0, length]."""
    return value_at([abs(v) for v in series], length)


def fitted(walk: Walk, balance: Balance, step: Step, slaved: dict[int, int]) -> tuple[Step, Number] | None:
    """The step up to where a multiplier or another switch gets near to zero, if all slaved ones have settled."""
    inverse = conjugate_power(walk)
    length = step.length
    for c, sign in slaved.items():
        s = step.multipliers[c]
        if sign:
            if not displaced(walk, balance, c, abs(step.slow[c][0] - balance.values[c])) or sign * s[0] <= 0:
                return None
            zero = first_zero(s, sign, length, walk.tiny * abs(s[0]))
            length = length if zero is None else zero.place / 2
        else:
            for _ in range(100):
                if displaced(walk, balance, c, norm(s, length) ** inverse):
                    break
                length = length / 2
    switches = []
    for c, series in enumerate(step.switches):
        if c in slaved:
            # What follows another never arrives by itself, however small it is.
            series = [walk.zero] * len(series)
        elif walk.mode[c]:
            zero = walk.zero_of(c, series, length)
            length = length if zero is None else zero.place / 2
        switches.append(series)
    values = {c: step.multipliers[c][0] for c in slaved}
    if not stiff(walk, balance, values, [length] * len(switches), slaved):
        return None
    return Step(step.time, step.length, step.unknowns, switches, step.multipliers, step.error, step.slow), length


def advance(walk: Walk, step: Step, length: Number, slaved: dict[int, int]) -> None:
    """Move along a slow step; a multiplier that changes its sign does so where its switch is nil, and is noted."""
    begin = walk.time
    walk.go_along(step, length, walk.times[-1])
    crossed = []
    for c in slaved:
        s = step.multipliers[c]
        sign = 1 if value_at(s, length) > 0 else -1
        if sign != walk.mode[c]:
            zero = first_zero(s, walk.mode[c], length, walk.zero)
            crossed.append((begin if zero is None else begin + zero.place, c, sign))
    for time, c, sign in sorted(crossed):
        walk.mode = with_signs(walk.mode, {c: sign})
        walk.run.turns.append(Turn(from_fast(time), (c,), "crosses", walk.mode))


def settle(walk: Walk, slaved: Mapping[int, int], multipliers: Mapping[int, Number]) -> Balance | None:
    """Put each slaved switch exactly where its multiplier says, by velocities of its own; the balance there."""
    inverse = conjugate_power(walk)
    for _ in range(2):
        balance = balance_of(walk)
        assert balance is not None
        order = list(slaved)
        wanted = [walk.mode[c] * abs(multipliers[c]) ** inverse - balance.values[c] for c in order]
        shifts = _solved([[balance.pulls[c, d] for d in order] for c in order], wanted)
        for c, shift in zip(order, shifts, strict=True):
            walk.state = [w + shift * v for w, v in zip(walk.state, balance.velocities[c], strict=True)]
    return balance_of(walk)


def _solved(matrix: Sequence[Sequence[Number]], right: Sequence[Number]) -> list[Number]:
    return Reader(_elimination(len(right)), FAST).at(right[0], [*(v for row in matrix for v in row), *right])


@lru_cache(maxsize=64)
def _elimination(size: int) -> Recurrences:
    """What reads the solution of a linear system of so many rows off the rows and the right-hand side."""
    tape = Tape()
    nodes = [[tape.state(i * size + j) for j in range(size)] for i in range(size)]
    found = solved(nodes, [tape.state(size * size + i) for i in range(size)])
    return recurrences(tape, (), [node.index for node in found])
