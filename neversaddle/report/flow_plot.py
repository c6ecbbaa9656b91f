"""A flow as a figure: x(t), the loss and the invariants above one another, events as vertical lines.

The same trajectory gives the same bytes: no date, no random names, and none of the user's settings of Matplotlib.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import mpmath
import sympy as sp
from mpmath import mp

from neversaddle.bad_use import BadUse
from neversaddle.numerics.flow.first_integrals import Terms, terms_along
from neversaddle.report.drawing import plain_settings
from neversaddle.report.flow import SHOWN
from neversaddle.theory.statement.writing import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from neversaddle.numerics.flow.trajectory import Event, Trajectory

#: What a figure may be written as; the metadata that would differ from run to run is left out.
METADATA: dict[str, dict[str, str | None]] = {
    ".png": {"Software": None},
    ".pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
    ".svg": {"Date": None, "Creator": None},
}

SETTINGS = {
    "svg.hashsalt": "neversaddle",
    "font.size": 9,
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
}

#: Digits more than a number has, for the roundings of a formula in it.
GUARD = 10

#: Outputs of the curves, beside those asked for.
POINTS = 400

#: Told apart without colour: four kinds of line, dark and thin first, then lighter and wider.
LINES = [
    (style, shade, width) for shade, width in (("#101010", 1.1), ("#4a8fd0", 2.0)) for style in ("-", "--", "-.", ":")
]

#: One line for all of many coordinates, so thin that single ones can be followed.
CROWD = ("-", "#303030", 0.4)

#: Events closer than this part of the time axis share one label.
CROWDED = 0.03
LABEL_LENGTH, TITLE_LENGTH = 24, 90


def figure_format(name: str) -> str:
    """The format that a file's name asks for. Raises BadUse for a name that asks for none of ours."""
    suffix = Path(name).suffix.lower()
    if suffix not in METADATA:
        raise BadUse(f"--plot needs a file whose name ends in {', '.join(METADATA)}; got {name!a}")
    return suffix


def curve_times(times: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """The times asked for and enough between them for smooth curves; dense output makes the latter cheap.

    >>> [str(t) for t in curve_times([Fraction(1, 3), Fraction(400)])[:3]]
    ['1/3', '1', '2']
    """
    return tuple(sorted({*times, *(times[-1] * i / POINTS for i in range(1, POINTS + 1))}))


def invariant_values(
    trajectory: Trajectory, integrals: Sequence[sp.Expr], weights: tuple[sp.Symbol, ...]
) -> dict[str, list[list[float]]]:
    """Those of the `integrals` that the trajectory has watched: name -> output -> value for each coordinate.

    Indefinite integrals are 0 at the start; what is zero to the digits reached is 0.
    """
    found: dict[str, list[list[float]]] = {}
    with mp.workdps(trajectory.digits + GUARD):
        for expression in integrals:
            if str(expression) in trajectory.invariants and trajectory.weights is not None:
                columns = [[list(w) for w in zip(*rows, strict=True)] for rows in trajectory.weights]
                paths = [terms_along(expression, weights, path) for path in zip(*columns, strict=True)]
                found[str(expression)] = [
                    [_value(terms, trajectory.digits) for terms in now] for now in zip(*paths, strict=True)
                ]
    return found


def draw(
    trajectory: Trajectory, integrals: Sequence[sp.Expr], weights: tuple[sp.Symbol, ...], title: str, suffix: str
) -> bytes:
    """The figure in the format of `suffix`; `integrals` in the symbols `weights` are the invariants to draw."""
    values = invariant_values(trajectory, integrals, weights)
    with plain_settings(SETTINGS):
        from matplotlib.figure import Figure

        figure = Figure(figsize=(7.5, 7.5 if values else 5.4), layout="constrained")
        panels = figure.subplots(3 if values else 2, 1, sharex=True)
        _coordinates(panels[0], trajectory)
        _loss(panels[1], trajectory)
        if values:
            _invariants(panels[2], trajectory, values, {str(e): plain(e).replace("**", "^") for e in integrals})
        _events(panels, trajectory)
        panels[-1].set_xlabel("flow time t")
        shown = title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 3] + "..."
        figure.suptitle(shown, x=0.01, ha="left", fontsize=9, parse_math=False)
        return _bytes(figure, suffix)


def _bytes(figure: Figure, suffix: str) -> bytes:
    data = io.BytesIO()
    figure.savefig(data, format=suffix.removeprefix("."), dpi=160, metadata=METADATA[suffix])
    return data.getvalue()


def _coordinates(axes: Axes, trajectory: Trajectory) -> None:
    t, count = _floats(trajectory.times), len(trajectory.x[0])
    for j in range(count):
        style, shade, width = CROWD if count > SHOWN else LINES[j]
        curve = _floats([x[j] for x in trajectory.x])
        axes.plot(t, curve, style, color=shade, linewidth=width, label=f"x{j + 1}", marker=_marker(t))
    axes.set_ylabel("x" if count == 1 else f"x1 to x{count}")
    if 1 < count <= SHOWN:
        _legend(axes)


def _loss(axes: Axes, trajectory: Trajectory) -> None:
    """On a logarithmic scale where it is positive over a decade or more; what digits cannot tell from 0 is cut off."""
    t, values = _floats(trajectory.times), _floats(trajectory.loss)
    style, shade, width = LINES[0]
    axes.plot(t, values, style, color=shade, linewidth=width, marker=_marker(t))
    axes.set_ylabel("loss")
    known = [v for v in values if isfinite(v)]
    if known and min(known) >= 0:
        least = max(known) * 10.0 ** -min(trajectory.digits, 300)
        seen = [v for v in known if v > least]
        if seen and max(seen) >= 10 * min(seen):
            axes.set_yscale("log", nonpositive="mask")
            axes.set_ylim(bottom=min(seen) / 2, top=max(seen) * 2)


def _invariants(
    axes: Axes, trajectory: Trajectory, values: dict[str, list[list[float]]], labels: dict[str, str]
) -> None:
    """Each invariant as one kind of line, for all coordinates."""
    t, crowd = _floats(trajectory.times), len(values) > len(LINES)
    for n, (name, path) in enumerate(values.items()):
        style, shade, width = CROWD if crowd else LINES[n]
        width = min(width, 0.6) if len(path[0]) > SHOWN else width
        for j in range(len(path[0])):
            label = labels[name] if j == 0 else None
            curve = [row[j] for row in path]
            axes.plot(t, curve, style, color=shade, linewidth=width, label=label, marker=_marker(t))
    axes.set_ylabel("invariants")
    known = [v for path in values.values() for row in path for v in row if isfinite(v)]
    size = max(map(abs, known), default=0.0)
    if known and max(known) - min(known) <= 1e-6 * size:
        # A scale that followed the last bits of a constant would show nothing but them.
        low, high = (min(known), max(known)) if size else (-1.0, 1.0)
        axes.set_ylim(low - size / 2, high + size / 2)
    drift = max((trajectory.invariants[name] for name in values), default=mp.zero)
    axes.set_title(f"largest drift {mp.nstr(drift, 2)}", loc="right", fontsize=8)
    if not crowd:
        _legend(axes)


def _events(panels: Sequence[Axes], trajectory: Trajectory) -> None:
    """A line through all panels for each event and for the stop; labels above the first, those too close in one."""
    lines = [(float(e.time), _label(n, e)) for n, e in enumerate(trajectory.events, start=1)]
    if trajectory.stop is not None:
        lines.append((float(trajectory.stop.time), f"stop: {trajectory.stop.reason}"))
    span = float(trajectory.times[-1]) or 1.0
    for axes in panels:
        axes.margins(x=0.01)
        for t, _ in lines:
            axes.axvline(t, color="#808080", linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)
    groups: list[list[tuple[float, str]]] = []
    for line in lines:
        if groups and line[0] - groups[-1][0][0] < CROWDED * span:
            groups[-1].append(line)
        else:
            groups.append([line])
    place = panels[0].get_xaxis_transform()
    for group in groups:
        label = group[0][1] if len(group) == 1 else f"{group[0][1]} (+{len(group) - 1})"
        panels[0].text(
            group[0][0], 1.02, label, transform=place, rotation=40, fontsize=7, va="bottom", ha="left", parse_math=False
        )


def _label(number: int, event: Event) -> str:
    """The number of an event in the table, and a word or two."""
    letter = {"gradient": "g", "weight": "w", "force": "force "}.get(event.what, "x")
    label = f"{number}: {letter}{event.coordinate} {event.kind}"
    return label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 3] + "..."


def _legend(axes: Axes) -> None:
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8, handlelength=2.8)


def _marker(times: Sequence[float]) -> str:
    """A flow that stops at its start has no line, but a point."""
    return "o" if len(times) == 1 else ""


def _value(terms: Terms, digits: int) -> float:
    total, size = mp.fsum(terms.values), mp.fsum(terms.sizes)
    return 0.0 if abs(total) <= size * mp.mpf(10) ** -digits else float(total)


def _floats(values: Sequence[mpmath.mpf]) -> list[float]:
    return [float(v) for v in values]
