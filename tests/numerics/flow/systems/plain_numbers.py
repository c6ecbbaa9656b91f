"""Systems read in plain mpmath numbers, and Phi_q by its definition, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from random import Random

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.systems.system import Mode, Recorded, System
from neversaddle.numerics.loss.loss import Loss, least_squares, logistic
from neversaddle.numerics.ode.arithmetics import MPMATH
from neversaddle.numerics.ode.field import Field
from neversaddle.numerics.ode.straight_line import straight_line
from neversaddle.numerics.ode.tape import Node, Tape

F = Fraction
EXPONENTS = [F(1), F(6, 5), F(4, 3), F(3, 2), F(2)]
BITS = 300
#: Each value takes less than a hundred operations on numbers below 2^20, each right to BITS bits.
TOLERANCE = mp.mpf(2) ** (40 - BITS)
#: Central differences with steps of 2^-STEP_BITS are right to the square of that, times a third derivative along the
#: rates, which are below 2^20: below 2^80. What rounding adds is 2^(STEP_BITS - BITS) times numbers below 2^20.
STEP_BITS = 90
SLOPE_TOLERANCE = mp.mpf(2) ** (80 - 2 * STEP_BITS)

Numbers = list[mpmath.mpf]


def phi(z: mpmath.mpf, q: Fraction) -> mpmath.mpf:
    """sign(z) |z|^(q-1)."""
    return mp.sign(z) * abs(z) ** number(q - 1)


def number(value: Fraction) -> mpmath.mpf:
    """A fraction at the precision in force."""
    return mp.mpf(value.numerator) / value.denominator


def fraction(random: Random) -> Fraction:
    """A fraction that is not zero."""
    return F(random.choice([-1, 1]) * random.randint(1, 12), random.randint(1, 7))


def loss_of(random: Random, k: int) -> Loss:
    """Least squares or the logistic loss."""
    rows = [[fraction(random) for _ in range(k)] for _ in range(k + 1)]
    if random.random() < 0.5:
        return least_squares(rows, [fraction(random) for _ in rows])
    return logistic(rows, [random.choice([-1, 1]) for _ in rows])


def values(nodes: Sequence[Node], time: mpmath.mpf, state: Sequence[mpmath.mpf]) -> Numbers:
    """What stands at some nodes of one tape."""
    return straight_line(nodes[0].tape, [z.index for z in nodes], MPMATH, lambda: mp.prec)(time, state) if nodes else []


def recorded(system: System, unknowns: int, mode: Mode, powers: Mapping[int, int] | None = None) -> Recorded:
    """A system on a tape; `powers` are the switches whose |z|^(q-1) are told as further unknowns."""
    tape = Tape()
    known = {c: tape.state(i) for c, i in (powers or {}).items()}
    return system.record([tape.state(i) for i in range(unknowns)], tape.time(), mode, known)


def signs(system: System, time: mpmath.mpf, state: Sequence[mpmath.mpf]) -> Mode:
    """The signs of all switches, those whose values need others' signs last."""
    mode: Mode = (0,) * len(system.switches)
    for _ in range(4):
        mode = tuple(int(mp.sign(v)) for v in values(recorded(system, len(state), mode).switches, time, state))
    return mode


def rates_in(field: Field, time: mpmath.mpf, state: Sequence[mpmath.mpf]) -> Numbers:
    """dy/dt by a field."""
    return straight_line(field.tape, field.rates, MPMATH, lambda: mp.prec)(time, state)


def slope(
    function: Callable[[Sequence[mpmath.mpf]], mpmath.mpf], state: Sequence[mpmath.mpf], rates: Numbers
) -> mpmath.mpf:
    """The derivative of a function along `rates`, by a central difference, to about SLOPE_TOLERANCE."""
    h = mp.ldexp(1, -STEP_BITS)
    ahead, behind = ([v + s * h * r for v, r in zip(state, rates, strict=True)] for s in (1, -1))
    return (function(ahead) - function(behind)) / (2 * h)
