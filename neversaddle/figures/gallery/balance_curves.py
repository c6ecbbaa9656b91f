"""Balance curves from one weight at zero to a given product, their lengths, and the length as a function of q."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import ctx
from mpmath import mp

from neversaddle.figures.figure import Figure
from neversaddle.figures.style import FAINT, LINES, drawing, letter
from neversaddle.figures.table import DataError, Table, Tables, Value, table
from neversaddle.numerics.attack.definitions import balls
from neversaddle.numerics.attack.definitions.digits import real, weights_on_leaf

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

#: The curves start at (START, 0) and end where w_1 w_2 = PRODUCT.
START = PRODUCT = Fraction(1, 10)
EXPONENTS = (Fraction(1), Fraction(3, 2), Fraction(2))
#: Exponents between, for the length as a function of q; where the claim path-length-dip looks.
BETWEEN, DIP = 40, Fraction(7, 5)
POINTS = 60
#: Bits for lengths, and how sure they must be to carry the digits of a table.
BITS, SURE = 128, 1e-15


def data() -> Tables:
    """Points of the curves, their lengths, and the length over [1, 2]."""
    grid = [1 + Fraction(k, BETWEEN) for k in range(BETWEEN + 1)]
    return {
        "curves": table(("q", "w_1", "w_2"), [row for q in EXPONENTS for row in curve(q)]),
        "lengths": table(("q", "length"), [(str(q), length(q)) for q in (*EXPONENTS, DIP)]),
        "between": table(("q", "length"), [(float(q), length(q)) for q in grid]),
    }


def curve(q: Fraction) -> Iterator[tuple[Value, ...]]:
    """Points of |w_1|^q - |w_2|^q = START^q, evenly spaced in w_2."""
    with mp.workdps(30):

        def first(w: mp.mpf) -> mp.mpf:
            return weights_on_leaf(2, q, real(START) ** real(q), w)[1]

        last = mp.findroot(lambda w: w * first(w) - real(PRODUCT), (0, mp.sqrt(real(PRODUCT))), solver="anderson")
        for k in range(POINTS + 1):
            w = last * k / POINTS
            yield str(q), first(w), w


def length(q: Fraction) -> float:
    """The length of the whole curve, from a ball that holds it."""
    with ctx.workprec(BITS):
        ball = balls.path_length(q, START, PRODUCT)
        if not ball.rad() < SURE:
            raise DataError(f"the length at q = {q} is known to {ball} only")
        return float(ball.mid())


def caption(tables: Tables) -> str:
    """What the panels show, with the lengths."""
    lengths = {r["q"]: r["length"] for r in tables["lengths"].records()}
    named = ", ".join(f"{lengths[str(q)]:.6f} ($q = {q}$)" for q in EXPONENTS)
    grid = tables["between"]
    least, where = min(zip(grid.numbers("length"), grid.numbers("q"), strict=True))
    return (
        "(a) The balance curves $|w_1|^q - |w_2|^q = 0.1^q$ that every flow of a product $x = w_1 w_2$ follows, from "
        f"$(0.1, 0)$ to $x = 0.1$ (dotted), with their lengths: {named}. (b) The length as a function of $q$: the "
        f"order of the three exponents is no law between them. At $q = 7/5$ the curve, of length "
        f"{lengths[str(DIP)]:.6f}, is shorter than at $q = 1$; the least length on the grid of (b) is {least:.6f} at "
        f"$q = {where:g}$."
    )


def draw(tables: Tables) -> Drawing:
    """The curves on the left, the lengths on the right."""
    found, (curves, lengths) = drawing(2, height=2.9, width_ratios=(1, 1.15))
    _curves(curves, tables["curves"], tables["lengths"])
    _lengths(lengths, tables["between"], tables["lengths"])
    return found


def _curves(axes: Axes, curves: Table, lengths: Table) -> None:
    whole = [0.295 + 0.205 * k / 200 for k in range(201)]
    axes.plot(whole, [float(PRODUCT) / w for w in whole], color=FAINT, linewidth=0.9, linestyle=(0, (1, 2)))
    axes.annotate("$w_1 w_2 = 0.1$", (0.43, 0.238), color=FAINT, ha="center", va="bottom", rotation=-28)
    for line, q in zip(LINES, map(str, EXPONENTS), strict=False):
        own = curves.where(q=q)
        (size,) = lengths.where(q=q).numbers("length")
        w_1, w_2 = own.numbers("w_1"), own.numbers("w_2")
        axes.plot(w_1, w_2, **line.marked(markevery=[len(w_1) - 1]), label=f"$q = {q}$: length {size:.4f}", zorder=3)
    axes.plot([float(START)], [0], "o", color="black", markersize=4.5, clip_on=False, zorder=4)
    axes.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(0, 0.48), ylim=(0, 0.46), aspect="equal")
    axes.legend(loc="upper left", borderaxespad=0.1)
    letter(axes, "a", "balance curves")


def _lengths(axes: Axes, between: Table, lengths: Table) -> None:
    axes.plot(between.numbers("q"), between.numbers("length"), **LINES[0].drawn())
    sizes = {str(r["q"]): float(r["length"]) for r in lengths.records()}
    axes.axhline(sizes["1"], color=FAINT, linewidth=0.8, linestyle=(0, (1, 2)))
    axes.text(1.98, sizes["1"], "length at $q = 1$", color=FAINT, ha="right", va="bottom", fontsize=8.5)
    for line, q in zip(LINES, map(str, EXPONENTS), strict=False):
        axes.plot([float(Fraction(q))], [sizes[q]], **line.marked(linestyle="none", clip_on=False, zorder=4))
    dip = str(DIP)
    axes.plot([float(DIP)], [sizes[dip]], "x", color="black", markersize=5.5, markeredgewidth=1.3)
    low, high = min(between.numbers("length")), max(between.numbers("length"))
    axes.annotate(f"$q = {dip}$: {sizes[dip]:.4f}", (float(DIP), sizes[dip]), (7, -9), textcoords="offset points")
    axes.set(xlabel="exponent $q$", ylabel="length", xlim=(1, 2), ylim=(low - 0.4 * (high - low), high))
    axes.set_xticks([1, 1.25, 1.5, 1.75, 2], ["1", "5/4", "3/2", "7/4", "2"])
    letter(axes, "b", "length of the curve")


figure = Figure(
    id="balance-curves",
    label="Figure 3",
    title="Balance curves and their lengths",
    caption=caption,
    reading=(
        "The loss decides how fast a flow runs along its curve and never which curve it is: that is fixed by $q$ and "
        "the start. At $q = 1$ both weights grow at one rate; a larger $q$ first grows the weight that is zero. The "
        "published order of the lengths holds for these exponents and sizes; the right panel, and starts that are not "
        "small, show that it is not a law."
    ),
    claims=(
        "balance",
        "path-length-figure",
        "path-length-dip",
        "path-length-monotone",
        "path-length-monotone-repaired",
    ),
    data=data,
    draw=draw,
)
