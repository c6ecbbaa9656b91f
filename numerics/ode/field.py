"""A field: the right-hand side of y' = f(t, y), recorded on a tape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from neversaddle.numerics.ode.tape import Tape


@dataclass(frozen=True)
class Field:
    """A smooth field on a tape: entries for the rates of all unknowns, for the switches and for the multipliers.

    Where time is not the independent variable it is the last unknown, and `speed` is the entry of dz/dt, z the switch
    that leads. `slow`: the entries of switches whose Phi_q are multipliers (`slaved_field`), as functions of these.
    """

    tape: Tape
    rates: tuple[int, ...]
    switches: tuple[int, ...]
    multipliers: Mapping[int, int]
    speed: int | None = None
    slow: Mapping[int, int] = field(default_factory=dict)
