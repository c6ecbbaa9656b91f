"""How far the limit of the flow is from the Bregman projection, as the exponent leaves 2."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from mpmath import mp

from neversaddle.figures.figure import Figure
from neversaddle.figures.style import FAINT, LINES, drawing, letter
from neversaddle.figures.table import Tables, table
from neversaddle.geometry import Geometry, mirror_geometry
from neversaddle.numerics.bias.projection import bregman_projection
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

#: One datum z and its label, x_init = 0 on the leaf lambda = 1.
DATUM, LABEL = (1, 2), 6
DEPTHS, EXPONENTS = (1, 2, 3, 4), [Fraction(n, 10) for n in range(10, 21)]
DIGITS = 15


def data() -> Tables:
    """For each depth and exponent: the limit, the projection, and their distance relative to the projection."""
    rows = []
    for depth in DEPTHS:
        for q in EXPONENTS:
            geometry = mirror_geometry(DeepDiagonal(depth), q, balance=1)
            with mp.workdps(DIGITS + 10):
                end = limit(geometry, q)
                projection = bregman_projection(geometry, [DATUM], [LABEL], digits=DIGITS).x
                distance = mp.norm([a - b for a, b in zip(end, projection, strict=True)]) / mp.norm(projection)
                # Both come with DIGITS digits, so less than that is none.
                rows.append((depth, q, *end, *projection, distance if distance > mp.mpf(10) ** -DIGITS else 0))
    return {"": table(("L", "q", "limit_1", "limit_2", "projection_1", "projection_2", "distance"), rows, digits=8)}


def limit(geometry: Geometry, q: Fraction) -> Sequence[mp.mpf]:
    """Where the flow of every loss of z.x ends if it interpolates: y = s Phi_q(z) with z.x(y) = LABEL."""
    maps = geometry.compile("mpmath")
    directions = [mp.mpf(z) ** (mp.mpf(q.numerator) / q.denominator - 1) for z in DATUM]

    def x(s: mp.mpf) -> list[mp.mpf]:
        return [maps.inverse_mirror_map(s * d) for d in directions]

    def excess(s: mp.mpf) -> mp.mpf:
        return mp.fsum(z * v for z, v in zip(DATUM, x(s), strict=True)) - LABEL

    # z.x(y) grows with s from 0, and is at least LABEL as soon as one of its terms is.
    high = min(maps.mirror_map(mp.mpf(LABEL) / z) / d for z, d in zip(DATUM, directions, strict=True))
    return x(mp.findroot(excess, (mp.zero, high), solver="anderson", tol=mp.mpf(10) ** -(DIGITS + 2)))


def caption(tables: Tables) -> str:
    """The problem, and the largest distances."""
    rows = tables[""]
    ends = ", ".join(f"{float(rows.where(L=depth)['distance'][0]):.3g}" for depth in DEPTHS)
    return (
        f"One datum $z = {DATUM}$ with label {LABEL}, from $x = 0$ on the leaf $\\lambda = 1$: the flow keeps "
        "$y = s\\,\\Phi_q(z)$ for every loss, while the Bregman projection has $y = s z$. (a) Distance of the flow's "
        "limit from the projection, relative to the projection's size, against $q$: zero at $q = 2$ and only there. At "
        f"$q = 1$ it is {ends} for $L = {', '.join(map(str, DEPTHS))}$. (b) Where both lie on the line "
        f"$z \\cdot x = {LABEL}$: the limit at $q = 1$ has equal entries at every depth."
    )


def draw(tables: Tables) -> Drawing:
    """Distances on the left, first entries of limit and projection on the right."""
    found, (distance, entries) = drawing(2, height=2.8)
    for line, depth in zip(LINES, DEPTHS, strict=False):
        own = tables[""].where(L=depth)
        q = own.numbers("q")
        distance.plot(q, own.numbers("distance"), **line.marked(label=f"$L = {depth}$"))
        entries.plot(q, own.numbers("limit_1"), **line.drawn())
        entries.plot(q, own.numbers("projection_1"), **line.drawn(linewidth=0.7))
    for axes in (distance, entries):
        axes.set(
            xlabel="exponent $q$",
            xlim=(1, 2),
            xticks=[1, 1.25, 1.5, 1.75, 2],
            xticklabels=["1", "5/4", "3/2", "7/4", "2"],
        )
    distance.grid(axis="y")
    distance.set(ylabel="relative distance", ylim=(0, None))
    entries.set(ylabel="$x_1$")
    distance.legend()
    letter(distance, "a", "distance of the limit from the projection")
    entries.plot([], [], label="limit", color=FAINT)
    entries.plot([], [], label="projection", color=FAINT, linewidth=0.7)
    entries.legend()
    letter(entries, "b", "first entry of both")
    return found


figure = Figure(
    id="projection-distance",
    label="Figure 6",
    title="The limit is not the projection for q below 2",
    caption=caption,
    reading=(
        "For gradient flow the mirror coordinate moves within the row space of the data, so that the limit satisfies "
        "the first-order conditions of the projection. For $q < 2$ it moves along $\\Phi_q(z)$ instead. With one datum "
        "the limit can be written down, and with it the distance; it vanishes for another $q$ only if all entries of "
        "the datum are equal."
    ),
    claims=("bregman-projection", "bregman-projection-steepest", "bregman-projection-steepest-repaired", "mirror-map"),
    data=data,
    draw=draw,
)
