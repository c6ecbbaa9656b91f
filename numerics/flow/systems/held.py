"""What a mode holds: Phi_q of a quantity in a mode, the multipliers of what is held at zero, and what these move.

Every system is dw = -sum_j Phi_q(z_j) v_j dt beside its decay, z_j being what stands inside Phi_q: the components of
grad f, or with coupled decay the forces. Where z_j is held at zero Phi_q(z_j) is no number of the state, but whatever
keeps it there: a multiplier s, which adds -s v_j to the rates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from neversaddle.numerics.flow.systems.system import Mode, System
from neversaddle.numerics.ode.tape import Node

#: The rates, by unknown, that the value of Phi_q(z_j) gives to what it moves; no other z_j moves these.
Moved: TypeAlias = "Callable[[int, Node], Mapping[int, Node]]"
#: For each multiplier, by its switch: the j that it holds, and the sign that it has in Phi_q(z_j).
Multipliers: TypeAlias = "dict[int, dict[int, int]]"


def phi(z: Node, switch: int, q: Fraction, mode: Mode, powers: Mapping[int, Node]) -> Node:
    """Phi_q(z) = sign(z)|z|^(q-1) of a switch's quantity z in a mode, 0 where it is held; z itself for q = 2.

    `powers` has |z|^(q-1) for those switches that it is known for otherwise.
    """
    if q == 2:
        return z
    sign = mode[switch]
    if q == 1 or sign == 0:
        return z.tape.constant(sign)
    return sign * (powers[switch] if switch in powers else (sign * z) ** (q - 1))


def rests(q: Fraction, signs: Sequence[int], decay: Fraction | int = 0) -> bool:
    """Whether a sign flow is at rest: all that stands inside Phi_q is held, and nothing decays outside.

    There it stays, whatever multipliers a singular Hessian would allow.
    """
    return q == 1 and not decay and not any(signs)


def held_components(system: System, mode: Mode, first: int) -> Multipliers:
    """The multipliers of the held components of grad f, whose switches are those from `first` on.

    For q = 1 components that are multiples of each other have one between them (`Loss.leaders`).
    """
    signs = mode[first : first + system.loss.coordinates]
    found: Multipliers = {}
    if system.q == 2 or rests(system.q, signs, system.decay):
        return found
    for j, sign in enumerate(signs):
        if sign == 0:
            leader, turn = system.loss.leaders[j] if system.q == 1 else (j, 1)
            found.setdefault(first + leader, {})[j] = turn
    return found


def rates_of(values: Mapping[int, Node], state: Sequence[Node], moved: Moved) -> list[Node]:
    """The rates of all unknowns for these values of some Phi_q(z_j), the others being zero."""
    rates = [state[0].tape.constant(0)] * len(state)
    for j, value in values.items():
        for i, rate in moved(j, value).items():
            rates[i] = rate
    return rates


def added(multipliers: Multipliers, state: Sequence[Node], moved: Moved) -> dict[int, list[Node]]:
    """For each multiplier the rates that one unit of it adds (`Recorded.held`)."""
    constant = state[0].tape.constant
    return {c: rates_of({j: constant(v) for j, v in own.items()}, state, moved) for c, own in multipliers.items()}
