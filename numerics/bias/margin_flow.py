"""Steepest flows of the exponential loss on separable data, followed far: |x| from one to 10^8, 10^30 and beyond.

The loss is sum_i exp(-m_i), m = Zx, and a weight moves by dw = Phi_q(F_j prod of the others) dt with
F = sum_i exp(-m_i) z_i. Three changes make that a problem for double precision at every |x|:
- The clock. With n_i = exp(-m_i)/sum exp(-m), dt is taken in units in which F = Z^T n, and then in units in which the
  speed of x is its size: d/ds has |dx/ds|_1 = |x|_1 + 1. The path does not see the clock, loss and gradient may be
  10^(-10^30), and infinite speed at finite time (p < L) is no obstacle.
- The weights. By the balance each coordinate is known by its smallest weight v, with the sign of x:
  x_j = v prod_i (|v|^q + c_ij)^(1/q), with c fixed by the start.
- The gaps of the margins. n depends on differences of margins, of order one beside |x|. So d_i = -log n_i are variables
  of their own, d d_i/ds = (z_i - Z^T n) dx/ds, and a stiff integrator keeps them where the margins in play grow alike.
  What rounding does to their speed, 10^-16 |x|, it does to their place only by 10^-16.
At q = 1 the sign of g_j, g = Z^T n, jumps, and coordinates slide along g_j = 0. With P_j and N_j the sums of the
positive and of the negative terms n_i z_ij it is replaced by s_j = log(P_j/N_j)/(2 e_j), cut to [-1, 1]: what is
compared are the terms of g_j with each other, so a coordinate whose terms all have one sign has that sign, however
small they are. The logarithms are of sums of |z_ij| exp(-d_i), which underflow nowhere. e_j is `slide` times max(1,
-log S_j) with S_j = (P_j + N_j)/max |Z| <= 1, as logarithms of size d have rounding errors like d. Where |s_j| < 1,
|g_j| = tanh(|s_j| e_j) (P_j + N_j) <= slide max |Z| S_j max(1, -log S_j) <= e = slide max |Z|. So s_j g_j >= |g_j| -
e for every j. The largest margin per sup norm is the least |Z^T n|_1 over n >= 0 of sum 1; at depth 1 -log loss grows
at sum_j s_j g_j, and no faster |x|_oo than 1, so the margin falls short by at most k e; limits at other depths
satisfy the first-order conditions of the sup norm but for |g_j| <= e where they ask for g_j = 0, and miss as much at
most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, log
from numbers import Integral, Real

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from neversaddle.numerics.bias.margin_field import TINY, MarginField, size_of
from neversaddle.numerics.bias.max_margin import margin_of, max_margin
from neversaddle.numerics.bias.separable import MarginError, Table, as_data, require_separable
from neversaddle.numerics.flow.arguments import as_exponent
from neversaddle.theory.language.exponents import ExponentLike

#: Width in which signs turn round at q = 1, unless told: the part of the terms of g_j that does not cancel.
SLIDE = 1e-5
#: Relative error a step unless told; of the gaps of margins, which are logarithms, absolute.
ACCURACY = 1e-6
#: Sizes of weights about 0 start from this share of the leaf's.
LEAF_SHARE = 1e-3
#: Evaluations of the flow after which it is given up, fewer where n k is so large that the second number is their sum:
#: ten to twenty seconds.
MOST_CALLS, MOST_TERMS = 100_000, 5 * 10**8
#: Time allowed in units of log |x|: |x|_1 + 1 grows at most as e^s, and just so where no coordinate shrinks.
CLOCK = 8
#: Sizes of x beyond which powers leave the range of double precision.
LARGEST = 1e60
#: Deepest network, and least lambda, whose powers stay in that range; the largest is its inverse.
DEEPEST, LEAST_LEAF = 100, 1e-20


@dataclass(frozen=True)
class MarginRun:
    """A flow at growing sizes: log10 |x|_oo, x/|x|_oo (a row for each), and how it fits the data.

    `margins` are min_i z_i x/|x|_order for the `order` p/L (oo at q = 1) of the limit, and `loss_exponents` are
    log10(1/loss), which is about the least margin. `multipliers` are n = exp(-m)/sum exp(-m).
    """

    order: float
    sizes: NDArray[np.float64]
    directions: NDArray[np.float64]
    margins: NDArray[np.float64]
    loss_exponents: NDArray[np.float64]
    multipliers: NDArray[np.float64]

    @property
    def direction(self) -> NDArray[np.float64]:
        """x/|x|_oo at the end."""
        last: NDArray[np.float64] = self.directions[-1]
        return last


def limit_order(q: ExponentLike, depth: int) -> float:
    """p/L, the order whose max-margin problem the limit satisfies; oo at q = 1 (claim `margin`).

    >>> limit_order(2, 4), limit_order("3/2", 1), limit_order(1, 3)
    (0.5, 3.0, inf)
    """
    power = as_exponent(q)
    return inf if power == 1 else float(power / (power - 1) / depth)


def margin_flow(
    data: Sequence[Sequence[float]] | Table,
    q: ExponentLike,
    depth: int,
    sizes: Sequence[float],
    lam: float | Sequence[float] = 1.0,
    weights: Sequence[Sequence[float]] | None = None,
    accuracy: float = ACCURACY,
    slide: float = SLIDE,
) -> MarginRun:
    """Follow the steepest flow of exponent q on a deep diagonal network of `depth` until |x|_oo has all `sizes`.

    Starts from w_1 = 0, |w_i|^q = lam (one number, or one for each coordinate), or from `weights`, a row for each of
    the L weights; at depth 1 from 0. `sizes` increase from above |x| at the start to at most 10^60. `data` is Z, a row
    for each datum, labels folded in. `accuracy` is the relative error of a step; over a run errors add up to some ten
    times that. At q = 1 the sign of a sum turns round where its terms cancel up to the part `slide` of them, and not at
    all where they have one sign: at most k slide max |Z| of the margin is missed. For 1 < q < 2 |g|^(q-1) is straight
    where they cancel up to the part slide^(3 q - 2).
    Raises MarginError for bad input, a start at a saddle, or a flow too stiff to follow (q near 1: its message says how
    far it came), NotSeparable for such data.

    >>> run = margin_flow([[2.0, 1.0]], 1, 2, [1e3, 1e8])
    >>> [round(float(v), 3) for v in run.directions[:, 1] / run.directions[:, 0]]
    [1.0, 1.0]
    """
    z = as_data(data)
    for name, value, least, most in (("accuracy", accuracy, 1e-13, 0.1), ("slide", slide, 1e-13, 1.0)):
        if isinstance(value, bool) or not isinstance(value, Real) or not least <= value <= most:
            raise MarginError(f"{name} must be a number from {least:g} to {most:g}; got {str(value)[:40]}")
    try:
        power, order = float(as_exponent(q)), limit_order(q, _as_depth(depth))
    except ValueError as bad:
        raise MarginError(str(bad)) from None
    v, offsets = _start(z.shape[1], power, depth, lam, weights)
    wanted = _numbers("sizes", sizes)
    require_separable(z)
    x = size_of(v, offsets, power)
    if wanted.ndim != 1 or not len(wanted) or not (np.diff(wanted) > 0).all() or not abs(x).max() < wanted[0]:
        raise MarginError(f"sizes must increase, from above |x| = {abs(x).max():.3g} at the start; got {sizes}")
    if not wanted[-1] <= LARGEST:
        raise MarginError(f"sizes go up to {LARGEST:g}; got {wanted[-1]:g}")
    return _run(z, power, order, v, offsets, wanted, float(accuracy), float(slide))


def _as_depth(depth: int) -> int:
    if isinstance(depth, bool) or not isinstance(depth, Integral) or not 1 <= depth <= DEEPEST:
        raise MarginError(f"the depth must be a whole number from 1 to {DEEPEST}; got {str(depth)[:40]}")
    return int(depth)


def _numbers(name: str, values: object) -> Table:
    """Finite numbers as an array."""
    try:
        table = np.asarray(values, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise MarginError(f"{name} must be numbers, in rows of one length; got {str(values)[:40]}") from None
    if not np.isfinite(table).all():
        raise MarginError(f"{name} must be finite numbers; got {str(values)[:40]}")
    return table


def _start(
    k: int, q: float, depth: int, lam: float | Sequence[float], weights: Sequence[Sequence[float]] | None
) -> tuple[Table, Table]:
    """The smallest weight of each coordinate with the sign of x, and |w_i|^q - |w_1|^q of the others, a column each."""
    if weights is None:
        leaf = _numbers("lambda", lam)
        if leaf.shape not in ((), (k,)) or not ((leaf >= LEAST_LEAF) & (leaf <= 1 / LEAST_LEAF)).all():
            raise MarginError(
                f"lambda must be positive (0 is a saddle), from {LEAST_LEAF:g} to {1 / LEAST_LEAF:g}: one number, "
                f"or one for each of the {k} coordinates; got {str(lam)[:40]}"
            )
        table = np.vstack([np.zeros(k), np.tile(np.broadcast_to(leaf, (k,)) ** (1 / q), (depth - 1, 1))])
    else:
        table = _numbers("weights", weights)
    if table.shape != (depth, k):
        raise MarginError(f"the start needs {depth} rows of {k} finite weights; got shape {table.shape}")
    if abs(table).max() > 1 / LEAST_LEAF:
        raise MarginError(f"weights go up to {1 / LEAST_LEAF:g}; got {abs(table).max():g}")
    if depth > 1 and (np.sort(abs(table), axis=0)[1] == 0).any():
        raise MarginError("the start is a saddle: two weights of a coordinate vanish (lambda must be positive)")
    order = np.argsort(abs(table), axis=0, kind="stable")
    ranked = np.take_along_axis(table, order, axis=0)
    signs = np.where(ranked[1:] < 0, -1.0, 1.0).prod(axis=0)
    return signs * ranked[0], (abs(ranked[1:]) ** q - abs(ranked[0]) ** q).T


def _run(
    z: Table, q: float, order: float, v: Table, offsets: Table, wanted: Table, accuracy: float, slide: float
) -> MarginRun:
    field = MarginField(z, q, offsets, slide)
    k = z.shape[1]
    left, reached = min(MOST_CALLS, MOST_TERMS // z.size), 0.0

    def followed(s: float, state: Table) -> Table:
        nonlocal left, reached
        left, reached = left - 1, max(reached, float(abs(size_of(state[:k], offsets, q)).max()))
        if left < 0:
            raise MarginError(
                f"the flow is too stiff to follow to |x| = {wanted[-1]:g}: given up near |x| = {reached:.3g} "
                f"at accuracy {accuracy:g}"
            )
        return field(s, state)

    def crossing(size: float) -> Callable[[float, Table], float]:
        return lambda s, state: log(max(abs(size_of(state[:k], offsets, q)).max() / size, TINY))

    events = [crossing(size) for size in wanted]
    events[-1].terminal = True  # type: ignore[attr-defined]  # SciPy's way of marking an event
    margins = z @ size_of(v, offsets, q)
    least = margins.min()
    gaps = margins - least + log(np.exp(least - margins).sum())
    typical = np.maximum(abs(v), LEAF_SHARE * offsets.min(axis=1, initial=1.0) ** (1 / q))
    tolerance = accuracy * np.concatenate([typical, np.ones(len(z))])
    end, start = CLOCK * (log(wanted[-1]) + log(k) + 10), np.concatenate([v, gaps])
    # BDF is the faster; where it gives up, as beyond 10^11 at L = p, Radau goes on.
    for method in ("BDF", "Radau"):
        found = solve_ivp(
            followed, (0, end), start, method, events=events, jac=field.jacobian, rtol=accuracy, atol=tolerance
        )
        if found.status == 1:
            break
    else:
        raise MarginError(f"the flow did not reach |x| = {wanted[-1]:g}: {found.message}")
    states = [rows[0] for rows in found.y_events]
    points = np.array([size_of(state[:k], offsets, q) for state in states])
    sizes = abs(points).max(axis=1)
    directions = points / sizes[:, None]
    multipliers = np.array([field.split(state)[1] for state in states])
    # -log loss = m_i + log n_i for every i; the mean over n does not see what rounding does to the margins apart.
    decades = [
        float(n @ (z @ x + np.log(np.maximum(n, TINY)))) / log(10) for n, x in zip(multipliers, points, strict=True)
    ]
    return MarginRun(
        order,
        np.log10(sizes),
        directions,
        np.array([margin_of(z, x, order) for x in directions]),
        np.array(decades),
        multipliers,
    )


def transient(weights: Sequence[Sequence[float]] | Table, sizes: Sequence[float]) -> NDArray[np.float64]:
    """x/|x|_oo at each size |x|_oo for q = 1 and signs of the gradient that never change: what the start still shows.

    Then every weight grows at rate one, |x_j| = prod_i (|w_ij| + T), and x_j/|x|_oo tends to 1 like
    1 - (max_l sum_i |w_il| - sum_i |w_ij|) |x|_oo^(-1/L): the deeper, the more slowly. `weights` has a row for each of
    the L weights, with |x_j| growing from there. Raises MarginError for sizes below |x| at the start.

    >>> [round(float(1 - row.min()), 4) for row in transient([[0, 0], [1, 0]], [1e4, 1e8])]
    [0.01, 0.0001]
    >>> [round(float(1 - row.min()), 4) for row in transient([[0, 0]] * 3 + [[1, 0]], [1e4, 1e8])]
    [0.0929, 0.0099]
    """
    table = abs(np.asarray(weights, dtype=float))
    found = []
    for size in sizes:
        if not (table.ndim == 2 and table.prod(axis=0).max() < size < inf):
            raise MarginError(f"sizes must be above |x| = {table.prod(axis=0).max():.3g} at the start; got {size}")

        def excess(t: float, level: float = log(size)) -> float:
            return float(np.log(table + t).sum(axis=0).max()) - level

        root = brentq(excess, TINY, size ** (1 / len(table)) + 1, xtol=TINY, rtol=1e-15)
        x = np.exp(np.log(table + root).sum(axis=0) - log(size))
        found.append(x / x.max())
    return np.array(found)


@dataclass(frozen=True)
class DepthMargin:
    """A sign flow of one depth at one size: what part of the largest sup-norm margin it has, and of what the rate is.

    `share` tends to 1 at every depth; 1 - share shrinks like `rate` = |x|_oo^(-1/L) times a number that depends on the
    start and the data.
    """

    depth: int
    log_size: float
    share: float
    rate: float


def margins_by_depth(
    data: Sequence[Sequence[float]] | Table,
    depths: Sequence[int],
    sizes: Sequence[float],
    lam: float | Sequence[float] = 1.0,
    accuracy: float = ACCURACY,
    slide: float = SLIDE,
) -> tuple[DepthMargin, ...]:
    """Sup-norm margins of the sign flow as parts of the largest one, for each depth and size; arguments: `margin_flow`.

    >>> [round(row.share, 2) for row in margins_by_depth([[2.0, 1.0]], [2, 3], [1e6], lam=[1.0, 4.0])]
    [1.0, 0.96]
    """
    largest = 1 / float(max_margin(data, inf).norm)
    rows = []
    for depth in depths:
        run = margin_flow(data, 1, depth, sizes, lam, accuracy=accuracy, slide=slide)
        rows += [
            DepthMargin(depth, float(log_size), float(margin) / largest, float(10 ** (-log_size / depth)))
            for log_size, margin in zip(run.sizes, run.margins, strict=True)
        ]
    return tuple(rows)
