"""What a piecewise smooth flow is: switches whose signs it depends on, and its smooth field for every mode of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Protocol, TypeAlias

import mpmath
import sympy as sp

from neversaddle.numerics.loss.loss import Loss
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.series import Number
from neversaddle.numerics.ode.tape import Node, Tape, along, solved, vanishes

#: The sign of each switch; 0 for one that is held at zero.
Mode: TypeAlias = "tuple[int, ...]"


@dataclass(frozen=True)
class Switch:
    """A quantity the field is not smooth at the zeros of; coordinate and weight count from 1.

    `reason`: "gradient" (a component of grad f), "weight", "partial" (a derivative of x by a weight), "force" (the
    argument of Phi_q with coupled decay), "mirror" (x, seen in the mirror coordinate) or "kink" (the z of a |z|).
    `slides`: the field jumps there by the sign of this one quantity, so that the flow can be held on its zeros.
    `branches`: there is a fractional power of this |z|, which has no power series at its zeros. `ends`: of this z
    itself, so that nothing tells how the flow goes on there.
    """

    reason: str
    coordinate: int
    weight: int | None
    text: str
    slides: bool = False
    branches: bool = False
    ends: bool = False


def has_branches(expression: sp.Expr, z: sp.Expr) -> bool:
    """Whether a fractional power of |z| stands in an expression, or one of a number of z in a piece."""
    powers = [p for p in expression.atoms(sp.Pow) if not p.exp.is_Integer]
    return any(p.base == sp.Abs(z) or sp.cancel(p.base / z).is_number for p in powers)


def loss_kinks(loss: Loss) -> list[Switch]:
    """The switches at the kinks of a loss."""
    term = loss.terms.term
    return [
        Switch("kink", 1, None, f"{z} in the loss", branches=has_branches(term, z), ends=z in loss.ends)
        for z in loss.kinks
    ]


def kink_signs(loss: Loss, mode: Mode) -> dict[sp.Expr, int]:
    """The signs that a mode has for the kinks of a loss, whose switches come first."""
    return dict(zip(loss.kinks, mode, strict=False))


@dataclass(frozen=True)
class Recorded:
    """A system's rates in one mode, the quantities of its switches, and for each held one the rates it would add.

    The rates hold without what the held ones add: they are those for the multipliers 0. For q > 1 a multiplier is the
    value of Phi_q.
    """

    rates: list[Node]
    switches: list[Node]
    held: Mapping[int, list[Node]]

    @property
    def tape(self) -> Tape:
        """The tape that all of it is on."""
        return self.rates[0].tape

    def with_multipliers(self, multipliers: Mapping[int, Node]) -> list[Node]:
        """The rates with what held switches add, each as many times as its multiplier says."""
        rates = self.rates
        for c, s in multipliers.items():
            rates = [r + s * v for r, v in zip(rates, self.held[c], strict=True)]
        return rates


class System(Protocol):
    """A flow of unknowns before mode and precision are chosen; two of them are equal if they are the same object."""

    def __hash__(self) -> int:
        """By identity."""

    @property
    def q(self) -> Fraction:
        """The exponent."""

    @property
    def loss(self) -> Loss:
        """The loss."""

    @property
    def decay(self) -> Fraction:
        """The weight decay."""

    @property
    def switches(self) -> Sequence[Switch]:
        """What the field is not smooth at; none where it always is."""

    @property
    def groups(self) -> Sequence[Sequence[int]]:
        """Unknowns whose errors are judged by the largest of them."""

    def alike(self, switch: int) -> Mapping[int, Fraction]:
        """The switches that are so many times as far from zero as this one at all times, itself among them."""

    def start(self) -> list[mpmath.mpf]:
        """The unknowns at time 0, at the precision in force."""

    def record(self, state: Sequence[Node], time: Node, mode: Mode, powers: Mapping[int, Node]) -> Recorded:
        """The field in a mode; `powers` has |z|^(q-1) for those switches z that it is known for otherwise."""


def components(system: System) -> list[Switch]:
    """For q < 2 the components of grad f, which the field is not smooth at the zeros of."""
    k = range(1, system.loss.coordinates + 1) if system.q < 2 else ()
    return [Switch("gradient", j, None, f"component {j} of grad f", system.q == 1) for j in k]


def alike_components(system: System, switch: int) -> dict[int, Fraction]:
    """The components of grad f that are multiples of one, with their sizes beside it; any other switch by itself."""
    own = system.switches[switch]
    if own.reason != "gradient":
        return {switch: Fraction(1)}
    places = {s.coordinate - 1: c for c, s in enumerate(system.switches) if s.reason == "gradient"}
    return {places[j]: ratio for j, ratio in system.loss.alike(own.coordinate - 1).items()}


def recorded(system: System, mode: Mode, unknowns: int) -> Recorded:
    """A system in a mode, on a tape of its own."""
    tape = Tape()
    return system.record([tape.state(i) for i in range(unknowns)], tape.time(), mode, {})


def signs_by(system: System, values: Callable[[Mode], Sequence[Number]]) -> tuple[Mode, Sequence[Number]]:
    """The signs of all switches at a state, and what they are there; `values` reads them in a mode.

    The sides of mirrors, then of kinks, inner ones first, have to be known before all else has a value.
    """
    mode: Mode = (0,) * len(system.switches)
    for _ in range(len(mode) + 1):
        before, found = mode, values(mode)
        mode = tuple((v > 0) - (v < 0) for v in found)
        if mode == before:
            break
    return mode, found


def with_signs(mode: Mode, signs: Mapping[int, int]) -> Mode:
    """A mode with other signs for some switches."""
    return tuple(signs.get(c, s) for c, s in enumerate(mode))


def at_rest(mode: Mode, switches: Iterable[int]) -> Mode:
    """A mode with some switches held at zero."""
    return with_signs(mode, dict.fromkeys(switches, 0))


@lru_cache(maxsize=256)
def mode_field(system: System, mode: Mode, unknowns: int) -> Field:
    """The field of one mode, in time.

    Held switches of a sign flow stay at zero by their multipliers s, the convex combinations of both sides: with rates
    v + sum_c s_c v_c, the s solve dz_i/dt = v z_i + sum_c s_c v_c z_i = 0 (Filippov 1960). For q > 1 a held switch
    adds nothing: the field vanishes with it. Fields are exact and kept, for a flow comes back to its modes.
    """
    found = recorded(system, mode, unknowns)
    rates, multipliers = _held(found) if system.q == 1 else (found.rates, {})
    return Field(
        found.tape,
        tuple(r.index for r in rates),
        tuple(z.index for z in found.switches),
        {c: s.index for c, s in multipliers.items()},
    )


def _held(at: Recorded) -> tuple[list[Node], dict[int, Node]]:
    """Rates with the held switches' multipliers put in, and these."""
    order = list(at.held)
    if not order:
        return at.rates, {}
    changes = {i: [along(at.switches[i], at.held[c], 0) for c in order] for i in order}
    drifts = {i: along(at.switches[i], at.rates) for i in order}
    # What no multiplier moves needs none: a coordinate that the loss does not depend on, or one at rest at a saddle.
    free = [i for i in order if all(vanishes(z) for z in changes[i])]
    kept = [i for i in order if i not in free]
    matrix = [[changes[i][order.index(c)] for c in kept] for i in kept]
    found = dict(zip(kept, solved(matrix, [-drifts[i] for i in kept]), strict=True))
    return at.with_multipliers(found), {**found, **dict.fromkeys(free, at.tape.constant(0))}


@lru_cache(maxsize=256)
def rooted_field(system: System, mode: Mode, unknowns: int, leading: int, inward: bool) -> Field:
    """The field of one mode with r = |z|^(1/n) as independent variable, z the leading switch, n the denominator of q.

    Inwards the variable is -r, so that it always grows.

    Where z vanishes the field in time has branches of |z|^(q-1); with |z| = r^n they are whole powers of r, and the
    solution is analytic in r down to r = 0 (Henon 1982 for z as a variable). Time is the last unknown:
    dt/dr = sign(z) n r^(n-1)/(dz/dt). A leading switch that is an unknown itself is replaced by sign(z) r^n, and so are
    those that keep the same distance from zero: left to themselves they would drift apart from it.
    """
    tape = Tape()
    n, sign = system.q.denominator, mode[leading]
    root, direction = (-tape.time(), -1) if inward else (tape.time(), 1)
    state = [tape.state(i) for i in range(unknowns + 1)]
    alike = system.alike(leading)
    small = root ** int((system.q - 1) * n)
    powers = {c: small if r == 1 else tape.constant(r) ** (system.q - 1) * small for c, r in alike.items()}
    first = system.record(state[:-1], state[-1], mode, powers)
    places = {s.index: i for i, s in enumerate(state)}
    own = {places[first.switches[c].index]: c for c in powers if first.switches[c].index in places}
    if own:
        for i, c in own.items():
            state[i] = mode[c] * alike[c] * root**n
        first = system.record(state[:-1], state[-1], mode, powers)
        speed = next(first.rates[i] for i, c in own.items() if c == leading)
    else:
        speed = along(first.switches[leading], [*first.rates, tape.constant(1)])
    change = direction * n * root ** (n - 1)
    stretch = sign * change / speed
    rates = [r * stretch for r in first.rates] + [stretch]
    for i, c in own.items():
        rates[i] = mode[c] * alike[c] * change
    return Field(tape, tuple(r.index for r in rates), tuple(z.index for z in first.switches), clock=unknowns)


@lru_cache(maxsize=256)
def slaved_field(system: System, mode: Mode, unknowns: int, signs: tuple[tuple[int, int], ...]) -> Field:
    """The field in which Phi_q of some switches is whatever makes these move as given: dz_c/dt = given.

    `signs` has each such switch and its sign; the i-th given function is that of the i-th. The multipliers are
    s_c = Phi_q(z_c), and `slow` has z_c = sign |s_c|^(p-1). What has the sign 0 is taken to be zero.
    """
    slaved = dict(signs)
    found = recorded(system, at_rest(mode, slaved), unknowns)
    tape, zs = found.tape, [found.switches[c] for c in slaved]
    matrix = [[along(z, found.held[c], 0) for c in slaved] for z in zs]
    right = [
        tape.given(i) - along(z, found.rates) if slaved[c] else -along(z, found.rates)
        for i, (c, z) in enumerate(zip(slaved, zs, strict=True))
    ]
    multipliers = dict(zip(slaved, solved(matrix, right), strict=True))
    rates = found.with_multipliers(multipliers)
    inverse = 1 / (system.q - 1)
    slow = {c: sign * (sign * multipliers[c]) ** inverse for c, sign in slaved.items() if sign}
    return Field(
        tape,
        tuple(r.index for r in rates),
        tuple(z.index for z in found.switches),
        {c: s.index for c, s in multipliers.items()},
        None,
        {c: z.index for c, z in slow.items()},
    )
