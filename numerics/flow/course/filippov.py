"""Which modes a sign flow can go on in where its switches vanish: Filippov's construction.

Where switches z_c vanish, the velocity is a convex combination of those on all sides, v + sum_c s_c v_c with
multipliers s_c in [-1, 1]. The flow can go on with s_c = 1 if z_c then becomes positive, with s_c = -1 if negative, and
with s_c between if z_c then stays zero: a linear complementarity problem. A candidate is judged by its own power
series, in which the first coefficient that does not vanish decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product
from math import floor, log2, prod

from flint import fmpq, fmpq_mat
from mpmath import mp

from neversaddle.numerics.flow.systems.system import Mode, System, at_rest, mode_field, with_signs
from neversaddle.numerics.ode.arithmetics import from_fast, to_fast
from neversaddle.numerics.ode.series import Number
from neversaddle.numerics.ode.taylor import JUDGED, STEP_GUARD, IntegrationError, Step, Stepper

#: So few candidates are all tried; of more, one consistent mode is looked for.
MOST_CANDIDATES = 27
#: Coefficients looked at before a quantity is taken to stay zero.
ORDER = 8
#: Exchanges of the search for one mode, for each switch.
EXCHANGES = 20


def consistent_modes(
    system: System, time: Number, state: Sequence[Number], mode: Mode, active: Sequence[int], digits: int
) -> list[Mode]:
    """The modes that a flow can go on in where the `active` switches vanish; all of them if few come into question.

    Those that can be held (`Switch.slides`) may also get the sign 0. Beyond 27 candidates, or where there is one mode
    at most, it is found by exchanging the first switch that contradicts until none does, for each choice of the other
    signs (Murty 1974: this ends if the problem's matrix has positive principal minors).
    """
    crossed = [c for c in active if not system.switches[c].slides]
    held = [c for c in active if system.switches[c].slides]

    found: list[Mode] = []
    choices = [(1, -1)] * len(crossed) + [(0, 1, -1)] * len(held)
    few, single = prod(map(len, choices)) <= MOST_CANDIDATES, at_most_one(system, active)
    for signs in product((1, -1), repeat=len(crossed)) if single or not few else ():
        candidate = at_rest(with_signs(mode, dict(zip(crossed, signs, strict=True))), held)
        for _ in range(EXCHANGES * len(active)):
            wrong = contradictions(system, time, state, candidate, active, digits)
            exchanged = [c for c in held if c in wrong]
            if not exchanged:
                break
            first = exchanged[0]
            candidate = with_signs(candidate, {first: wrong[first]})
        if not wrong:
            found.append(candidate)
            if single:
                return found
    if few and not found:
        order = [*crossed, *held]
        candidates = (with_signs(mode, dict(zip(order, signs, strict=True))) for signs in product(*choices))
        return [m for m in candidates if not contradictions(system, time, state, m, active, digits)]
    return found


def at_most_one(system: System, active: Sequence[int]) -> bool:
    """Whether there is one mode at most: least squares, and no two weights of a coordinate that vanish together.

    The matrix of the problem is H_jl M_l over the components that vanish, M_l > 0 the speed of x_l: its principal
    minors are positive where the multipliers are determined at all.
    """
    weights = [system.switches[c].coordinate for c in active if system.switches[c].reason == "weight"]
    plain = all(s.reason in ("gradient", "weight") for s in system.switches)
    return plain and system.loss.matrix is not None and len(set(weights)) == len(weights)


def contradictions(
    system: System, time: Number, state: Sequence[Number], mode: Mode, active: Sequence[int], digits: int
) -> dict[int, int]:
    """The active switches that contradict a mode, each with the sign it asks for instead."""
    looked = _look(system, time, state, mode, digits)
    if looked is None:
        # The multipliers of what is held are not determined, or not finite.
        return {c: 1 for c in active if not mode[c]} or {c: 0 for c in active}
    step, scales = looked
    small = scales[0]
    wrong: dict[int, int] = {}
    for c in active:
        if mode[c]:
            lead = _leads(step.switches[c][1:], scales[1:])
            may_stay = lead == 0 and mode[c] == 1
            if may_stay and system.switches[c].reason == "kink":
                other = _look(system, time, state, with_signs(mode, {c: -1}), digits)
                may_stay = other is not None and _same_motion(step, other[0], c, scales)
            elif may_stay:
                may_stay = _rests(system, mode, c)
            if lead != mode[c] and not may_stay:
                wrong[c] = 0 if system.switches[c].slides else -mode[c]
        else:
            s = step.multipliers.get(c)
            if s is None:
                continue
            unit = [small] * len(s)
            if lead := _leads(step.switches[c][1:], scales[1:]):
                # No multiplier keeps it at zero.
                wrong[c] = lead
            elif _leads([1 - s[0], *(-v for v in s[1:])], unit) < 0:
                wrong[c] = 1
            elif _leads([1 + s[0], *s[1:]], unit) < 0:
                wrong[c] = -1
    return wrong


@lru_cache(maxsize=256)
def determined(system: System, mode: Mode, unknowns: int) -> bool:
    """Whether the multipliers of the components of grad f held in a mode are the only ones: their columns independent.

    In a loss of data f(x) = sum_i h(<a_i, x>) the matrix of the multipliers is A_Z^T D A_Z times positive numbers.
    """
    try:
        kept = mode_field(system, mode, unknowns).multipliers
    except ZeroDivisionError:
        return False
    held = [system.switches[c].coordinate - 1 for c in kept if system.switches[c].reason == "gradient"]
    held = [j for j in held if j not in system.loss.idle]
    rows = [[row[j] for j in held] for rows, _ in system.loss.terms.places for row in rows]
    matrix = fmpq_mat([[fmpq(v.numerator, v.denominator) for v in row] for row in rows])
    return not held or matrix.rank() == len(held)


def settled(
    system: System, time: Number, state: Sequence[Number], mode: Mode, active: Sequence[int], digits: int
) -> Mode:
    """The mode with the sign 0 for kinks that stay at zero, and weights that do as their coordinate is held there."""
    orders = departures(system, time, state, mode, active, digits)
    kinks = [c for c in active if system.switches[c].reason == "kink"]
    stay = [c for c, order in orders.items() if order == ORDER and (c in kinks or _rests(system, mode, c))]
    return at_rest(mode, stay)


def departures(
    system: System, time: Number, state: Sequence[Number], mode: Mode, active: Sequence[int], digits: int
) -> dict[int, int]:
    """For each active switch with a sign in the mode, how many leading coefficients vanish as it leaves zero."""
    looked = _look(system, time, state, mode, digits)
    if looked is None:
        return {}
    step, scales = looked
    orders = {}
    for c in active:
        if mode[c]:
            line = list(zip(step.switches[c], scales, strict=True))[1:]
            orders[c] = next((m for m, (v, s) in enumerate(line, start=1) if abs(v) > s), len(line))
    return orders


def foreseen(step: Step, mode: Mode, digits: int) -> Step:
    """A step no longer than the series of its switches are good for.

    While the weights of a sign flow are linear in time their series tell nothing of how far those of grad f reach.
    """
    lines = [line for c, line in enumerate(step.switches) if mode[c]] + list(step.multipliers.values())
    order = len(step.unknowns[0]) - 1
    part = -log2(10) * (digits + STEP_GUARD) / order
    powers = []
    for line in lines:
        sizes = [(n, mp.mag(from_fast(v))) for n, v in enumerate(line[: order // 2]) if v]
        for m in range(max(order // 2, order - JUDGED + 1), order + 1):
            if line[m] and sizes:
                last = mp.mag(from_fast(line[m]))
                powers.append(max((size - last) / (m - n) for n, size in sizes) + part)
    if not powers:
        return step
    power = floor(min(powers))
    return replace(step, length=min(step.length, to_fast(mp.ldexp(mp.one, power))))


def _look(
    system: System, time: Number, state: Sequence[Number], mode: Mode, digits: int
) -> tuple[Step, list[Number]] | None:
    """A short series in a mode, and for each order what is rounding there; None where there is none."""
    if not determined(system, mode, len(state)):
        return None
    try:
        stepper = Stepper(mode_field(system, mode, len(state)), system.groups, digits, ORDER)
        step = stepper.step(time, state, state[0] * 0 + 1)
    except (IntegrationError, ZeroDivisionError):
        return None
    small = stepper.tolerance ** (stepper.tolerance * 0 + 0.5)
    size = max(abs(v) for v in state) * small
    lines = [*step.switches, *step.unknowns]
    return step, [small, *(small * max(size, *(abs(line[m]) for line in lines)) for m in range(1, ORDER + 1))]


def _same_motion(one: Step, other: Step, kink: int, scales: Sequence[Number]) -> bool:
    """Whether a flow stays on a kink by the formulas of either side, and by the same multipliers."""
    if _leads(other.switches[kink][1:], scales[1:]) or one.multipliers.keys() != other.multipliers.keys():
        return False
    pairs = [(one.multipliers[c], other.multipliers[c]) for c in one.multipliers]
    return all(abs(a - b) <= scales[0] for s, t in pairs for a, b in zip(s, t, strict=True))


def _leads(series: Sequence[Number], least: Sequence[Number]) -> int:
    """The sign of the first coefficient that is not rounding."""
    return next((1 if v > 0 else -1 for v, s in zip(series, least, strict=False) if abs(v) > s), 0)


def _rests(system: System, mode: Mode, weight: int) -> bool:
    """Whether a weight's coordinate is held where its gradient vanishes, so that the weight may stay at zero."""
    own = system.switches[weight]
    return (
        not own.slides
        and own.reason != "kink"
        and any(s.slides and s.coordinate == own.coordinate and mode[c] == 0 for c, s in enumerate(system.switches))
    )
