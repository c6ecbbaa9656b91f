"""A flow as a table, as CSV and as JSON: outputs, events, what every invariant drifted, the digits, where it ended."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from mpmath import mp

from neversaddle.derive.derivation import Json

if TYPE_CHECKING:
    import mpmath

    from neversaddle.numerics.flow.trajectory import Event, Trajectory

#: Digits of a number in the table, fewer where the terminal is narrow; CSV and JSON have all that were reached.
TABLE_DIGITS, LEAST_TABLE_DIGITS = 15, 5
#: Digits of a time of which none is sure.
UNSURE = 3

#: Coordinates, and invariants, that the table has room for.
SHOWN = 8

#: The reason of a stop that the user asked for.
INTERRUPTED = "interrupted"

T = TypeVar("T")


def reached(trajectory: Trajectory, digits: int) -> bool:
    """Whether the flow came to its last time, to the digits asked for."""
    return trajectory.stop is None and trajectory.digits >= digits


def interrupted(trajectory: Trajectory) -> bool:
    """Whether the user broke the flow off."""
    return trajectory.stop is not None and trajectory.stop.reason == INTERRUPTED


def unchecked(trajectory: Trajectory) -> bool:
    """Whether the flow was broken off before there was a second run to tell its digits."""
    return interrupted(trajectory) and trajectory.digits == 0


def interruption(trajectory: Trajectory, final: Fraction) -> str:
    """How far a flow came that was interrupted."""
    return (
        f"interrupted at t = {_short(trajectory.times[-1], 10)} of {float(final):.10g}; the outputs up to it are kept"
    )


def at_times(trajectory: Trajectory, times: Sequence[Fraction], wanted: Sequence[Fraction]) -> Trajectory:
    """The trajectory with only the outputs `wanted` of the `times` it was run for, the start and the stop.

    Digits and drift stay those of all outputs.
    """
    keep = {Fraction(0), *wanted}
    chosen = [n for n, (t, _) in enumerate(zip([Fraction(0), *times], trajectory.times, strict=False)) if t in keep]
    last = len(trajectory.times) - 1
    if trajectory.stop is not None and chosen[-1] != last:
        chosen.append(last)

    def of(values: Sequence[T]) -> tuple[T, ...]:
        return tuple(values[n] for n in chosen if n < len(values))

    return replace(
        trajectory,
        times=of(trajectory.times),
        weights=None if trajectory.weights is None else of(trajectory.weights),
        x=of(trajectory.x),
        y=None if trajectory.y is None else of(trajectory.y),
        loss=of(trajectory.loss),
        x_apart=of(trajectory.x_apart),
        loss_apart=of(trajectory.loss_apart),
    )


def rounding(values: Sequence[mpmath.mpf], apart: Sequence[mpmath.mpf], digits: int) -> list[mpmath.mpf | None]:
    """For each value what it is below, if it is zero but for rounding, else None.

    So it is if it does not reach the digits of the largest of all, and two runs do not share its first digit.
    """
    least = max(map(abs, values)) / mp.mpf(10) ** digits
    found: list[mpmath.mpf | None] = [None] * len(values)
    for n, (value, gap) in enumerate(zip(values, apart, strict=False)):
        if digits > 0 and 0 < abs(value) <= min(least, gap):
            found[n] = mp.mpf(10) ** mp.ceil(mp.log10(abs(value) + gap))
    return found


def as_text(trajectory: Trajectory, digits: int, width: int) -> str:
    """The table, the events and the findings below it."""
    lines = _table(trajectory, min(digits, TABLE_DIGITS), width)
    count = len(trajectory.x[0])
    if count > SHOWN:
        others = f"x{count}" if count == SHOWN + 1 else f"x{SHOWN + 1} to x{count}"
        lines += ["", f"{others}: in --csv and --json"]
    lines += ["", *_events(trajectory.events, width)]
    drifts = sorted(trajectory.invariants.items(), key=lambda item: -item[1])
    names = [name for name in trajectory.invariants if name in dict(drifts[:SHOWN])]
    lines += [f"drift of {name}: {_short(trajectory.invariants[name], 2)}" for name in names]
    if len(drifts) > SHOWN:
        lines.append(f"drift of {len(drifts) - SHOWN} more invariants: at most {_short(drifts[SHOWN][1], 2)}")
    for name, reason in trajectory.left_out.items():
        lines += textwrap.wrap(f"drift of {name}: left out, {reason}", width, subsequent_indent="  ")
    found = "not checked: broken off before a second run" if unchecked(trajectory) else str(trajectory.digits)
    lines.append(f"digits reached: {found} (asked for: {digits})")
    lines += textwrap.wrap(_looked(trajectory), width, subsequent_indent="  ")
    lines.append("the loss never increases" if trajectory.loss_never_increases else "the loss increases")
    stop = trajectory.stop
    if stop is not None:
        how = f"interrupted at t = {_short(stop.time, 10)}" if interrupted(trajectory) else "stopped"
        lines += textwrap.wrap(f"{how}: {stop.message}", width, subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def as_csv(trajectory: Trajectory, digits: int, names: Sequence[object]) -> str:
    """One row for each output: t, x1, ..., the weights by their names (`w2_1` is w2 of x1), y1, ..., loss."""
    places, coordinates = _places(trajectory, digits), range(1, len(trajectory.x[0]) + 1)
    weights = () if trajectory.weights is None else [f"{name}_{j}" for name in names for j in coordinates]
    y = () if trajectory.y is None else [f"y{j}" for j in coordinates]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["t", *(f"x{j}" for j in coordinates), *weights, *y, "loss"])
    for n, t in enumerate(trajectory.times):
        flat = () if trajectory.weights is None else [w for row in trajectory.weights[n] for w in row]
        row = [t, *trajectory.x[n], *flat, *(() if trajectory.y is None else trajectory.y[n]), trajectory.loss[n]]
        table.writerow([_short(v, places) for v in row])
    return text.getvalue()


def as_json(trajectory: Trajectory, digits: int, problem: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """Everything the trajectory holds, and the problem it solves; numbers as text, to the digits reached."""
    places = _places(trajectory, digits)

    def numbers(values: tuple[mpmath.mpf, ...]) -> list[Json]:
        return [_short(v, places) for v in values]

    stop, unsure = trajectory.stop, trajectory.checked.unsure_from
    return {
        "problem": None if problem is None else dict(problem),
        "times": numbers(trajectory.times),
        "x": [numbers(x) for x in trajectory.x],
        "y": None if trajectory.y is None else [numbers(y) for y in trajectory.y],
        "weights": None if trajectory.weights is None else [[numbers(row) for row in w] for w in trajectory.weights],
        "loss": numbers(trajectory.loss),
        "invariants": {name: _short(drift, 2) for name, drift in trajectory.invariants.items()},
        "invariants_left_out": dict(trajectory.left_out),
        "complete": stop is None,
        "digits": trajectory.digits,
        "digits_asked_for": digits,
        "checked": {
            "points": trajectory.checked.points,
            "unsure_from": None if unsure is None else _short(unsure, TABLE_DIGITS),
            "finding": trajectory.checked.finding,
        },
        "loss_never_increases": trajectory.loss_never_increases,
        "events": [
            {
                "time": _short(event.time, event.digits or UNSURE),
                "kind": event.kind,
                "coordinate": event.coordinate,
                "weight": event.weight,
                "text": event.text,
                "polynomial": event.polynomial,
                "digits": event.digits,
                "mode": event.mode,
            }
            for event in trajectory.events
        ],
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


def _looked(trajectory: Trajectory) -> str:
    """What a look at the flow by its definition found."""
    look = trajectory.checked
    if look.unsure_from is not None:
        return f"nothing is sure from t = {_short(look.unsure_from, 10)} on: {look.finding}"
    if not look.points:
        return "not looked at by its definition"
    return f"its velocity is the field's at {look.points} random times"


def _table(trajectory: Trajectory, digits: int, width: int) -> list[str]:
    """t, the first coordinates and the loss, with as many digits as the width has room for."""
    head = ["t", *(f"x{j}" for j in range(1, min(SHOWN, len(trajectory.x[0])) + 1)), "loss"]
    columns = [*([x[j] for x in trajectory.x] for j in range(len(head) - 2)), trajectory.loss]
    apart = [*([x[j] for x in trajectory.x_apart] for j in range(len(head) - 2)), trajectory.loss_apart]
    bounds = [rounding(column, gaps, trajectory.digits) for column, gaps in zip(columns, apart, strict=True)]
    for shown in range(digits, LEAST_TABLE_DIGITS - 1, -1):
        cells = [
            [_short(v, shown) if bound is None else "0" for v, bound in zip(column, below, strict=True)]
            for column, below in zip(columns, bounds, strict=True)
        ]
        rows = [[_short(t, 10), *row] for t, *row in zip(trajectory.times, *cells, strict=True)]
        widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        if sum(widths) + 2 * (len(widths) - 1) <= width:
            break
    lines = ["  ".join(f"{v:>{w}}" for v, w in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]]
    known = [bound for column in bounds for bound in column if bound is not None]
    return [*lines, *(["", f"0 stands for rounding: less than {_short(max(known), 2)}"] if known else [])]


def _events(events: Sequence[Event], width: int) -> list[str]:
    """The events as rows: number, time, what happened, the mode after; folded where they are too long."""
    if not events:
        return []
    rows = [("event", "t", "what", "mode after")]
    for number, event in enumerate(events, start=1):
        time = _short(event.time, min(event.digits, TABLE_DIGITS)) if event.digits else f"{_short(event.time, UNSURE)}?"
        rows.append((str(number), time, event.text, event.mode))
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    lines: list[str] = []
    for row in rows:
        left = f"{row[0]:>{wide[0]}}  {row[1]:>{wide[1]}}  "
        line = f"{left}{row[2]:<{wide[2]}}  {row[3]}".rstrip()
        if sum(wide) + 6 + max(len(row[3]) for row in rows) <= width:
            lines.append(line)
        else:
            told = f"{row[2]}; {row[3]}"
            lines += textwrap.wrap(told, width, initial_indent=left, subsequent_indent=" " * len(left))
    if any(event.digits == 0 for event in events):
        lines += ["", "? stands for a time of which no digit is sure: one of two runs alone met the event there"]
    return [*lines, ""]


def _places(trajectory: Trajectory, digits: int) -> int:
    """Digits to write a number with: those reached, no more than were asked for; these too if none were checked yet."""
    return digits if unchecked(trajectory) else max(1, min(digits, trajectory.digits))


def _short(number: mpmath.mpf, digits: int) -> str:
    return str(mp.nstr(number, digits))
