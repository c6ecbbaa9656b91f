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
from numerics.array_loss import array_loss
from numerics.bias import bregman_projection
from numerics.descent import descend
from numerics.loss import exponential, least_squares
from numerics.margin import margin_of, max_margin
from numerics.margin_flow import margin_flow
from numerics.optimizers import adam, sign_descent
from theory.geometry import mirror_geometry

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

Whole: TypeAlias = npt.NDArray[np.int64]
Real: TypeAlias = npt.NDArray[np.float64]

#: k coordinates, n data of +-1, and the first entries of the truth; all others are 0. Labels are signs of Z x*.
COORDINATES, DATA, TRUTH = 80, 40, (1, -1, 1, -1, 1)
#: Margin flows: (lambda, L), and the k of the size |x| = 10^k to which each is followed.
FLOWS = {(1, 1): 4, (1, 2): 6, (1, 3): 8, (1, 4): 8, (100, 2): 4, (100, 4): 4}
#: Width of sliding, and the part of the margin that it costs at most, k SLIDE max|Z| over the margin of about 7:
#: smaller gaps are not told apart from it.
SLIDE, LEAST_GAP = 1e-6, 1.2e-5
#: Adam on the same data over 64, so that its gradients stay in double precision; the direction is the same.
ADAM_DEPTHS, ADAM_STEP, ADAM_STEPS, ADAM_SCALE = (2, 3, 4), 1e-3, 10_000, 64
#: Recovery: depths, the size of the weights but the first at the start, and (steps, step size), for each optimiser.
DEPTHS, SMALL = (2, 3, 4, 6), Fraction(1, 16)
RUNS = {"sign descent": (40_000, 2.0**-14), "Adam": (40_000, 2.0**-12)}
#: Digits that neither the order of sums nor the solver's steps change.
MARGIN_DIGITS, RECOVERY_DIGITS = 3, 4


def problem() -> tuple[Whole, Whole]:
    """The data and the truth."""
    rng = np.random.Generator(np.random.PCG64(3))
    data = rng.integers(0, 2, (DATA, COORDINATES)) * 2 - 1
    truth = np.zeros(COORDINATES, dtype=np.int64)
    truth[: len(TRUTH)] = TRUTH
    return data, truth


def data() -> Tables:
    """Gaps of margins along flows, and sizes of what is recovered."""
    z, truth = problem()
    labels = np.sign(z @ truth)
    folded = (z * labels[:, None]).astype(float)
    best = float(1 / max_margin(folded, inf).norm)
    margins = [*_flows(folded, best), *_adam(z, labels, folded, best)]
    return {
        "margins": table(("method", "L", "lambda", "size", "gap"), margins, MARGIN_DIGITS),
        "recovery": table(("method", "L", "norm", "distance", "loss"), _recovered(z, truth), RECOVERY_DIGITS),
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


def _recovered(z: Whole, truth: Whole) -> Iterator[tuple[str, int, float, float, float]]:
    """|x|_1, |x - x*|_2 and the loss per datum at the end, over |x*|_1, |x*|_2 and 1."""
    target = (z @ truth).tolist()
    loss = array_loss(least_squares(z.tolist(), target))

    def row(method: str, depth: int, x: Real) -> tuple[str, int, float, float, float]:
        norm, distance = abs(x).sum() / abs(truth).sum(), np.linalg.norm(x - truth) / np.linalg.norm(truth)
        return method, depth, float(norm), float(distance), float(loss.value(x)) / DATA

    for depth in DEPTHS:
        start = np.concatenate((np.zeros((1, COORDINATES)), np.full((depth - 1, COORDINATES), float(SMALL))))
        for method, optimizer in (("sign descent", sign_descent()), ("Adam", adam())):
            steps, size = RUNS[method]
            yield row(method, depth, descend(optimizer, loss, start, size, steps, record=steps).x[-1])
        projection = bregman_projection(mirror_geometry(depth, 1, balance=SMALL), z.tolist(), target, digits=12)
        yield row("projection", depth, np.array([float(v) for v in projection.x]))
    yield row("least L2", 0, np.linalg.pinv(z.astype(float)) @ target)


def caption(tables: Tables) -> str:
    """What is run, what the panels show, and what is a limit."""
    recovery = tables["recovery"]
    norms = {m: ", ".join(f"{v:.3g}" for v in recovery.where(method=m).numbers("norm")) for m in METHODS}
    depths = ", ".join(map(str, DEPTHS))
    return (
        f"{DATA} data of $\\pm 1$ in {COORDINATES} coordinates, labelled by a truth with {len(TRUTH)} nonzero "
        "entries. (a) Exponential loss: the part of the largest margin per sup norm that $x$ misses, along sign "
        "flow from $w_1 = 0$ and $|w_i| = \\lambda$ at growing $|x|$, and along Adam with its usual rates (marks). "
        "The derived limit is 0 at every depth. Depth and $\\lambda$ show in the transient alone, which falls as "
        "$1/|x|$ up to about $\\lambda^L$ and as $|x|^{-1/L}$ beyond; Adam has not come near it when its run ends. "
        f"(b) Least squares from $w_1 = 0$, $w_i = {SMALL}$: the L1 norm of what is recovered, over that of the "
        f"truth, at depths {depths}: sign descent {norms['sign descent']}; Adam {norms['Adam']}; the Bregman "
        f"projection, which sign flow does not end in, {norms['projection']}. The least L1 norm is the truth's own."
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
        axes.plot(far.numbers("size"), far.numbers("gap"), **line.drawn(linewidth=0.7))
        adams = margins.where(method="Adam", L=depth)
        axes.plot(adams.numbers("size"), adams.numbers("gap"), **line.marked(linestyle="none", markersize=3.4))
    axes.set(xscale="log", yscale="log", xlim=(8, 1.2e8), ylim=(8e-6, 2), xlabel="$|x|_\\infty$", ylabel="gap")
    axes.text(250, 0.5, "Adam", color=FAINT, va="center")
    axes.text(4e4, 1.1e-3, "$\\lambda = 1$", color=FAINT)
    axes.text(12, 1.6e-5, "$\\lambda = 100$ (thin)", color=FAINT, ha="left")
    axes.legend(loc="upper right", ncols=2, columnspacing=1.0)
    axes.grid(axis="y")


def _recovery(axes: Axes, recovery: Table) -> None:
    for line, (method, name) in zip(LINES, METHODS.items(), strict=False):
        own = recovery.where(method=method)
        axes.plot(own.numbers("L"), own.numbers("norm"), **line.marked(label=name))
    least = recovery.where(method="least L2").numbers("norm")[0]
    for place, height, text in ((1.9, 1.0, "least L1 norm (truth)"), (4.9, least, "least L2 norm")):
        axes.axhline(height, color=FAINT, linewidth=0.8, linestyle=(0, (1, 2)))
        axes.text(place, height + 0.02, text, color=FAINT, fontsize=8)
    axes.set(xlabel="depth $L$", ylabel="$|x|_1 \\, / \\, |x^*|_1$", xticks=DEPTHS, xlim=(1.8, 6.2), ylim=(0.9, 2.8))
    axes.legend(loc="upper right")


figure = Figure(
    id="margins-recovery",
    label="Figure 4",
    title="Margins and sparse recovery at several depths",
    caption=caption,
    reading=(
        "In (a) every line goes down for ever: the limit of sign flow is the largest margin per sup norm, at every "
        "depth, so that a difference between depths at a finite size is one of speed. It depends on $\\lambda$: on a "
        "leaf with large weights a deep network goes as straight as a shallow one for a long while. In (b) the limit "
        "does depend on depth: deeper networks come closer to the truth. They do so without ending in the Bregman "
        "projection, which lies sometimes below and sometimes above."
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
