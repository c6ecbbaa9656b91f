"""What a flow returns: its outputs, its events, what it drifted, and to how many digits that is sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import mpmath
from mpmath import mp

from neversaddle.numerics.flow.check.run import NOT_CHECKED, Checked


class FlowError(ValueError):
    """A flow that cannot be run as asked; the message says why."""


@dataclass(frozen=True)
class Stop:
    """Why a flow ended before its last time; coordinate and weight count from 1, where one is to blame.

    `reason`: "selection" (the solution is not unique from there on), "undecided" (how it goes on could not be found),
    "edge" (x reaches the end of its domain), "stuck" (no step is small enough: it blows up, leaves the domain of the
    loss or is stiff), "switch" (the method asked for cannot go on where the field is not smooth), "interrupted".
    """

    time: mpmath.mpf
    coordinate: int | None
    weight: int | None
    reason: str
    message: str


@dataclass(frozen=True)
class Event:
    """A point where the field is not smooth: what vanished there, and how the flow went on.

    `kind`: "crosses" (changes its sign), "slides" (is held at zero, q = 1), "rests" (stays at zero, q > 1), "leaves"
    (is let go), "touches" (keeps its sign), "starts" (was zero at the start). `what` is the reason of the switch:
    "gradient", "weight", "partial", "force", "mirror" or "kink". `mode` has the signs of all gradients (forces) after
    the event, 0 for those held. `digits`: to which two runs agree on the time. `polynomial`: an irreducible integer
    polynomial in t that the time is a root of, where it is known exactly (sign flow on least squares).
    """

    time: mpmath.mpf
    kind: str
    what: str
    coordinate: int
    weight: int | None
    digits: int
    mode: str
    text: str
    polynomial: str | None = None


@dataclass(frozen=True)
class Trajectory:
    """A flow at its output times, the stop included: weights[n][i][j], x[n][j], y[n][j], loss[n].

    Weight flow: y is orbit time, 0 at the start (None where it is not defined). Mirror flow: y = R'(x), weights None.
    `invariants`: the largest drift of each first integral, relative to the sum of its terms' sizes; `left_out`: those
    that say nothing here, as where a weight comes to a zero of its dx/dw, with the reason. `digits`: to which
    two runs of different precision agree at the outputs, relative to the coordinate's largest weight at that time
    (mirror flow: the largest |x| of all times). `method` is the integrator. `x_apart`, `loss_apart`: by how much these
    runs differ at each output; shorter than `times` where there was no other run.
    """

    times: tuple[mpmath.mpf, ...]
    weights: tuple[tuple[tuple[mpmath.mpf, ...], ...], ...] | None
    x: tuple[tuple[mpmath.mpf, ...], ...]
    y: tuple[tuple[mpmath.mpf, ...], ...] | None
    loss: tuple[mpmath.mpf, ...]
    invariants: Mapping[str, mpmath.mpf]
    digits: int
    stop: Stop | None
    events: tuple[Event, ...] = ()
    method: str = "taylor"
    x_apart: tuple[tuple[mpmath.mpf, ...], ...] = ()
    loss_apart: tuple[mpmath.mpf, ...] = ()
    checked: Checked = NOT_CHECKED
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def loss_never_increases(self) -> bool:
        """Whether no output's loss is above the one before by more than the digits reached allow."""
        with mp.workdps(2 * self.digits + 20):
            slack = max(map(abs, self.loss)) * mp.mpf(10) ** -self.digits
            return all(after <= before + slack for before, after in zip(self.loss, self.loss[1:], strict=False))
