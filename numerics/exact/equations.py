"""What linear equations Ax = b allow, decided exactly: which rows matter, whether they fit, whether some x > 0 does.

A is given as its rows, b as `target`; entries are Fractions, and there is at least one row, of at least one entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import TypeAlias

import numpy as np
from flint import fmpq, fmpq_mat, fmpz_mat, nmod_mat
from scipy.optimize import linprog

Rows: TypeAlias = "Sequence[Sequence[Fraction]]"
Vector: TypeAlias = "tuple[Fraction, ...]"

#: Rows that are independent modulo a prime are independent; this one is the largest below 2^63.
PRIME = 9223372036854775783
#: A pivot of the simplex method touches every entry of its table; larger tables take minutes.
LARGEST_TABLE = 8_000
#: Entries of x/max |b| above this, in doubles, are positive.
WELL_INSIDE = 1e-5
#: Entries of b beyond this are put here for the doubles that propose; what they propose is checked exactly.
FAR = Fraction(10**9)
#: A combination in doubles is tried with denominators up to these, short ones first, and then as it is.
DENOMINATORS = (1, 10, 1000, 10**6)


class TooLarge(ValueError):
    """A table beyond LARGEST_TABLE, about which nothing is said."""


def spanning_rows(rows: Rows) -> tuple[tuple[int, ...], tuple[Vector, ...]]:
    """Indices of independent rows that span all, and for each other row the combination of rows that vanishes.

    A combination has one coefficient for each row, 1 at the row it is for.

    >>> from fractions import Fraction as F
    >>> indices, combinations = spanning_rows([[F(1), F(2)], [F(2), F(4)], [F(0), F(1)]])
    >>> indices, [str(c) for c in combinations[0]]
    ((0, 2), ['-2', '1', '0'])
    """
    n = len(rows)
    scaled = [[int(v * lcm(*(w.denominator for w in row))) for v in row] for row in rows]
    if nmod_mat(fmpz_mat(scaled), PRIME).rank() == n:
        return tuple(range(n)), ()
    reduced, rank = fmpq_mat([[_rational(v) for v in column] for column in zip(*rows, strict=True)]).rref()
    # Each row of the reduced transpose begins with the 1 of one independent row of A.
    pivots = [next(i for i in range(n) if reduced[r, i] != 0) for r in range(rank)]
    combinations = []
    for i in sorted(set(range(n)) - set(pivots)):
        combination = [Fraction(0)] * n
        combination[i] = Fraction(1)
        for r, pivot in enumerate(pivots):
            combination[pivot] -= _fraction(reduced[r, i])
        combinations.append(tuple(combination))
    return tuple(pivots), tuple(combinations)


def positive_solution(rows: Rows, target: Sequence[Fraction]) -> tuple[Vector | None, Vector | None]:
    """Some x > 0 with Ax = b and None; or None and a y that shows there is none.

    The latter has A^T y >= 0 and <y, b> <= 0, not both zero, so that <y, Ax - b> > 0 for every x > 0 (Stiemke).
    Simplex method with Bland's rule over the rationals on Au - bv = b - A1, u, v >= 0: then x = (1 + u)/(1 + v).
    Raises TooLarge.

    >>> from fractions import Fraction as F
    >>> positive_solution([[F(1), F(-1)]], [F(0)])[0] == (1, 1)
    True
    >>> positive_solution([[F(1), F(1)]], [F(-1)])[1] == (1,)
    True
    """
    n, k = len(rows), len(rows[0])
    if n * (k + n) > LARGEST_TABLE:
        raise TooLarge(f"whether {n} equations have a positive solution in {k} unknowns is not decided: too large")
    table, flips = [], []
    for i, (row, goal) in enumerate(zip(rows, target, strict=True)):
        flips.append(-1 if goal < sum(row) else 1)
        entries = [*row, -goal, *(Fraction(0) for _ in rows), goal - sum(row)]
        table.append([_rational(flips[i] * v) for v in entries])
        table[i][k + 1 + i] = fmpq(1)
    basis = [k + 1 + i for i in range(n)]
    # The cost is the sum of the artificial unknowns, written in the others.
    cost = [-sum((row[j] for row in table), fmpq(0)) for j in range(k + n + 2)]
    for i in range(n):
        cost[k + 1 + i] = fmpq(0)
    while (entering := next((j for j in range(k + 1) if cost[j] < 0), None)) is not None:
        ratios = [(row[-1] / row[entering], basis[i], i) for i, row in enumerate(table) if row[entering] > 0]
        leaving = min(ratios)[2]
        pivot = [v / table[leaving][entering] for v in table[leaving]]
        table[leaving], basis[leaving] = pivot, entering
        for i, other in enumerate(table):
            if i != leaving and other[entering] != 0:
                table[i] = [v - other[entering] * w for v, w in zip(other, pivot, strict=True)]
        cost = [v - cost[entering] * w for v, w in zip(cost, pivot, strict=True)]
    if cost[-1] == 0:
        values = dict(zip(basis, (_fraction(row[-1]) for row in table), strict=True))
        scale = 1 + values.get(k, Fraction(0))
        return tuple((1 + values.get(j, Fraction(0))) / scale for j in range(k)), None
    return None, tuple(flips[i] * _fraction(cost[k + 1 + i] - 1) for i in range(n))


def no_positive_solution(rows: Rows, target: Sequence[Fraction]) -> Vector | None:
    """A y that shows that Ax = b has no x > 0, as `positive_solution` gives it, for tables of any size; or None.

    Linear programming in doubles proposes it, exact arithmetic accepts it; None says nothing.

    >>> from fractions import Fraction as F
    >>> [str(v) for v in no_positive_solution([[F(-1), F(-1)]], [F(1)])]
    ['-1']
    """
    sizes = [max(map(abs, row)) or Fraction(1) for row in rows]
    matrix = np.array([[float(v / size) for v in row] for row, size in zip(rows, sizes, strict=True)])
    relative = (v / size for v, size in zip(target, sizes, strict=True))
    goal = np.array([float(min(max(v, -FAR), FAR)) for v in relative])
    # Conditions on y: column y >= 0 for the columns of A and for -b, each relative to its largest entry.
    columns = np.vstack([matrix.T, -goal])
    columns = columns / np.maximum(abs(columns).max(axis=1, keepdims=True), 1e-300)
    n = len(rows)
    exact = fmpq_mat([[_rational(v) for v in (*row, -end)] for row, end in zip(rows, target, strict=True)])
    # First a y well inside all conditions, that rounding leaves there; else one at which as many as can be hold.
    inside = np.hstack([-columns, np.ones((len(columns), 1))])
    for cost, conditions, bounds in (
        (np.eye(n + 1)[n] * -1, inside, [(-1, 1)] * n + [(0, 1)]),
        (-columns.sum(axis=0), -columns, [(-1, 1)] * n),
    ):
        found = linprog(cost, A_ub=conditions, b_ub=np.zeros(len(columns)), bounds=bounds, method="highs")
        if not found.success or not -found.fun > 1e-12:
            continue
        guess = [Fraction(float(v)) for v in found.x[:n] / max(abs(found.x[:n]))]
        rounded = [[v.limit_denominator(d) for v in guess] for d in DENOMINATORS]
        for y in (*rounded, guess):
            combination = tuple(v / size for v, size in zip(y, sizes, strict=True))
            pushed = (fmpq_mat([[_rational(v) for v in combination]]) * exact).tolist()[0]
            if min(pushed) >= 0 and max(pushed) > 0:
                return combination
    return None


def surely_positive_solution(rows: Rows, target: Sequence[Fraction]) -> bool:
    """Whether linear programming in doubles finds an x with Ax = b well inside x > 0; no proof, and False says nothing.

    >>> from fractions import Fraction as F
    >>> surely_positive_solution([[F(1), F(2)]], [F(1)]), surely_positive_solution([[F(1), F(2)]], [F(0)])
    (True, False)
    """
    sizes = [max(map(abs, row)) or Fraction(1) for row in rows]
    goals = [v / size for v, size in zip(target, sizes, strict=True)]
    largest = max(map(abs, goals)) or Fraction(1)
    matrix = np.array([[float(v / size) for v in row] for row, size in zip(rows, sizes, strict=True)])
    sums = matrix.sum(axis=1, keepdims=True)
    # x = x' + t with x' >= 0 and the largest t.
    cost, k = np.zeros(matrix.shape[1] + 1), matrix.shape[1]
    cost[k] = -1
    right = np.array([float(v / largest) for v in goals])
    bounds = [(0, None)] * k + [(0, 1)]
    found = linprog(cost, A_eq=np.hstack([matrix, sums]), b_eq=right, bounds=bounds, method="highs")
    return bool(found.success and -found.fun > WELL_INSIDE)


def _rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))
