"""Solutions of z' = s_1(t) A_1 z + ... + s_n(t) A_n z, integrated by themselves, and exponentials of matrices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import mpmath
from mpmath import mp, mpf

from neversaddle.numerics.attack.kinds.curves import extrapolated

Force: TypeAlias = Callable[[mpf], mpf]
#: Integrated values agree to this: they are of order one, at 30 digits, over times of order one.
EQUAL = mpf(10) ** -12
#: Pieces of the time from 0 to 1 that are integrated one by one.
PIECES = 8


def driven(matrices: Sequence[mpmath.matrix], forces: Sequence[Force], start: Sequence[mpf]) -> mpmath.matrix:
    """z at time 1."""

    def rates(state: list[mpf]) -> list[mpf]:
        t, *z = state
        moved = mp.zeros(len(z), 1)
        for matrix, force in zip(matrices, forces, strict=True):
            moved += force(t) * (matrix * mp.matrix(z))
        return [mpf(1), *moved]

    state = [mpf(0), *map(mp.mpmathify, start)]
    for _ in range(PIECES):
        state = extrapolated(rates, state, mpf(1) / PIECES)
    return mp.matrix(state[1:])


def on_surface(matrices: Sequence[mpmath.matrix], y: Sequence[mpf], start: Sequence[mpf]) -> mpmath.matrix:
    """exp(y_1 A_1 + ... + y_n A_n) z(0), which is W(y) where the matrices commute."""
    total = mp.zeros(len(start))
    for matrix, c in zip(matrices, y, strict=True):
        total += c * matrix
    return mp.expm(total) * mp.matrix(list(start))


def size(z: mpmath.matrix) -> mpf:
    """The largest modulus of an entry."""
    return max(map(abs, z))
