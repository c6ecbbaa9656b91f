"""Max-margin directions: least sum |x_j|^r, or least sup norm, over margins Zx >= 1, with certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath
import numpy as np
from mpmath import mp
from numpy.typing import NDArray
from scipy.optimize import linprog, minimize, nnls

#: Relative duality gap above which a solution is not given out; most have 10^-15 and less.
GAP = 1e-6
#: Above this order the dual's Z^T n is raised to powers near 0, and the primal problem is solved.
STEEP = 4
#: A largest margin on the unit box below this counts as none.
LEAST_MARGIN = 1e-10
#: Newton steps of the polish; each doubles the digits.
MOST_STEPS = 60
#: Margins above 1, and multipliers above 0, by less than this may be active.
NEAR = 1e-6

Table = NDArray[np.float64]


class MarginError(ValueError):
    """Data, an order or a direction for which there is no max-margin problem."""


class NotSeparable(MarginError):
    """Data that no direction separates: `combination` n >= 0 of the rows, sum 1, with Z^T n = 0 up to rounding."""

    def __init__(self, combination: Sequence[float]) -> None:
        rows = ", ".join(f"{n:.3g} * row {i}" for i, n in enumerate(combination, 1) if n > NEAR)
        super().__init__(f"the data are not separable: {rows} is zero (Farkas), so no x has all margins positive")
        self.combination = tuple(combination)


@dataclass(frozen=True)
class MaxMargin:
    """The minimiser over Zx >= 1 of sum |x_j|^order (order oo: of max |x_j|), with its certificate.

    `norm` is (sum |x_j|^order)^(1/order), so the largest margin per norm is 1/norm. `multipliers` n >= 0 have the dual
    norm of Z^T n at most 1 and sum n = norm - gap: no x with margins >= 1 has a norm below that. `support` are the data
    with n_i > 0, whose margins are 1.
    """

    order: float
    direction: tuple[mpmath.mpf, ...]
    norm: mpmath.mpf
    multipliers: tuple[mpmath.mpf, ...]
    gap: mpmath.mpf
    support: tuple[int, ...]


def max_margin(data: Sequence[Sequence[float]] | Table, order: float, digits: int = 15) -> MaxMargin:
    """The direction of largest margin per |x|_order, 1 <= order <= oo, for `data` Z of n rows with labels folded in.

    Orders 1 and oo are linear programs (HiGHS); others are solved in the dual (above order 4 in the primal), then
    polished by Newton's method on the active set at `digits`; where that fails, the double-precision solution stands,
    and `gap` says what it is worth. At 1 and oo the solution need not be unique, and has double precision.
    Raises MarginError for bad data or orders, NotSeparable with a Farkas combination where no direction separates.

    >>> found = max_margin([[2, 1]], 2)
    >>> [mp.nstr(x, 5) for x in found.direction], mp.nstr(found.norm, 5)
    (['0.4', '0.2'], '0.44721')
    >>> max_margin([[1, 0], [-1, 0]], 2)
    Traceback (most recent call last):
    ...
    numerics.margin.NotSeparable: the data are not separable: 0.5 * row 1, 0.5 * row 2 is zero (Farkas), \
so no x has all margins positive
    """
    z = as_data(data)
    if not 1 <= order:
        raise MarginError(f"the order must be at least 1, or oo; got {order}: below 1 see stationary_residual")
    require_separable(z)
    x, n = _program(z, order) if order in (1, np.inf) else _primal(z, order) if order > STEEP else _dual(z, order)
    with mp.workdps(digits + 10):
        exact, multipliers = ([mp.mpf(float(v)) for v in vector] for vector in (x, n))
        if order not in (1, np.inf):
            exact, multipliers = _polished(z, order, exact, multipliers, digits)
        return _certified(z, order, exact, multipliers)


def as_data(data: Sequence[Sequence[float]] | Table) -> Table:
    """Data as an array of n >= 1 rows and k >= 1 finite columns; MarginError otherwise."""
    try:
        z = np.array(data, dtype=float)
    except (TypeError, ValueError):
        raise MarginError("data must be rows of numbers, all of one length") from None
    if z.ndim != 2 or 0 in z.shape or not np.isfinite(z).all():
        raise MarginError(f"data must be n >= 1 rows of k >= 1 finite numbers; got shape {z.shape}")
    return z


def require_separable(z: Table) -> None:
    """Raise NotSeparable unless some x has all margins positive, decided by a linear program over |x_j| <= 1."""
    n, k = z.shape
    scaled = z / np.maximum(abs(z).max(axis=1, keepdims=True), np.finfo(float).tiny)
    goal = np.append(np.zeros(k), -1.0)
    rows = np.hstack([-scaled, np.ones((n, 1))])
    found = linprog(goal, A_ub=rows, b_ub=np.zeros(n), bounds=[(-1, 1)] * k + [(None, 1)], method="highs")
    if -found.fun <= LEAST_MARGIN:
        weights = np.maximum(-found.ineqlin.marginals, 0) / np.maximum(abs(z).max(axis=1), np.finfo(float).tiny)
        raise NotSeparable(tuple(map(float, weights / weights.sum())))


def dual_order(order: float) -> mpmath.mpf:
    """s with 1/order + 1/s = 1, at the precision in force."""
    return mp.inf if order == 1 else mp.one if order == np.inf else mp.mpf(order) / (mp.mpf(order) - 1)


def norm_of(x: Table, order: float) -> float:
    """(sum |x_j|^order)^(1/order) without overflow, a quasi-norm for order < 1; max |x_j| at oo."""
    size = float(abs(x).max())
    return size if size == 0 or order == np.inf else size * float((abs(x / size) ** order).sum()) ** (1 / order)


def margin_of(data: Sequence[Sequence[float]] | Table, x: Sequence[float] | Table, order: float) -> float:
    """The normalised margin min_i z_i x / |x|_order of a direction; 1/`MaxMargin.norm` is the largest there is.

    >>> margin_of([[2, 1]], [1, 1], np.inf)
    3.0
    """
    z, point = as_data(data), np.asarray(x, dtype=float)
    return float((z @ (point / abs(point).max())).min()) / norm_of(point / abs(point).max(), order)


def _program(z: Table, order: float) -> tuple[Table, Table]:
    """Orders 1 and oo: x = a - b with a, b >= 0 of least sum, or |x_j| <= s of least s."""
    n, k = z.shape
    if order == 1:
        found = linprog(np.ones(2 * k), A_ub=np.hstack([-z, z]), b_ub=-np.ones(n), method="highs")
        return found.x[:k] - found.x[k:], np.maximum(-found.ineqlin.marginals, 0)
    ones, unit = np.ones((k, 1)), np.eye(k)
    rows = np.vstack([np.hstack([-z, np.zeros((n, 1))]), np.hstack([unit, -ones]), np.hstack([-unit, -ones])])
    goal = np.append(np.zeros(k), 1.0)
    bounds = [(None, None)] * k + [(0, None)]
    found = linprog(goal, A_ub=rows, b_ub=np.append(-np.ones(n), np.zeros(2 * k)), bounds=bounds, method="highs")
    return found.x[:k], np.maximum(-found.ineqlin.marginals[:n], 0)


def _dual(z: Table, order: float) -> tuple[Table, Table]:
    """Orders between: maximise sum n - sum |Z^T n|^s/s over n >= 0; then x_j = Phi_s((Z^T n)_j)."""
    s = float(dual_order(order))

    def least_norm(n: Table) -> tuple[float, Table]:
        """log |Z^T n|_s - log sum n, which does not see the scale of n, and its gradient."""
        g = z.T @ n
        size = abs(g).max()
        powers = abs(g / size) ** (s - 1)
        total = float((powers * abs(g / size)).sum())
        return float(np.log(size) + np.log(total) / s - np.log(n.sum())), z @ (np.sign(g) * powers) / (
            size * total
        ) - 1 / n.sum()

    start = np.full(len(z), 1 / len(z))
    settings = {"maxiter": 5000, "maxfun": 20000, "ftol": 1e-16, "gtol": 1e-12, "maxcor": 30}
    found = minimize(least_norm, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(z), options=settings)
    n = found.x / found.x.sum()
    g = z.T @ n
    x = np.sign(g) * abs(g) ** (s - 1)
    # At x(c n) = c^(s-1) x(n) the least margin should be 1.
    c = float((z @ x)[n > NEAR].min()) ** (-1 / (s - 1))
    return c ** (s - 1) * x, c * n


def _primal(z: Table, order: float) -> tuple[Table, Table]:
    """Large orders: sum |x_j|^order in units of the least sup norm, from there; multipliers by least squares."""
    x, _ = _program(z, np.inf)
    size = abs(x).max()

    def value(x: Table) -> tuple[float, Table]:
        scaled = x / size
        return float((abs(scaled) ** order).sum()) / order, np.sign(x) * abs(scaled) ** (order - 1) / size

    margins = {"type": "ineq", "fun": lambda x: z @ x - 1, "jac": lambda x: z}
    found = minimize(value, x, jac=True, method="SLSQP", constraints=margins, options={"maxiter": 500, "ftol": 1e-15})
    x = found.x / (z @ found.x).min()
    rows = np.vstack([z.T, np.diag(z @ x - 1)])
    n, _ = nnls(rows, np.append(np.sign(x) * abs(x / size) ** (order - 1), np.zeros(len(z))))
    return x, n * size ** (order - 1)


def _polished(
    z: Table, order: float, x: list[mpmath.mpf], n: list[mpmath.mpf], digits: int
) -> tuple[list[mpmath.mpf], list[mpmath.mpf]]:
    """Newton's method for z_i x(n) = 1 on the active data, x_j = Phi_s((Z^T n)_j); what is given where it fails.

    Data leave the active set where their multiplier turns negative, and join it where their margin falls below 1.
    """
    s = dual_order(order)
    rows = [[mp.mpf(float(v)) for v in row] for row in z]
    active = [i for i, value in enumerate(n) if value > NEAR * max(n)]
    best = x, n
    values = [n[i] for i in active]
    for _ in range(MOST_STEPS):
        g = [mp.fsum(v * rows[i][j] for i, v in zip(active, values, strict=True)) for j in range(z.shape[1])]
        if any(value == 0 for value in g) and s < 2:
            return best
        slopes = [(s - 1) * abs(value) ** (s - 2) for value in g]
        point = [mp.sign(value) * abs(value) ** (s - 1) for value in g]
        miss = [1 - _dot(rows[i], point) for i in active]
        if max(map(abs, miss)) < mp.mpf(10) ** -(digits + 5):
            full = [mp.zero] * len(rows)
            for i, v in zip(active, values, strict=True):
                full[i] = v
            late = [i for i, row in enumerate(rows) if i not in active and _dot(row, point) < 1]
            if not late:
                return point, full
            active, values = [*active, *late], [*values, *([mp.zero] * len(late))]
            continue
        chosen = [rows[i] for i in active]
        weighed = [[v * slope for v, slope in zip(row, slopes, strict=True)] for row in chosen]
        matrix = mp.matrix([[_dot(row, other) for other in weighed] for row in chosen])
        try:
            step = mp.lu_solve(matrix, mp.matrix(miss))
        except ZeroDivisionError:
            # Dependent active data: their multipliers are not unique, and the double-precision solution stands.
            return best
        # No multiplier may lose more than nine tenths in a step that is not the last.
        damping = min([mp.one, *(mp.mpf("0.9") * v / -d for v, d in zip(values, step, strict=True) if d < 0 < v)])
        small = [v + damping * d for v, d in zip(values, step, strict=True)]
        kept = [k for k, v in enumerate(small) if v > mp.mpf(10) ** -(digits + 5) * max(small)]
        active, values = [active[k] for k in kept], [small[k] for k in kept]
    return best


def _dot(a: Sequence[mpmath.mpf], b: Sequence[mpmath.mpf]) -> mpmath.mpf:
    return mp.fsum(u * v for u, v in zip(a, b, strict=True))


def _certified(z: Table, order: float, x: list[mpmath.mpf], n: list[mpmath.mpf]) -> MaxMargin:
    """The solution scaled to feasibility, with the gap to what its multipliers bound; MarginError where it is wide."""
    rows = [[mp.mpf(float(v)) for v in row] for row in z]
    least = min(_dot(row, x) for row in rows)
    if not least > 0:
        raise MarginError(f"the program of order {order} did not converge: a margin of {mp.nstr(least, 3)}")
    point = [value / least for value in x]
    norm = _norm(point, order)
    g = [mp.fsum(v * row[j] for v, row in zip(n, rows, strict=True)) for j in range(z.shape[1])]
    scale = _norm(g, dual_order(order))
    multipliers = [v / scale for v in n]
    gap = norm - mp.fsum(multipliers)
    if gap > GAP * norm:
        raise MarginError(
            f"the program of order {order} did not converge: a relative duality gap of {mp.nstr(gap / norm, 3)}"
        )
    support = tuple(i for i, v in enumerate(multipliers) if v > NEAR * max(multipliers))
    return MaxMargin(order, tuple(point), norm, tuple(multipliers), gap, support)


def _norm(x: Sequence[mpmath.mpf], order: mpmath.mpf | float) -> mpmath.mpf:
    sizes = [abs(value) for value in x]
    return max(sizes) if order == mp.inf else mp.fsum(v**order for v in sizes) ** (1 / mp.mpf(order))


def stationary_residual(
    data: Sequence[Sequence[float]] | Table, x: Sequence[float] | Table, order: float, zero: float = 1e-6
) -> float:
    """How far a direction is from first-order optimality for sum |x_j|^order over Zx >= 1, 0 < order < oo.

    With x scaled to least margin 1, the least over n >= 0 of sum_i n_i (margin_i - 1), plus the largest error of
    (Z^T n)_j = sign(x_j)|x_j|^(order-1), relative to the largest entry. At order <= 1, |x_j| <= `zero` * max |x| counts
    as x_j = 0: there order 1 asks for |(Z^T n)_j| <= 1 and order < 1 for nothing, so that a small residual speaks of a
    stationary point only, no minimiser. Raises MarginError for an order out of range, or no positive margin.

    >>> stationary_residual([[2, 1]], [1, 0], 0.5) < 1e-12 < stationary_residual([[2, 1]], [1, 1], 0.5)
    True
    """
    z, point = as_data(data), np.asarray(x, dtype=float)
    if not 0 < order < np.inf:
        raise MarginError(f"first-order conditions are for 0 < order < oo; got {order}")
    margins = z @ point
    if not margins.min() > 0:
        raise MarginError("the direction has no positive margin")
    point, margins = point / margins.min(), margins / margins.min()
    large = (abs(point) > zero * abs(point).max()) | (order > 1)
    wanted = np.where(large, np.sign(point) * np.where(large, abs(point), 1.0) ** (order - 1), 0.0)
    scale = abs(wanted).max()
    asked = large if order < 1 else np.ones_like(large)
    slack = np.where(large | (order != 1), 0.0, scale)[asked]
    k = int(asked.sum())
    # Variables n and e: minimise e + n (margins - 1) with |Z^T n - wanted| <= slack + e.
    columns = z.T[asked]
    rows = np.vstack([np.hstack([columns, -np.ones((k, 1))]), np.hstack([-columns, -np.ones((k, 1))])])
    right = np.concatenate([wanted[asked] + slack, slack - wanted[asked]])
    goal = np.append(margins - 1, 1.0)
    found = linprog(goal / scale, A_ub=rows / scale, b_ub=right / scale, method="highs")
    return float(found.fun)
