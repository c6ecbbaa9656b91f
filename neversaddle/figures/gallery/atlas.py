"""The closed forms of a grid of depths and exponents."""

from __future__ import annotations

from functools import cache

import sympy as sp

from neversaddle.derive import atlas as atlases
from neversaddle.derive.clauses import failing_latex, failing_text
from neversaddle.figures.figure import PrintedTable
from neversaddle.figures.printing import latex_table
from neversaddle.figures.table import Tables, table
from neversaddle.theory.language.exponents import exponent
from neversaddle.theory.statement.writing import plain

DEPTHS, EXPONENTS = (2, 3, 4), ("1", "3/2", "2")


@cache
def cells() -> list[atlases.Cell]:
    """The cells of the grid, derived once."""
    return atlases.atlas(DEPTHS, [exponent(q) for q in EXPONENTS], sp.Symbol("lambda", positive=True))


def data() -> Tables:
    """The forms as text, cell by cell."""
    rows = [
        (
            c.depth,
            str(c.exponent),
            plain(c.metric_exponent),
            plain(c.kappa),
            c.kind,
            plain(c.inverse_metric),
            plain(c.mirror_map),
            "; ".join(map(str, c.definitions)),
            "; ".join(failing_text(t) for t in c.clauses),
        )
        for c in cells()
    ]
    columns = ("L", "q", "m", "kappa", "kind", "inverse_metric", "mirror_map", "where", "failing_clauses")
    return {"": table(columns, rows)}


def caption(tables: Tables) -> str:
    """What is in the atlas."""
    return (
        "The mirror geometry of deep diagonal networks on the leaves $|w_i|^q - |w_1|^q = \\lambda > 0$: metric "
        "exponent $m$, stability number $\\kappa = L - q(L-1)$, the kind of closed form, and which clauses of a "
        "Bregman function with a gradient onto the dual space fail. The inverse metric $1/R''$ and the mirror map "
        "$R'$ follow, cell by cell."
    )


def as_latex(tables: Tables, caption: str) -> str:
    """The summary as a table, then the formulas."""
    rows = [
        [
            *(f"${sp.latex(value)}$" for value in (c.depth, c.exponent.q, c.metric_exponent, c.kappa)),
            c.kind,
            "; ".join(failing_latex(t) for t in c.clauses),
        ]
        for c in cells()
    ]
    header = ["$L$", "$q$", "$m$", r"$\kappa$", "closed form", "clauses that fail"]
    return latex_table("atlas", caption, header, rows, "ccccll") + "\n" + atlases.as_latex(cells())


def as_text(tables: Tables) -> str:
    """The formulas, cell by cell."""
    return atlases.as_text(cells())


figure = PrintedTable(
    id="atlas",
    label="Table 2",
    title="Atlas of closed forms",
    caption=caption,
    reading=(
        "Sign flow has polynomial forms at every depth. Where $\\kappa < 0$, that is $L > p$, the mirror map is "
        "bounded, so that it is not onto the dual space: a flow under a constant force reaches infinity in finite "
        "time. `neversaddle atlas` prints any other grid, and `neversaddle derive` one cell with potential, "
        "conjugate and the law of weight decay."
    ),
    claims=(
        "metric-balanced",
        "mirror-map",
        "mirror-map-sign",
        "mirror-map-gf",
        "dual-range",
        "bregman-threshold-repaired",
    ),
    data=data,
    latex=as_latex,
    text=as_text,
)
