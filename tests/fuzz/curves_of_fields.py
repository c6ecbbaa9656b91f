"""Solutions of z' = s V(z) - a z on the line, integrated by themselves; those of z' = V are curves of V."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from mpmath import mp, mpf

from neversaddle.numerics.attack.kinds.curves import extrapolated

Number: TypeAlias = "mpf"
Field: TypeAlias = Callable[[Number], Number]
#: Integrated values agree to this: they are of order one, at 30 digits, over times of order one.
EQUAL = mpf(10) ** -12
#: Pieces of the time that are integrated one by one, so that each is short.
PIECES = 8


def moved(field: Field, speed: Field, start: Number, until: Number, shrinks: Field = lambda t: mpf(0)) -> Number:
    """z at a time, where z' = s(t) V(z) - a(t) z."""

    def rates(state: list[Number]) -> list[Number]:
        t, z = state
        return [mpf(1), speed(t) * field(z) - shrinks(t) * z]

    state = [mpf(0), mp.mpmathify(start)]
    for _ in range(PIECES):
        state = extrapolated(rates, state, until / PIECES)
    return state[1]


def passed(speed: Field, until: Number) -> Number:
    """The integral of a speed from 0."""
    return mp.quad(speed, [0, until])
