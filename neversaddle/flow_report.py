"""A flow as a table: times, x, loss, what every invariant drifted, the digits reached, where it stopped."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from mpmath import mp

from neversaddle.derive import Json

if TYPE_CHECKING:
    import mpmath

    from numerics.trajectory import Trajectory

#: Digits of a number in the table; JSON has all that were reached.
TABLE_DIGITS = 15


def reached(trajectory: Trajectory, digits: int) -> bool:
    """Whether the flow came to its last time, to the digits asked for."""
    return trajectory.stop is None and trajectory.digits >= digits


def as_text(trajectory: Trajectory, digits: int, width: int) -> str:
    """The table and the findings below it."""
    shown = min(digits, TABLE_DIGITS)
    head = ["t", *(f"x{j}" for j in range(1, len(trajectory.x[0]) + 1)), "loss"]
    rows = [
        [_short(t, 10), *(_short(v, shown) for v in x), _short(loss, shown)]
        for t, x, loss in zip(trajectory.times, trajectory.x, trajectory.loss, strict=True)
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(f"{v:>{w}}" for v, w in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]]
    lines.append("")
    lines += [f"drift of {name}: {_short(drift, 2)}" for name, drift in trajectory.invariants.items()]
    lines.append(f"digits reached: {trajectory.digits} (asked for: {digits})")
    if not trajectory.loss_never_increases:
        lines.append("the loss increases")
    if trajectory.stop:
        lines += textwrap.wrap(f"stopped: {trajectory.stop.message}", width, subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def as_json(trajectory: Trajectory, digits: int) -> dict[str, Json]:
    """Everything the trajectory holds; numbers as text, to the digits reached."""
    places = max(1, min(digits, trajectory.digits))

    def numbers(values: tuple[mpmath.mpf, ...]) -> list[Json]:
        return [_short(v, places) for v in values]

    stop = trajectory.stop
    return {
        "times": numbers(trajectory.times),
        "x": [numbers(x) for x in trajectory.x],
        "y": None if trajectory.y is None else [numbers(y) for y in trajectory.y],
        "weights": None if trajectory.weights is None else [[numbers(row) for row in w] for w in trajectory.weights],
        "loss": numbers(trajectory.loss),
        "invariants": {name: _short(drift, 2) for name, drift in trajectory.invariants.items()},
        "digits": trajectory.digits,
        "loss_never_increases": trajectory.loss_never_increases,
        "stop": None
        if stop is None
        else {
            "time": _short(stop.time, places),
            "coordinate": stop.coordinate,
            "weight": stop.weight,
            "reason": stop.reason,
            "message": stop.message,
        },
    }


def _short(number: mpmath.mpf, digits: int) -> str:
    return str(mp.nstr(number, digits))
