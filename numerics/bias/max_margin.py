"""Max-margin directions: least sum |x_j|^r, or least sup norm, over margins Zx >= 1, with certificates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real

import mpmath
import numpy as np
from mpmath import mp
from scipy.optimize import linprog, minimize, nnls

from neversaddle.numerics.bias.separable import (
    MarginError,
    Table,
    as_data,
    require_separable,
    scaled_rows,
)

#: Relative duality gap above which a solution is not given out; most have 10^-15 and less.
GAP = 1e-6
#: Above this order the dual's Z^T n is raised to powers near 0, and the primal problem is solved.
STEEP = 4
#: Rounds of reweighted least squares.
REWEIGHTED = 300
#: Digits that may be asked for.
MOST_DIGITS = 1000
#: Entries of x below this part of the largest have its weight; and a change of x that ends reweighting.
LEAST_SHARE, SETTLED = 1e-12, 1e-13
#: Newton steps of the polish; each doubles the digits.
MOST_STEPS = 60
#: Margins above 1, and multipliers above 0, by less than this may be active.
NEAR = 1e-6


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

    Orders 1 and oo are linear programs (HiGHS); order 2 is solved by non-negative least squares, others in the dual
    (above order 4 in the primal); where one way fails the others are tried. The solution is polished by Newton's method
    on the active set at `digits`, from 1 to 1000; where that fails, the double-precision solution stands, and `gap`
    says what it is worth. At 1 and oo the solution need not be unique, and has double precision.
    Raises MarginError for bad data or orders, and where no way leads to a relative gap below 10^-6; NotSeparable with a
    Farkas combination, exact before rounding, where no direction separates.

    >>> found = max_margin([[2, 1]], 2)
    >>> [mp.nstr(x, 5) for x in found.direction], mp.nstr(found.norm, 5)
    (['0.4', '0.2'], '0.44721')
    >>> max_margin([[1, 0], [-1, 0]], 2)
    Traceback (most recent call last):
    ...
    neversaddle.numerics.bias.separable.NotSeparable: the data are not separable: 0.5 * row 1, 0.5 * row 2 is zero ...
    """
    z = as_data(data)
    power, places = _as_order(order), _as_digits(digits)
    require_separable(z)
    # A power of two that brings the largest entry to between 1/2 and 1 changes x by its inverse, and nothing else.
    unit = np.ldexp(z, -int(np.frexp(abs(z).max())[1]))
    refusal = MarginError(f"the program of order {power:g} did not converge")
    with mp.workdps(places + 10):
        for solve in _ways(power):
            try:
                # Powers that doubles cannot hold end this way, or show in a certificate that fails: the next is tried.
                with np.errstate(all="ignore"):
                    x, n = solve(unit, power)
            except (ValueError, ArithmeticError, RuntimeError) as bad:
                refusal = MarginError(f"the program of order {power:g} did not converge: {str(bad)[:80]}")
                continue
            exact, multipliers = ([mp.mpf(float(v)) for v in vector] for vector in (x, n))
            if not all(map(mp.isfinite, exact + multipliers)) or not any(multipliers):
                continue
            if power not in (1, np.inf):
                exact, multipliers = _polished(unit, power, exact, multipliers, places)
            try:
                return _certified(z, power, exact, multipliers)
            except MarginError as bad:
                refusal = bad
    raise refusal


def _ways(order: float) -> tuple[Callable[[Table, float], tuple[Table, Table]], ...]:
    """Solvers, the one first that seldom fails."""
    if order in (1, np.inf):
        return (_program,)
    return (
        (_primal, _dual, _reweighted)
        if order > STEEP
        else ((_reweighted, _dual, _primal) if order == 2 else (_dual, _reweighted, _primal))
    )


def _as_order(order: float) -> float:
    real = isinstance(order, Real | mpmath.mpf) and not isinstance(order, bool)
    if not real or not 1 <= order:
        raise MarginError(
            f"the order must be a number of at least 1, or oo; got {str(order)[:40]}: below 1 see stationary_residual"
        )
    return float(order)


def _as_digits(digits: int) -> int:
    if isinstance(digits, bool) or not isinstance(digits, Integral) or not 1 <= digits <= MOST_DIGITS:
        raise MarginError(f"digits must be a whole number from 1 to {MOST_DIGITS}; got {str(digits)[:40]}")
    return int(digits)


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
    """Orders 1 and oo, scaled: x = a - b with a, b >= 0 of least sum, or |x_j| <= s of least s."""
    n, k = z.shape
    scaled, row, column = scaled_rows(z)
    lift, units = np.exp2(row - row.max()), np.exp2(column - column.max())
    if order == 1:
        goal, rows, right = np.tile(units, 2), np.hstack([-scaled, scaled]), -lift
        bounds: list[tuple[float | None, float | None]] = [(0, None)] * (2 * k)
    else:
        ones, unit = np.ones((k, 1)), np.diag(units)
        rows = np.vstack([np.hstack([-scaled, np.zeros((n, 1))]), np.hstack([unit, -ones]), np.hstack([-unit, -ones])])
        goal, right = np.append(np.zeros(k), 1.0), np.append(-lift, np.zeros(2 * k))
        bounds = [(None, None)] * k + [(0, None)]
    found = linprog(goal, A_ub=rows, b_ub=right, bounds=bounds, method="highs")
    if found.x is None:
        raise MarginError(f"the linear program stopped with {found.message[:60]!r}")
    y = found.x[:k] - found.x[k:] if order == 1 else found.x[:k]
    # Scales of all of x, and of all n, do not matter.
    return y * units, np.maximum(-found.ineqlin.marginals[:n], 0) * lift


def _reweighted(z: Table, order: float) -> tuple[Table, Table]:
    """Orders between: least sum w_j x_j^2, w_j = |x_j|^(order-2) of the last x, again and again; order 2 at once.

    Each is the least-distance problem of Lawson and Hanson (1974, chapter 23): the residual r of non-negative least
    squares of (Z, 1)^T n = (0, 1) is along (-y, 1), y = sqrt(w) x. Above order 3 steps in log w are shortened.
    """
    n, k = z.shape
    share = min(1.0, 1 / (order - 1))
    powers, x, multipliers = np.ones(k), np.ones(k), np.ones(n)
    for _ in range(1 if order == 2 else REWEIGHTED):
        columns = z / powers
        lengths = np.sqrt((columns**2).sum(axis=1))
        # Margins asked for are in units in which |y| is about 1.
        right = 1 / lengths / (1 / lengths).max()
        weights, _ = nnls(
            np.vstack([(columns / lengths[:, None]).T, right]), np.append(np.zeros(k), 1.0), maxiter=50 * n
        )
        multipliers = weights / lengths
        before, x = x, (columns.T @ multipliers) / powers
        x = x / abs(x).max()
        wanted = np.maximum(abs(x), LEAST_SHARE) ** (order / 2 - 1)
        powers = powers ** (1 - share) * wanted**share
        if abs(x - before).max() < SETTLED:
            break
    return x, multipliers


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
    least = float((z @ x)[n > NEAR].min())
    if not least > 0:
        raise MarginError(f"a margin of {least:.3g}")
    c = least ** (-1 / (s - 1))
    return c ** (s - 1) * x, c * n


def _primal(z: Table, order: float) -> tuple[Table, Table]:
    """Large orders: sum |x_j|^order in units of the least sup norm, from there; multipliers by least squares."""
    x, _ = _program(z, np.inf)
    least = float((z @ x).min())
    if not least > 0:
        raise MarginError(f"a margin of {least:.3g}")
    x = x / least
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
        if not active:
            return best
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
