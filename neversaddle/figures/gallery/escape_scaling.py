"""Escape times from a saddle, measured on weight flows, against the law of the claim never-saddle, regime by regime."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import log, log10
from typing import TYPE_CHECKING

import sympy as sp
from mpmath import mp

from neversaddle.figures.figure import Figure
from neversaddle.figures.style import LINES, drawing, letter
from neversaddle.figures.table import Cell, Table, Tables, table
from neversaddle.numerics.attack.unrolled import unrolled
from neversaddle.numerics.flow.systems.system import mode_field
from neversaddle.numerics.flow.systems.weights import WeightSystem
from neversaddle.numerics.loss.loss import symbolic_loss
from neversaddle.numerics.ode.arithmetics import from_fast, to_fast, working
from neversaddle.numerics.ode.series import Number, value_at
from neversaddle.numerics.ode.taylor import Step, Stepper, working_bits
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.exponents import exponent
from neversaddle.theory.language.symbols import q as q_symbol
from neversaddle.theory.statement import vanishing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

#: Depth of the network; n of its weights start at eps, the others at OTHERS, and all escape at SIZE.
DEPTH, OTHERS, SIZE = 6, Fraction(3, 4), Fraction(1)
#: The (q, n) of each regime: n < p, n = p, n > p.
CASES = (("1", 4), ("3/2", 2), ("4/3", 3), ("2", 2), ("3/2", 3), ("4/3", 5), ("3/2", 4), ("2", 3), ("2", 4))
#: eps = 10^-k for these k; slopes are fitted from FITTED on, where the law has set in.
SIZES, FITTED = (1, 2, 3, 4, 6, 8, 10, 12, 14, 16), 8
#: Slopes near zero have no significant digits to speak of.
SLOPE_DECIMALS = 6
#: Digits of the flows.
FLOW_DIGITS = 12
#: Longer than any step.
LONGEST = mp.mpf(10) ** 300


def data() -> Tables:
    """The times, and the slope of each case beside the one predicted."""
    times = [
        (q, n, regime(q, n), float(f"1e-{k}"), escape_time(q, n, Fraction(1, 10**k))) for q, n in CASES for k in SIZES
    ]
    measured = table(("q", "n", "regime", "eps", "time"), times)
    slopes = [(q, n, regime(q, n), scale(q, n), slope(measured, q, n), predicted(q, n)) for q, n in CASES]
    return {
        "times": measured,
        "slopes": table(("q", "n", "regime", "slope_of", "measured", "predicted"), slopes),
    }


def regime(q: str, n: int) -> str:
    """How n compares with p."""
    p = exponent(q).p
    return "n < p" if n < p else "n = p" if n == p else "n > p"


def scale(q: str, n: int) -> str:
    """What the slope is that of."""
    return "time against log(1/eps)" if regime(q, n) == "n = p" else "log(time) against log(eps)"


def predicted(q: str, n: int) -> float:
    """The slope by the claim: the exponent of eps, that is 0 for n < p, and at n = p the factor of log(1/eps)."""
    if regime(q, n) == "n < p":
        return 0.0
    if regime(q, n) == "n = p":
        # Between the two bounds that the claim gives nothing is left, for small goals.
        others = Fraction(DEPTH - n)
        rate = unrolled(vanishing.slowest(sp.Rational(q)), {vanishing.r: others})
        sizes = {vanishing.b[i]: sp.Rational(OTHERS) ** sp.Rational(q) for i in range(1, DEPTH - n + 1)}
        return float(1 / rate.xreplace(sizes).xreplace({vanishing.low: sp.S.One}))
    return float(vanishing.gap.subs({q_symbol: sp.Rational(q), vanishing.n: n}))


def escape_time(q: str, n: int, eps: Fraction) -> mp.mpf:
    """The time at which the n weights have grown from eps to SIZE under unit force, integrated step by step."""
    x = sp.Symbol("x", real=True)
    start = [[eps]] * n + [[OTHERS]] * (DEPTH - n)
    system = WeightSystem(DeepDiagonal(DEPTH), Fraction(q), symbolic_loss(-x, [x]), start, Fraction(0), False, None)
    # The force pulls up and no weight changes its sign, so that the flow stays in the mode that it starts in.
    mode = tuple(-1 if switch.reason == "gradient" else 1 for switch in system.switches)
    with working(working_bits(FLOW_DIGITS)):
        state, time = [to_fast(v) for v in system.start()], to_fast(mp.zero)
        field, goal, longest = mode_field(system, mode, len(state)), to_fast(mp.mpf(SIZE.numerator)), to_fast(LONGEST)
        # Each weight is judged by itself, since some are smaller than the others by many orders.
        stepper = Stepper(field, [(i,) for i in range(len(state))], FLOW_DIGITS, floor_digits=None)
        while True:
            step = stepper.step(time, state, longest)
            after = step.state(step.length)
            if after[0] >= goal:
                return from_fast(time + reached(step, goal))
            state, time = after, time + step.length


def reached(step: Step, goal: Number) -> Number:
    """How far into a step its first unknown, which grows, is at the goal: by bisection of its series."""
    low, high = step.length * 0, step.length
    while high - low > step.error * high:
        middle = (low + high) / 2
        low, high = (middle, high) if value_at(step.unknowns[0], middle) < goal else (low, middle)
    return high


def slope(times: Table, q: str, n: int) -> float:
    """The slope of the straight line through the fitted points, by least squares."""
    own = [r for r in times.where(q=q, n=n).records() if float(r["eps"]) < 1.5 * 10.0**-FITTED]
    sizes, values = [float(r["eps"]) for r in own], [float(r["time"]) for r in own]
    if regime(q, n) == "n = p":
        return fitted([-log(e) for e in sizes], values)
    return fitted([log10(e) for e in sizes], [log10(t) for t in values])


def fitted(x: Sequence[float], y: Sequence[float]) -> float:
    """The least-squares slope, to SLOPE_DECIMALS."""
    middle = sum(x) / len(x)
    found = sum((a - middle) * b for a, b in zip(x, y, strict=True)) / sum((a - middle) ** 2 for a in x)
    # No -0.0, which a rounding may turn into 0.0 elsewhere.
    return round(found, SLOPE_DECIMALS) + 0.0


def caption(tables: Tables) -> str:
    """What the panels show, with the slopes."""
    power = [r for r in tables["slopes"].records() if r["regime"] == "n > p"]
    named = ", ".join(f"${float(r['measured']):.4f}$ (${_law_text(r)}$)" for r in power)
    return (
        f"Time in which $n$ of {DEPTH} weights grow from $\\varepsilon$ to {SIZE} under unit force while the others "
        f"start at ${OTHERS}$, measured on weight flows down to $\\varepsilon = 10^{{-{max(SIZES)}}}$, smaller to the "
        f"right (marks), and the laws (lines). (a) $n < p$: bounded. (b) $n = p$: $\\log(1/\\varepsilon)$ "
        f"times the factor stated. (c) $n > p$: a power of $\\varepsilon$, exponent $1 - (n-1)(q-1)$. Exponents and "
        f"factors are fitted on $\\varepsilon \\le 10^{{-{FITTED}}}$ and stand beside the law's; in (c) they are "
        f"{named}."
    )


def draw(tables: Tables) -> Drawing:
    """A panel for each regime."""
    found, panels = drawing(3, height=2.75)
    _panel(panels[0], tables, "n < p", "exponent measured (law)")
    _panel(panels[1], tables, "n = p", "factor measured (law)")
    _panel(panels[2], tables, "n > p", "exponent measured (law)")
    panels[0].set(ylabel="escape time", ylim=(0, 6.5))
    panels[1].set(ylim=(0, 200))
    panels[2].set(yscale="log", ylim=(0.3, 1e51))
    panels[2].set_yticks([1, 1e10, 1e20, 1e30, 1e40])
    letter(panels[0], "a", "$n < p$: bounded")
    letter(panels[1], "b", "$n = p$: $\\log(1/\\varepsilon)$")
    letter(panels[2], "c", "$n > p$: a power of $\\varepsilon$")
    return found


def _panel(axes: Axes, tables: Tables, regime: str, what: str) -> None:
    for line, case in zip(LINES, tables["slopes"].where(regime=regime).records(), strict=False):
        own = tables["times"].where(q=case["q"], n=case["n"])
        sizes, times = own.numbers("eps"), own.numbers("time")
        axes.plot(sizes, _law(sizes, times, case), **line.drawn(linewidth=1.0))
        axes.plot(sizes, times, **line.marked(linestyle="none"), label=_label(case))
    axes.set(xscale="log", xlabel="size $\\varepsilon$ of the $n$ weights")
    axes.set_xticks([10.0**-k for k in range(4, max(SIZES) + 1, 4)])
    axes.invert_xaxis()
    axes.legend(loc="upper left", borderaxespad=0, handlelength=1, labelspacing=0.25, title=what, alignment="left")


def _law(sizes: Sequence[float], times: Sequence[float], case: dict[str, Cell]) -> list[float]:
    """The law through the last point measured."""
    rate = float(case["predicted"])
    if case["regime"] == "n = p":
        return [times[-1] - rate * log(e / sizes[-1]) for e in sizes]
    return [times[-1] * (e / sizes[-1]) ** rate for e in sizes]


def _label(case: dict[str, Cell]) -> str:
    measured = f"{float(case['measured']):.4f}".replace("-0.0000", "0.0000")
    return f"$q = {case['q']}$, $n = {case['n']}$: ${measured}$ (${_law_text(case)}$)"


def _law_text(case: dict[str, Cell]) -> str:
    """The slope that is predicted: the fraction it is, or its digits."""
    rate = float(case["predicted"])
    return f"{rate:.4f}" if case["regime"] == "n = p" else str(Fraction(rate).limit_denominator(DEPTH))


figure = Figure(
    id="escape-scaling",
    label="Figure 5",
    title="Escape from a saddle",
    caption=caption,
    reading=(
        "Smaller starts lie to the right. Marks that stay level mean that the saddle holds nothing back: however "
        "close to it a flow starts, it leaves in the same time. Sign flow does so for every $n$. In (b) each factor "
        "of ten costs a fixed time, in (c) it multiplies the time. What decides is the number $n$ of weights that "
        "vanish together, not the depth."
    ),
    claims=("never-saddle", "saddle-set", "local-exponent", "escape-time"),
    data=data,
    draw=draw,
)
