"""Whether some direction has all margins positive: shown by one that has, or by a combination of the rows that is 0."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray
from scipy.optimize import linprog

#: Rounds of scaling of columns and rows to a largest entry from 1/2 to 1.
SCALINGS = 3
#: Rows with a multiplier below this part of the largest are not named by the linear program.
NEAR = 1e-6

Table = NDArray[np.float64]


class MarginError(ValueError):
    """Data, an order or a direction for which there is no max-margin problem."""


class NotSeparable(MarginError):
    """Data that no direction separates: `combination` n >= 0 of the rows, sum 1, rounded from one with Z^T n = 0."""

    def __init__(self, combination: Sequence[float]) -> None:
        rows = ", ".join(f"{n:.3g} * row {i}" for i, n in enumerate(combination, 1) if n > 0)
        super().__init__(f"the data are not separable: {rows} is zero (Farkas), so no x has all margins positive")
        self.combination = tuple(combination)


def as_data(data: Sequence[Sequence[float]] | Table) -> Table:
    """Data as an array of n >= 1 rows and k >= 1 finite columns; MarginError otherwise."""
    try:
        z = np.array(data, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise MarginError("data must be rows of numbers, all of one length") from None
    if z.ndim != 2 or 0 in z.shape or not np.isfinite(z).all():
        raise MarginError(f"data must be n >= 1 rows of k >= 1 finite numbers; got shape {z.shape}")
    return z


def require_separable(z: Table) -> None:
    """Raise NotSeparable unless some x has all margins positive; MarginError where neither can be shown.

    A linear program over |y_j| <= 1, with columns and rows scaled, only proposes: x is checked, and the combination of
    the rows that it names is computed anew, in exact arithmetic on the doubles.
    """
    n, k = z.shape
    scaled, _, column = scaled_rows(z)
    goal = np.append(np.zeros(k), -1.0)
    rows = np.hstack([-scaled, np.ones((n, 1))])
    found = linprog(goal, A_ub=rows, b_ub=np.zeros(n), bounds=[(-1, 1)] * k + [(None, 1)], method="highs")
    if found.x is not None:
        exact = [[Fraction(v) for v in line] for line in z.tolist()]
        x = [Fraction(v) * Fraction(2) ** int(e) for v, e in zip(found.x[:k].tolist(), column, strict=True)]
        if all(sum(a * b for a, b in zip(line, x, strict=True) if a and b) > 0 for line in exact):
            return
        weights = np.maximum(-found.ineqlin.marginals, 0)
        combination = _farkas(exact, [i for i in range(n) if weights[i] > NEAR * weights.max()])
        if combination is not None:
            raise NotSeparable(combination)
    raise MarginError("whether the data are separable could not be decided: all directions have margins about 0")


def scaled_rows(z: Table) -> tuple[Table, NDArray[np.int64], NDArray[np.int64]]:
    """2^row_i z_ij 2^column_j with a largest entry from 1/2 to 1 in every row, and in columns about as much."""
    row, column = np.zeros(z.shape[0], dtype=np.int64), np.zeros(z.shape[1], dtype=np.int64)
    mantissas, exponents = np.frexp(z)
    lowest = np.iinfo(np.int64).min // 2

    def largest(axis: int) -> NDArray[np.int64]:
        sizes = np.where(z != 0, exponents + row[:, None] + column, lowest).max(axis=axis)
        return np.where(sizes == lowest, 0, sizes)

    for _ in range(SCALINGS):
        column -= largest(0)
        row -= largest(1)
    # Exponents beyond those of doubles give 0.
    shifts = np.clip(exponents + row[:, None] + column, -2000, 2000).astype(np.int32)
    return np.ldexp(mantissas, shifts), row, column


def _farkas(rows: list[list[Fraction]], named: list[int]) -> tuple[float, ...] | None:
    """The positive combination of the rows `named` that is zero, if there is one and no other but its multiples."""
    size = len(named)
    columns = [[fmpq(rows[i][j].numerator, rows[i][j].denominator) for i in named] for j in range(len(rows[0]))]
    reduced, rank = fmpq_mat(columns).rref()
    if size == 0 or rank != size - 1:
        return None
    pivots = [next(c for c in range(size) if reduced[r, c] != 0) for r in range(rank)]
    free = next(c for c in range(size) if c not in pivots)
    weights = {free: fmpq(1)} | {c: -reduced[r, free] for r, c in enumerate(pivots)}
    if not all(weight > 0 for weight in weights.values()):
        return None
    total = sum(weights.values(), fmpq(0))
    parts = {named[c]: float(Fraction(int((w / total).p), int((w / total).q))) for c, w in weights.items()}
    return tuple(parts.get(i, 0.0) for i in range(len(rows)))
