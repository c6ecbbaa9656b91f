"""One style for all figures: sizes of a paper, lines that are told apart in greyscale, the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from neversaddle.figures.table import Tables
from neversaddle.report.drawing import plain_settings
from neversaddle.report.flow_plot import METADATA

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

#: Inches: one column of a two-column paper, and the whole width of the text.
COLUMN, WIDTH = 3.4, 6.9
#: Dots per inch of a PNG.
DPI = 160

#: All that departs from Matplotlib's own defaults, which a user's settings do not touch.
SETTINGS: Any = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 9.5,
    "axes.titlesize": 9.5,
    "axes.labelsize": 9.5,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "legend.fontsize": 8.5,
    "legend.title_fontsize": 8.5,
    "legend.frameon": False,
    "legend.handlelength": 2.6,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.4,
    "lines.markersize": 4.2,
    "hatch.linewidth": 0.4,
    "hatch.color": "#6a6a6a",
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.5,
    "axes.axisbelow": True,
    "pdf.fonttype": 42,
    "svg.hashsalt": "neversaddle",
}

#: Text and lines beside the data.
FAINT = "#777777"


@dataclass(frozen=True)
class Line:
    """One kind of line: dashes, colour and marker; each of them alone tells it from the others."""

    dashes: str | tuple[int, tuple[float, ...]]
    colour: str
    marker: str

    def drawn(self, **changes: Any) -> dict[str, Any]:
        """The keywords of `Axes.plot`: a line without markers, unless they are asked for."""
        return {"linestyle": self.dashes, "color": self.colour, **changes}

    def marked(self, **changes: Any) -> dict[str, Any]:
        """The keywords of `Axes.plot` for a line with a marker at every point, white inside."""
        return self.drawn(marker=self.marker, markerfacecolor="white", markeredgewidth=1.0, **changes)


#: From dark to light, so that a copy in grey keeps them apart.
LINES = (
    Line("-", "#101010", "o"),
    Line((0, (5, 1.6)), "#1d4fa3", "s"),
    Line((0, (6, 1.5, 1.2, 1.5)), "#b5382a", "^"),
    Line((0, (1.2, 1.2)), "#2a9478", "D"),
    Line((0, (9, 1.5, 1.2, 1.5, 1.2, 1.5)), "#9a6fb8", "v"),
    Line((0, (3, 1)), "#d9932a", "P"),
    Line((0, (8, 3)), "#8fbce6", "X"),
)


def drawing(columns: int = 1, *, width: float = WIDTH, height: float = 2.7, **settings: Any) -> tuple[Drawing, Any]:
    """An empty drawing and its panels side by side (one panel: itself); sizes in inches."""
    from matplotlib.figure import Figure as Drawing

    found = Drawing(figsize=(width, height), layout="constrained")
    return found, found.subplots(1, columns, **settings)


def letter(axes: Axes, name: str, title: str) -> None:
    """The letter and title of a panel, above it on the left."""
    axes.set_title(f"({name}) {title}", loc="left")


def images(draw: Callable[[Tables], Drawing], tables: Tables) -> dict[str, bytes]:
    """PNG and PDF of a drawing, by suffix: no date, and none of the user's settings."""
    with plain_settings(SETTINGS):
        found = draw(tables)
        return {suffix: _bytes(found, suffix) for suffix in (".png", ".pdf")}


def _bytes(found: Drawing, suffix: str) -> bytes:
    data = io.BytesIO()
    found.savefig(data, format=suffix.removeprefix("."), dpi=DPI, metadata=METADATA[suffix])
    return data.getvalue()
