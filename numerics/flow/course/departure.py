"""For 1 < q < 2: how several switches that vanish together leave zero, some of them only behind others.

A switch without a rate of its own at such a point may get one a moment later, as a weight does whose force comes from
another coordinate, or a component of grad f that another one drags along: z grows like t^e with some e > 1, or follows
the others on its slow solution from the start. One implicit step u = u_0 + d F(u) has all of these: z' = b - M Phi_q(z)
relaxes within it or not as it may. It is so short that its error, of order d^q, is nil.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mpmath import mp

from neversaddle.numerics.flow.course.pieces import Piece
from neversaddle.numerics.flow.course.walk import TooCoarse, Walk, switch_values
from neversaddle.numerics.flow.systems.system import Mode, System, at_rest, recorded, with_signs
from neversaddle.numerics.numbers.exact_number import at_precision
from neversaddle.numerics.ode.arithmetics import FAST, from_fast, to_fast, working
from neversaddle.numerics.ode.recurrences import Recurrences, recurrences
from neversaddle.numerics.ode.series import Number, Reader
from neversaddle.numerics.ode.tape import along

#: Rounds of the implicit step, and to what part of itself every switch has to be found.
ROUNDS, FOUND = 400, 10**6
#: The step is carried out at so many times the precision of the flow; what then is below the second is zero.
PRECISION, NIL = 4, 3.5
#: Kinds of switches whose Phi_q are multipliers.
DRIVEN = ("gradient", "force")


@dataclass(frozen=True)
class Departure:
    """The state after the step, its length, and the signs of the switches that have left zero by then."""

    length: Number
    state: list[Number]
    signs: dict[int, int]


def departure(walk: Walk, active: Sequence[int]) -> Departure:
    """How the active switches leave zero.

    Raises Halted where the implicit step has no solution that is found.
    """
    q, bits = at_precision(walk.system.q), mp.prec
    length = walk.times[-1] * to_fast(from_fast(walk.tiny) ** (1 / q))
    with working(PRECISION * bits + 64):
        found = _Implicit(walk, active, length, bits).solved()
    if found is None:
        text = f"no way to go on was found at {walk.when}, where {walk.names(active)} vanish"
        raise walk.halted("undecided", active, text)
    return found


def depart(walk: Walk, found: Departure, mode: Mode) -> None:
    """Take the step in a mode. Raises TooCoarse where rounding hides the sign of a switch."""
    begin = walk.state
    walk.state = [v * walk.one for v in found.state]
    values = switch_values(walk.system, walk.time + found.length, walk.state, mode)
    if any(not values[c] * sign > 0 for c, sign in found.signs.items() if mode[c]):
        text = f"how the flow goes on at {walk.when} cannot be told: what leaves zero there is below rounding"
        raise TooCoarse(text)
    for c in found.signs:
        # It is judged by what it has come to since, or it would count as zero for long.
        walk.peaks[c] = abs(values[c])
    line = [[a, (b - a) / found.length] for a, b in zip(begin, walk.state, strict=True)]
    walk.run.pieces.append(Piece(from_fast(walk.time), found.length, line, None, mode))
    walk.time = min(walk.time + found.length, walk.times[-1])
    walk.left = {}


class _Implicit:
    """The equations u = u_0 + d (F(u) + sum_c s_c v_c(u)), Phi_q(z_c(u)) = s_c, of one step."""

    def __init__(self, walk: Walk, active: Sequence[int], length: Number, bits: int) -> None:
        self.system: System = walk.system
        self.time, self.length = walk.time, length
        self.resting = at_rest(walk.mode, active)
        self.driven = [c for c in active if walk.system.switches[c].reason in DRIVEN]
        self.plain = [c for c in active if c not in self.driven]
        nil = to_fast(mp.ldexp(mp.one, -int(NIL * bits)))
        self.nil = {c: nil * max(walk.sensitivity(c), walk.peaks[c]) for c in active}
        self.readers: dict[Mode, Reader] = {}
        self.start = self.at_zero(walk.state)

    def at_zero(self, state: Sequence[Number]) -> list[Number]:
        """The state with the active switches at zero, as they are but for what arriving there has left of them."""
        found = list(state)
        at = recorded(self.system, self.resting, len(found))
        for c in self.plain:
            operation = at.tape.operations[at.switches[c].index]
            if operation.kind == "state":
                found[int(operation.numbers[0])] = self.length * 0
        for _ in range(ROUNDS):
            _, velocities, pulls = self.read(self.resting, found)
            values = self.values(self.resting, found)
            if all(abs(values[c]) <= self.nil[c] for c in self.driven):
                break
            for c in self.driven:
                if pulls[c]:
                    shift = self.values(self.resting, found)[c] / pulls[c]
                    found = [u - shift * v for u, v in zip(found, velocities[c], strict=True)]
        return found

    def solved(self) -> Departure | None:
        """Round by round, each multiplier in its turn; None if that does not end."""
        zero = self.length * 0
        state = list(self.start)
        multipliers = dict.fromkeys(self.driven, zero)
        values = dict.fromkeys([*self.driven, *self.plain], zero)
        mode = self.resting
        for _ in range(ROUNDS):
            rates, velocities, pulls = self.read(mode, state)
            state = [u + self.length * r for u, r in zip(self.start, rates, strict=True)]
            for c, s in multipliers.items():
                state = [u + self.length * s * v for u, v in zip(state, velocities[c], strict=True)]
            for c, s in multipliers.items():
                own = -self.length * pulls[c]
                new = self.multiplier(self.values(mode, state)[c] + own * s, own)
                state = [u + self.length * (new - s) * v for u, v in zip(state, velocities[c], strict=True)]
                multipliers[c] = new
            now = self.values(mode, state)
            signs = {c: 0 if abs(v) <= self.nil[c] else (1 if v > 0 else -1) for c, v in now.items()}
            turned = with_signs(self.resting, {c: signs[c] for c in self.plain})
            if turned == mode and all(
                abs(v - values[c]) * FOUND <= abs(v) or abs(v) <= self.nil[c] for c, v in now.items()
            ):
                return Departure(self.length, state, {c: s for c, s in signs.items() if s})
            mode, values = turned, now
        return None

    def read(
        self, mode: Mode, state: Sequence[Number]
    ) -> tuple[list[Number], dict[int, list[Number]], dict[int, Number]]:
        """At a state: the rates without what the driven switches add, what each adds, and to itself."""
        if mode not in self.readers:
            self.readers[mode] = Reader(_driven(self.system, mode, len(state), tuple(self.driven)), FAST)
        values = iter(self.readers[mode].at(self.time, state))
        return (
            [next(values) for _ in state],
            {c: [next(values) for _ in state] for c in self.driven},
            {c: next(values) for c in self.driven},
        )

    def values(self, mode: Mode, state: Sequence[Number]) -> dict[int, Number]:
        """The active switches at a state."""
        now = switch_values(self.system, self.time, state, mode)
        return {c: now[c] for c in (*self.driven, *self.plain)}

    def multiplier(self, total: Number, own: Number) -> Number:
        """The s with Phi_p(s) + own s = total, for own > 0, where the left side grows with s; else s = Phi_q(total)."""
        power = to_fast(at_precision(1 / (self.system.q - 1)))
        sign, size = (1 if total > 0 else -1), abs(total)
        if not size:
            return total * 0
        high = size ** (1 / power)
        if own <= 0:
            return sign * high
        high, low = min(high, size / own), total * 0
        for _ in range(mp.prec):
            slope = power * high ** (power - 1) + own
            # Newton's method from above, on a function that is convex.
            nearer = high - (high**power + own * high - size) / slope
            if not low < nearer < high:
                break
            high = nearer
        return sign * high


@lru_cache(maxsize=64)
def _driven(system: System, mode: Mode, unknowns: int, driven: tuple[int, ...]) -> Recurrences:
    """What reads the rates in a mode, what the multipliers of the driven switches add, and how each moves its own."""
    at = recorded(system, mode, unknowns)
    nodes = [*at.rates, *(v for c in driven for v in at.held[c])]
    nodes += [along(at.switches[c], at.held[c], 0) for c in driven]
    return recurrences(at.tape, (), [node.index for node in nodes])
