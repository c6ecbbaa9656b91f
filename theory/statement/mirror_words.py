"""A mirror flow in words: its equation, what its loss sees, and where its solutions stay."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.times import Finally
from neversaddle.theory.motion.mirror import DATA, DATUM, ManyData, MirrorFlow
from neversaddle.theory.motion.steepest import COORDINATE
from neversaddle.theory.statement.kind import Style


def solutions_of(flow: MirrorFlow, style: Style, converge: bool) -> str:
    """Which solutions are spoken of: all, or all that tend to a point."""
    j = index("j")
    duality = "" if flow.q == 2 else style.fill("Phi_{}", r"\Phi_{{{}}}", flow.q)
    if isinstance(flow.sight, ManyData):
        sight = seen_words(flow.sight, flow.width, style)
    else:
        seen = Total(DATUM[j] * COORDINATE[j], j, flow.width)
        sight = style.fill(
            "any C1 function f of {} alone, any real z",
            r"f \text{{ any }} C^1 \text{{ function of }} {} \text{{ alone, any real }} z",
            seen,
        )
    slope = style.fill("df/dx[j]", r"\tfrac{{\partial f}}{{\partial x_j}}")
    force = style.fill("{}({})", r"{}\left({}\right)", duality, slope) if duality else slope
    ends = style.fill(
        ", that tends to a point x(oo) as t -> oo, x[j](oo) in I[j]",
        r" \text{{, that tends to a point }} x(\infty) \text{{ as }} t \to \infty,\ x_j(\infty) \in I_j",
    )
    return style.fill(
        "d{0}[j]'(x[j])/dt = -{1}, j = 1..{2} ({3}), x[j] in I[j]{4}",
        r"\tfrac{{d}}{{dt}} {0}_j'(x_j) = -{1},\ j = 1, \dots, {2} \ ({3}),\ x_j \in I_j{4}",
        flow.potentials.letter,
        force,
        flow.width,
        sight,
        ends if converge else "",
    )


def seen_words(sight: ManyData, width: sp.Expr, style: Style) -> str:
    """A loss that sees many data of the coordinates."""
    j, row = index("j"), index("l")
    return style.fill(
        "any C1 function f of the {}, l = 1..{}, any real Z",
        r"f \text{{ any }} C^1 \text{{ function of the }} {},\ l = 1, \dots, {},\ \text{{any real }} Z",
        Total(DATA[row, j] * COORDINATE[j], j, width),
        sight.rows,
    )


def speaks_of_limits(*formulas: sp.Basic) -> bool:
    """Whether values in the limit occur."""
    return any(e.has(Finally) for e in formulas)
