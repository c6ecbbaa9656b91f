"""The metric exponent over exponent and depth, and what it means: the solutions of dx = x^m dt."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp

from neversaddle.figures.figure import Figure
from neversaddle.figures.style import FAINT, LINES, drawing, letter
from neversaddle.figures.table import Table, Tables, Value, table
from neversaddle.theory.claims.saddles import escape_ode
from neversaddle.theory.language.exponents import Exponent, exponent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

#: The plane: exponents q, and depths that are whole and, for smooth lines, those between.
STEPS, DEEPEST = 50, 12
#: The (q, L) whose exponents are solved for.
CASES = (("1", 2), ("3/2", 2), ("2", 2), ("2", 3), ("2", 8))
#: The solutions are drawn up to this time and to this x.
LAST, HIGHEST = Fraction(17, 2), 1000
#: Where the contours carry their numbers.
CONTOURS = ((0.25, 1.55), (0.5, 1.3), (0.75, 1.1), (1.25, 1.5), (1.5, 1.7), (1.75, 1.95))
LABELS = tuple((f"{m:g}", q, q / (q - m)) for m, q in CONTOURS)
BOX = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
#: Points of a curve, and its first point.
POINTS, START = 120, sp.Rational(1, 10)


def data() -> Tables:
    """m over the plane; where m = 1; the solutions, and when those with m > 1 are infinite."""
    q, depth = sp.Symbol("q"), sp.Symbol("L")
    m = sp.lambdify((q, depth), Exponent(q).metric_exponent(depth), modules="math")
    qs = [1 + Fraction(k, STEPS) for k in range(STEPS + 1)]
    depths = [Fraction(k, 4) for k in range(4, 4 * DEEPEST + 1)]
    return {
        "m": table(("q", "L", "m"), [(float(a), float(b), m(a, b)) for b in depths for a in qs]),
        "threshold": table(("L", "q"), [(n, str(sp.Rational(n, n - 1))) for n in range(2, DEEPEST + 1)]),
        "solutions": table(("q", "L", "m", "t", "x"), [row for case in CASES for row in solution(*case)]),
        "infinite": table(("q", "L", "m", "t"), [row for case in CASES for row in infinite(*case)]),
    }


def solution(q: str, depth: int) -> Iterator[tuple[Value, ...]]:
    """Points of the solution for the exponent of (q, L), as the claim escape-ode states it."""
    m = exponent(q).metric_exponent(depth)
    last = sp.Rational(LAST) if m <= 1 else left(m, START) - left(m, HIGHEST)
    for k in range(POINTS + 1):
        # Points lie closer towards the end, where a solution may be steep.
        at = last * (1 - sp.Rational(POINTS - k, POINTS) ** 2)
        yield q, depth, str(m), sp.N(at, 30), sp.N(escape_ode.escaped(START, m, at), 30)


def left(m: sp.Rational, x: sp.Expr | int) -> sp.Expr:
    """The time that is left to a solution with m > 1 when it is at x."""
    t = sp.Symbol("t")
    (end,) = sp.solve(escape_ode.power(sp.sympify(x), m, t), t)
    return end


def infinite(q: str, depth: int) -> Iterator[tuple[Value, ...]]:
    """The time at which x is infinite, if there is one."""
    m = exponent(q).metric_exponent(depth)
    if m > 1:
        yield q, depth, str(m), sp.N(left(m, START), 30)


def caption(tables: Tables) -> str:
    """What the panels show."""
    times = " and ".join(f"$t^* = {float(r['t']):.2f}$ ($m = {r['m']}$)" for r in tables["infinite"].records())
    return (
        "(a) The metric exponent $m = q(L-1)/L$ over the exponent $q$ and the depth $L$, with contours at steps of "
        "$1/4$. The line $m = 1$ is $L = p$; circles mark whole depths on it, hatching marks $m > 1$. "
        "(b) Solutions of $dx = x^m\\,dt$ from $x_0 = 0.1$: with $m < 1$ growth is a power of $t$, with $m = 1$ it "
        f"is exponential, and with $m > 1$ the solution is infinite at a finite time, here {times}."
    )


def draw(tables: Tables) -> Drawing:
    """The plane on the left, the solutions on the right."""
    found, (plane, solutions) = drawing(2, height=2.9)
    _plane(plane, tables["m"], tables["threshold"])
    _solutions(solutions, tables["solutions"], tables["infinite"])
    return found


def _plane(axes: Axes, m: Table, threshold: Table) -> None:
    qs, depths = (sorted(set(m.numbers(name))) for name in ("q", "L"))
    values = m.numbers("m")
    grid = [values[k : k + len(qs)] for k in range(0, len(values), len(qs))]
    levels = [k / 4 for k in range(9)]
    greys = [str(1 - 0.065 * k) for k in range(len(levels) - 1)]
    axes.contourf(qs, depths, grid, levels=levels, colors=greys)
    axes.contourf(qs, depths, grid, levels=[1, 2], colors="none", hatches=["////"])
    axes.contour(qs, depths, grid, levels=[m for m, _ in CONTOURS], colors="#333333", linewidths=0.6)
    for name, q, depth in LABELS:
        # Below the frame of the axes, which a box at its edge would cover.
        axes.text(q, depth, name, fontsize=7.5, ha="center", va="center", bbox=BOX, zorder=2.2)
    axes.contour(qs, depths, grid, levels=[1], colors="black", linewidths=2.0)
    at = [float(Fraction(str(q))) for q in threshold["q"]]
    axes.plot(at, threshold.numbers("L"), **LINES[0].marked(linestyle="none", clip_on=False, zorder=5))
    axes.text(1.42, 3.9, "$m = 1$: $L = p$", bbox=BOX, fontsize=9)
    axes.set(xlabel="exponent $q$", ylabel="depth $L$", xlim=(1, 2), ylim=(1, max(depths)))
    axes.set_xticks([1, 1.25, 1.5, 1.75, 2], ["1", "5/4", "3/2", "7/4", "2"])
    axes.set_yticks(range(2, int(max(depths)) + 1, 2))
    letter(axes, "a", "metric exponent $m$")


def _solutions(axes: Axes, solutions: Table, infinite: Table) -> None:
    cases = list(dict.fromkeys(zip(solutions["q"], solutions["L"], solutions["m"], strict=True)))
    for line, (q, depth, m) in zip(LINES, cases, strict=False):
        own = solutions.where(q=q, L=depth)
        label = f"$m = {m}$ ($q = {q}$, $L = {depth}$)"
        axes.plot(own.numbers("t"), own.numbers("x"), **line.drawn(), label=label)
        for end in infinite.where(q=q, L=depth).numbers("t"):
            axes.axvline(end, color=line.colour, linewidth=0.7, linestyle=(0, (1, 2)))
            axes.annotate(
                f"$t^*_{{{m}}}$", (end, 1.4 * HIGHEST), ha="center", annotation_clip=False, color=FAINT, style="italic"
            )
    axes.set(xlabel="time $t$", ylabel="$x$", yscale="log", xlim=(0, float(LAST)), ylim=(0.07, HIGHEST))
    axes.legend(loc="upper left", borderaxespad=0.2)
    letter(axes, "b", "$dx = x^m\\,dt$, $x_0 = 0.1$")


figure = Figure(
    id="metric-exponent",
    label="Figure 2",
    title="Metric exponent and escape",
    caption=caption,
    reading=(
        "Fix an optimiser (a column of the left panel) and go up in depth. For sign flow, $q = 1$, the exponent "
        "stays below 1 at every depth. For gradient flow, $q = 2$, depth 2 already lies on the line. Left of the "
        "line a coordinate leaves zero in bounded time however small it starts; right of it the time grows without "
        "bound as the start shrinks, and once it moves it explodes (right panel)."
    ),
    claims=("metric-exponent", "depth-threshold", "escape-ode", "escape-time", "blow-up"),
    data=data,
    draw=draw,
)
