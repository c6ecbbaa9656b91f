"""Deep diagonal regression that starts near a saddle: loss against time, and when coordinates were to escape."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.integrate import solve_ivp

from neversaddle.figures.figure import Figure
from neversaddle.figures.style import FAINT, LINES, drawing, letter
from neversaddle.figures.table import Table, Tables, table
from neversaddle.geometry import mirror_geometry, symbols
from neversaddle.numerics.descent.optimizers import sign_descent
from neversaddle.numerics.descent.runs import descend, products
from neversaddle.numerics.loss.arrays import ArrayLoss, array_loss
from neversaddle.numerics.loss.loss import least_squares
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

Array: TypeAlias = npt.NDArray[np.float64]

COORDINATES, DATA, DEPTH = 300, 100, 3
#: Entries of the truth that are not zero; all others are.
TRUTH = (1.5, -1.375, 1.25, -1.125, 1.0, -0.875, 0.75, -0.625)
#: Sizes eps of the weights at the start: w_1 = 0 and the others eps, so that x may go either way from near the saddle.
SIZES = {"1/16": 2.0**-4, "1/64": 2.0**-6, "1/256": 2.0**-8}
#: Sign descent in steps of 2^-11 from multiples of it, on data +-1: every number is exact in double precision, so that
#: each sign is the same on every machine. It follows the sign flow to within a step until forces change their signs.
STEP, SIGN_END, GRADIENT_END = 2.0**-11, 1.0, 5.0
#: Error asked of the gradient flow's integrator, relative to each weight and to eps, and digits of what is told of it.
TOLERANCE, CURVE_DIGITS = 1e-9, 4
#: A coordinate has escaped when it is of this size.
ESCAPED = 1 / 16
FLOWS = {"sign flow": "1", "gradient flow": "2"}


def problem() -> ArrayLoss:
    """|Zx - Zx*|^2/2 with data +-1. Divided by DATA, a lone coordinate's force is its distance from the truth."""
    rng = np.random.Generator(np.random.PCG64(7))
    z = rng.integers(0, 2, (DATA, COORDINATES)) * 2 - 1
    truth = np.zeros(COORDINATES)
    truth[: len(TRUTH)] = TRUTH
    return array_loss(least_squares(z.tolist(), (z @ truth).tolist()))


def start(eps: float) -> Array:
    """The weights near the saddle."""
    return np.concatenate((np.zeros((1, COORDINATES)), np.full((DEPTH - 1, COORDINATES), eps)))


def data() -> Tables:
    """Loss curves, and measured and predicted times of escape of the coordinates of the truth."""
    loss = problem()
    force = np.abs(loss.gradient(np.zeros(COORDINATES))) / DATA
    curves, escapes = [], []
    for name, flow in (("sign flow", signs), ("gradient flow", gradients)):
        for size, eps in SIZES.items():
            times, x = flow(loss, eps)
            curves += [(name, size, t, v) for t, v in zip(*thinned(times, loss.value(x) / DATA), strict=True)]
            for j, c in enumerate(force[: len(TRUTH)]):
                measured = crossing(times, np.abs(x[:, j]), ESCAPED)
                escapes.append((name, size, j + 1, TRUTH[j], c, predicted(name, eps, c), measured))
    columns = ("flow", "eps", "coordinate", "truth", "force", "predicted", "measured")
    return {
        "loss": table(("flow", "eps", "time", "loss"), curves, CURVE_DIGITS),
        "escapes": table(columns, escapes, CURVE_DIGITS),
    }


def predicted(name: str, eps: float, force: float) -> float:
    """The time to ESCAPED under the force of the start: y = R'(size) is orbit time, which runs at |force|^(q-1)."""
    q = float(FLOWS[name])
    geometry = mirror_geometry(DeepDiagonal(DEPTH), FLOWS[name], balance=symbols("lambda")).compile("numpy")
    return float(geometry.mirror_map(ESCAPED, balance=eps**q)) / float(force ** (q - 1))


def crossing(times: Array, sizes: Array, goal: float) -> float:
    """The first time at the goal, between outputs by a straight line."""
    n = int((sizes >= goal).argmax())
    if sizes[n] < goal:
        return inf
    return float(times[n - 1] + (times[n] - times[n - 1]) * (goal - sizes[n - 1]) / (sizes[n] - sizes[n - 1]))


def signs(loss: ArrayLoss, eps: float) -> tuple[Array, Array]:
    """Times and x of the sign flow."""
    run = descend(sign_descent(), loss, start(eps), STEP, round(SIGN_END / STEP))
    return run.times, run.x


def gradients(loss: ArrayLoss, eps: float) -> tuple[Array, Array]:
    """Times and x of the gradient flow of the loss over the number of data; to a time that grows like 1/eps."""
    end = GRADIENT_END / eps

    def field(_: float, w: Array) -> Array:
        x, rest = products(w.reshape(DEPTH, COORDINATES))
        flow: Array = (-rest * loss.gradient(x) / DATA).reshape(-1)
        return flow

    times = np.concatenate(([0.0], np.geomspace(0.01, end, 3000)))
    solution = solve_ivp(
        field, (0.0, end), start(eps).reshape(-1), "DOP853", t_eval=times, rtol=TOLERANCE, atol=TOLERANCE * eps
    )
    return times, products(solution.y.T.reshape(-1, DEPTH, COORDINATES))[0]


def thinned(times: Array, values: Array) -> tuple[Array, Array]:
    """Points for a curve, evenly in log time."""
    places = np.unique(np.searchsorted(times, np.geomspace(0.02, times[-1], 160)).clip(0, len(times) - 1))
    return times[places], values[places]


def caption(tables: Tables) -> str:
    """What is regressed, what the curves and the marks are, and how far prediction and measurement are apart."""
    escapes = tables["escapes"]
    worst = {name: _worst(escapes.where(flow=name)) for name in FLOWS}
    slowest = [max(escapes.where(flow="gradient flow", eps=size).numbers("measured")) for size in SIZES]
    last = ", ".join(f"{time:.4g}" for time in slowest)
    return (
        f"Least squares on a deep diagonal network of depth {DEPTH} with {COORDINATES} coordinates, {DATA} data of "
        f"$\\pm 1$ and a truth with {len(TRUTH)} nonzero entries, from $w_1 = 0$, $w_2 = w_3 = \\varepsilon$. "
        "(a) Loss against time; the marks at the foot are the predicted times at which the coordinates of the truth "
        "leave the saddle, $R'(\\delta)/|f'_j(x(0))|^{q-1}$ to the size $\\delta = 1/16$ under the force of the start. "
        f"(b) Measured against predicted times of these {len(TRUTH)} coordinates. They differ by at most "
        f"{100 * worst['sign flow']:.1g} percent for sign flow, run as sign descent in steps of $2^{{-11}}$, and by "
        f"{100 * worst['gradient flow']:.2g} percent for gradient flow, where forces change as other coordinates "
        f"are fitted; its last coordinates take {last} at $\\varepsilon = {', '.join(SIZES)}$."
    )


def _worst(escapes: Table) -> float:
    """The largest departure from the prediction, relative to it."""
    both = zip(escapes.numbers("predicted"), escapes.numbers("measured"), strict=True)
    return max(abs(measured / expected - 1) for expected, measured in both)


def draw(tables: Tables) -> Drawing:
    """Loss on the left, times on the right."""
    found, (loss, times) = drawing(2, height=3.0, width_ratios=(1.7, 1))
    _losses(loss, tables)
    _times(times, tables["escapes"])
    letter(loss, "a", "loss, and predicted escapes")
    letter(times, "b", "escape times")
    return found


def _losses(axes: Axes, tables: Tables) -> None:
    for line, size in zip(LINES, SIZES, strict=False):
        for name in FLOWS:
            own = tables["loss"].where(flow=name, eps=size)
            axes.plot(own.numbers("time"), own.numbers("loss"), **line.drawn())
            marks = sorted(set(tables["escapes"].where(flow=name, eps=size).numbers("predicted")))
            axes.plot(marks, [_FOOT] * len(marks), **line.marked(linestyle="none", clip_on=False))
        axes.plot([], [], **line.marked(label=f"$\\varepsilon = {size}$"))
    axes.set(xscale="log", yscale="log", xlim=(0.02, 1500), ylim=(_FOOT, 20), xlabel="time $t$", ylabel="loss")
    for place, text in ((0.06, "sign flow"), (6.5, "gradient flow")):
        axes.text(place, 7, text, color=FAINT, ha="center")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 0.12))
    axes.grid(axis="y")


def _times(axes: Axes, escapes: Table) -> None:
    ends = (0.25, 1200)
    axes.plot(ends, ends, color=FAINT, linewidth=0.8)
    for line, size in zip(LINES, SIZES, strict=False):
        own = escapes.where(eps=size)
        axes.plot(own.numbers("predicted"), own.numbers("measured"), **line.marked(linestyle="none"))
    axes.set(
        xscale="log",
        yscale="log",
        xlim=ends,
        ylim=ends,
        xlabel="predicted time",
        ylabel="measured time",
        aspect="equal",
    )


#: The foot of the loss axis.
_FOOT = 2e-6

figure = Figure(
    id="saddle-regression",
    label="Figure 1",
    title="Regression from near a saddle",
    caption=caption,
    reading=(
        "All weights start near zero, where three weights of each coordinate vanish together: for gradient flow "
        "($p = 2 < 3$) a saddle, for sign flow ($p = \\infty$) none. Sixteen times smaller weights make gradient flow "
        "sixteen times slower and leave sign flow as it was. Its curves end level at the size of its steps. Sign flow "
        "fits the data early with all coordinates at once, gradient flow one coordinate of the truth after the other: "
        "speed is not sparsity."
    ),
    claims=("never-saddle", "saddle-set", "escape-time", "mirror-map", "dual-range"),
    data=data,
    draw=draw,
)
