"""Where sign flow and Adam end: margins on separable data, and recovery of a sparse truth, for several depths."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from neversaddle.figures.figure import Figure
from neversaddle.figures.style import FAINT, LINES, drawing, letter
from neversaddle.figures.table import Table, Tables, table
from neversaddle.numerics.bias.margin_flow import margin_flow
from neversaddle.numerics.bias.max_margin import margin_of, max_margin
from neversaddle.numerics.bias.projection import bregman_projection
from neversaddle.numerics.descent.optimizers import adam, sign_descent
from neversaddle.numerics.descent.runs import descend
from neversaddle.numerics.loss.arrays import ArrayLoss, array_loss
from neversaddle.numerics.loss.loss import exponential
from neversaddle.theory.geometry.mirror import mirror_geometry

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

Whole: TypeAlias = npt.NDArray[np.int64]
Real: TypeAlias = npt.NDArray[np.float64]

#: k coordinates, n data of +-1, and the first entries of the truth; all others are 0. Labels are signs of Z x*.
COORDINATES, DATA, TRUTH = 80, 40, (1, -1, 1, -1, 1)
#: Margin flows: (lambda, L), and the k of the size |x| = 10^k to which each is followed.
FLOWS = {(1, 1): 4, (1, 2): 6, (1, 3): 7, (1, 4): 7, (100, 2): 4, (100, 4): 4}
#: Relative width of sliding, and the part of the margin it costs at most, k SLIDE max|Z| over the margin of about 7:
#: smaller gaps are not told apart from it.
SLIDE, LEAST_GAP = 1e-6, 1.2e-5
#: Adam on the same data over 64, so that its gradients stay in double precision; the direction is the same.
ADAM_DEPTHS, ADAM_STEP, ADAM_STEPS, ADAM_SCALE = (2, 3, 4), 1e-3, 10_000, 64
#: Recovery: depths, the size of the weights but the first at the start, draws of the data, and of how many of them the
#: projections are computed, which take longest.
DEPTHS, SMALL, DRAWS, PROJECTED = (2, 3, 4, 6), Fraction(1, 16), 21, 5
#: Step sizes: large ones, then small ones that still what the large ones leave in motion.
STEPS = [2.0**-12] * 8_000 + [2.0**-15] * 4_000
RUNS = {"sign descent": (sign_descent(), STEPS), "Adam": (adam(), [2 * size for size in STEPS])}
#: Digits that neither the order of sums nor the solver's steps change.
DIGITS = 3


def problem(draw: int) -> tuple[Whole, Whole]:
    """The data of one draw, by the seed of that number, and the truth."""
    rng = np.random.Generator(np.random.PCG64(draw))
    truth = np.zeros(COORDINATES, dtype=np.int64)
    truth[: len(TRUTH)] = TRUTH
    return rng.integers(0, 2, (DATA, COORDINATES)) * 2 - 1, truth


def data() -> Tables:
    """Gaps of margins along flows on the first draw, and sizes of what is recovered on all."""
    z, truth = problem(0)
    labels = np.sign(z @ truth)
    folded = (z * labels[:, None]).astype(float)
    best = float(1 / max_margin(folded, inf).norm)
    margins = [*_flows(folded, best), *_adam(z, labels, folded, best)]
    return {
        "margins": table(("method", "L", "lambda", "size", "gap"), margins, DIGITS),
        "recovery": table(("method", "L", "draw", "norm", "distance"), _recovered(), DIGITS),
    }


def _flows(folded: Real, best: float) -> Iterator[tuple[str, int, int, float, float]]:
    """Sign flow: the part of the largest margin per sup norm that is missing, at growing sizes of x."""
    for (lam, depth), farthest in FLOWS.items():
        sizes = np.logspace(1, farthest, 2 * farthest - 1).tolist()
        run = margin_flow(folded, 1, depth, sizes, lam=lam, slide=SLIDE)
        for size, margin in zip(run.sizes, run.margins, strict=True):
            gap = 1 - float(margin) / best
            if gap >= LEAST_GAP:
                yield "sign flow", depth, lam, 10.0 ** float(size), gap


def _adam(z: Whole, labels: Whole, folded: Real, best: float) -> Iterator[tuple[str, int, int, float, float]]:
    """The same of Adam with its usual rates and eps = 0, from the leaf lambda = 1."""
    scaled = [[Fraction(int(v), ADAM_SCALE) for v in row] for row in z]
    loss = array_loss(exponential(scaled, labels.tolist()))
    for depth in ADAM_DEPTHS:
        start = np.concatenate((np.zeros((1, COORDINATES)), np.ones((depth - 1, COORDINATES))))
        run = descend(adam(eps=0.0), loss, start, ADAM_STEP, ADAM_STEPS, record=ADAM_STEPS // 10)
        for x in run.x[2:]:
            yield "Adam", depth, 1, float(abs(x).max()), 1 - margin_of(folded, x, inf) / best


def _recovered() -> Iterator[tuple[str, int, int, float, float]]:
    """|x|_1 and |x - x*|_2 at the end, over those of the truth; all draws run side by side."""
    pairs = [problem(draw) for draw in range(DRAWS)]
    z, truth = np.array([data for data, _ in pairs], dtype=float), pairs[0][1].astype(float)
    goals = z @ truth

    def rows(method: str, depth: int, several: Real) -> Iterator[tuple[str, int, int, float, float]]:
        for draw, x in enumerate(several):
            norm, distance = abs(x).sum() / abs(truth).sum(), np.linalg.norm(x - truth) / np.linalg.norm(truth)
            yield method, depth, draw, float(norm), float(distance)

    for depth in DEPTHS:
        one = np.concatenate((np.zeros((1, COORDINATES)), np.full((depth - 1, COORDINATES), float(SMALL))))
        start = np.broadcast_to(one, (DRAWS, *one.shape))
        for method, (optimizer, sizes) in RUNS.items():
            run = descend(optimizer, _side_by_side(z, goals), start, sizes, len(sizes), record=len(sizes))
            yield from rows(method, depth, run.x[-1])
        geometry = mirror_geometry(depth, 1, balance=SMALL)
        ends = [
            bregman_projection(geometry, matrix.tolist(), goal.tolist(), digits=5).x
            for matrix, goal in zip(z[:PROJECTED], goals, strict=False)
        ]
        yield from rows("projection", depth, np.array([[float(v) for v in x] for x in ends]))
    yield from rows("least L2", 0, np.array([np.linalg.pinv(m) @ goal for m, goal in zip(z, goals, strict=True)]))


def _side_by_side(z: Real, goals: Real) -> ArrayLoss:
    """|Zx - Y|^2/2 of a different problem in each row of x."""

    def residual(x: Real) -> Real:
        found: Real = np.matmul(z, x[..., np.newaxis])[..., 0] - goals
        return found

    return ArrayLoss(
        lambda x: 0.5 * (residual(x) ** 2).sum(axis=-1),
        lambda x: np.matmul(residual(x)[..., np.newaxis, :], z)[..., 0, :],
        COORDINATES,
        "least squares on several data",
    )


def spread(recovery: Table, method: str, depth: int) -> tuple[float, float, float]:
    """The least, middle and largest L1 norm over the draws."""
    norms = sorted(recovery.where(method=method, L=depth).numbers("norm"))
    return norms[0], norms[len(norms) // 2], norms[-1]


def caption(tables: Tables) -> str:
    """What is run, what the panels show, and what is a limit."""
    recovery = tables["recovery"]
    middle = {m: ", ".join(f"{spread(recovery, m, depth)[1]:.3g}" for depth in DEPTHS) for m in METHODS}
    depths = ", ".join(map(str, DEPTHS))
    return (
        f"{DATA} data of $\\pm 1$ in {COORDINATES} coordinates, labelled by a truth of {len(TRUTH)} entries $\\pm 1$ "
        "and zeros. (a) Exponential loss, one draw: the part of the largest margin per sup norm that $x$ misses, "
        "along sign flow from $w_1 = 0$, $w_i = \\lambda$ at growing $|x|$, and along Adam with its usual rates. "
        "The derived limit is 0 at every depth. Depth and $\\lambda$ show in the transient alone, which falls as "
        "$1/|x|$ up to about $\\lambda^L$ and as $|x|^{-1/L}$ beyond; Adam has not come near it when its run ends. "
        f"(b) Least squares from $w_1 = 0$, $w_i = {SMALL}$, {DRAWS} draws of the data: the L1 norm of what is found, "
        f"over that of the truth, which has the least one; medians, and bars from the least to the largest. At depths "
        f"{depths} the medians are, for sign descent, {middle['sign descent']}; for Adam {middle['Adam']}; for the "
        f"Bregman projection, which sign flow does not end in, {middle['projection']} (of {PROJECTED} draws)."
    )


#: What is compared in recovery, and how it is called.
METHODS = {"sign descent": "sign descent", "Adam": "Adam", "projection": "Bregman projection"}


def draw(tables: Tables) -> Drawing:
    """Margins on the left, recovery on the right."""
    found, (margins, recovery) = drawing(2, height=3.1, width_ratios=(1.35, 1))
    _margins(margins, tables["margins"])
    _recovery(recovery, tables["recovery"])
    letter(margins, "a", "missing part of the sup-norm margin")
    letter(recovery, "b", "recovery of a sparse truth")
    return found


def _margins(axes: Axes, margins: Table) -> None:
    for line, depth in zip(LINES, (1, 2, 3, 4), strict=False):
        own = margins.where(method="sign flow", L=depth, **{"lambda": 1})
        axes.plot(own.numbers("size"), own.numbers("gap"), **line.drawn(label=f"$L = {depth}$"))
        far = margins.where(method="sign flow", L=depth, **{"lambda": 100})
        axes.plot(far.numbers("size"), far.numbers("gap"), **line.marked(linestyle="none", markersize=2.6))
        adams = margins.where(method="Adam", L=depth)
        axes.plot(adams.numbers("size"), adams.numbers("gap"), **line.drawn(linewidth=0.8))
    axes.set(xscale="log", yscale="log", xlim=(8, 1.2e7), ylim=(8e-6, 2), xlabel="$|x|_\\infty$", ylabel="gap")
    axes.text(250, 0.5, "Adam, $L = 2, 3, 4$", color=FAINT, va="center")
    axes.text(1e5, 6e-4, "$\\lambda = 1$", color=FAINT)
    axes.text(9, 1.3e-5, "$\\lambda = 100$ (marks)", color=FAINT, ha="left")
    axes.legend(loc="upper right", ncols=2, columnspacing=1.0, bbox_to_anchor=(1.0, 0.9))
    axes.grid(axis="y")


def _recovery(axes: Axes, recovery: Table) -> None:
    for line, shift, (method, name) in zip(LINES, (-0.06, 0.0, 0.06), METHODS.items(), strict=False):
        low, middle, high = np.array([spread(recovery, method, depth) for depth in DEPTHS]).T
        places, bars = np.array(DEPTHS) + shift, (middle - low, high - middle)
        axes.errorbar(places, middle, bars, elinewidth=0.8, capsize=2, **line.marked(label=name))
    least = spread(recovery, "least L2", 0)[1]
    for place, height, text in ((1.75, 1.0, "least L1 norm (truth)"), (6.25, least, "least L2 norm (median)")):
        axes.axhline(height, color=FAINT, linewidth=0.8, linestyle=(0, (1, 2)))
        side, up = ("left", -0.12) if place < 2 else ("right", 0.03)
        axes.text(place, height + up, text, color=FAINT, fontsize=8, ha=side)
    axes.set(xlabel="depth $L$", ylabel="$|x|_1 \\, / \\, |x^*|_1$", xticks=DEPTHS, xlim=(1.7, 6.3), ylim=(0.8, 4.6))
    axes.legend(loc="upper right")


figure = Figure(
    id="margins-recovery",
    label="Figure 4",
    title="Margins and sparse recovery at several depths",
    caption=caption,
    reading=(
        "In (a) every line goes down for ever: the limit of sign flow is the largest margin per sup norm, at every "
        "depth, so that a difference between depths at a finite size is one of speed. It depends on $\\lambda$: on a "
        "leaf with large weights a deep network goes as straight as a shallow one for a long while. In (b) the "
        "projection comes close to the truth as depth grows, as the exponent $1 + 1/L$ of its potential says. Sign "
        "descent and Adam do not end there: on a typical draw they find something of larger L1 norm than the least L2 "
        "solution, and depth helps them little. Single draws, on which they find the truth, exist."
    ),
    claims=(
        "margin",
        "margin-horizon",
        "bregman-projection-steepest",
        "bregman-projection-steepest-repaired",
        "rich-limit",
        "sign-l1-depth",
    ),
    data=data,
    draw=draw,
)
