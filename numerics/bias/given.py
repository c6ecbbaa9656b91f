"""What a projection is given: Z, Y and x_init as exact numbers of shapes that fit, or one line saying what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from fractions import Fraction

import numpy as np

from neversaddle.numerics.bias.dual_newton import Array
from neversaddle.numerics.exact.equations import Vector
from neversaddle.numerics.numbers.exact_number import exact, quoted

MOST_ROWS, MOST_COORDINATES = 200, 1000


class ProjectionError(ValueError):
    """A projection that does not exist, or cannot be computed as asked; the message says why.

    `combination` is the proof where there is one: coefficients c of the rows with Z^T c = 0 and <c, Y> != 0
    (inconsistent), or with Z^T c >= 0 (times the signs of x_init), <c, Y> <= 0 and not both 0 (no x in the domain).
    """

    def __init__(self, message: str, combination: Vector | None = None) -> None:
        super().__init__(message)
        self.combination = combination


def data(
    Z: Sequence[Sequence[object]] | Array, Y: Sequence[object] | Array, x_init: Sequence[object] | Array | None
) -> tuple[tuple[Vector, ...], Vector, Vector]:
    """Z, Y and x_init as exact numbers of shapes that fit."""
    # Each is read once: it may be an iterator.
    matrix, goal = (
        [listed(row, "Z", "a list of rows, each a list of numbers") for row in listed(Z, "Z")],
        listed(Y, "Y"),
    )
    given_start = None if x_init is None else listed(x_init, "x_init")
    shape = [len(row) for row in matrix]
    if not shape or min(shape) != max(shape) or shape[0] == 0:
        raise ProjectionError(f"Z must have rows of one length, at least 1; got lengths {shape or 'none'}")
    n, k = len(shape), shape[0]
    if n > MOST_ROWS or k > MOST_COORDINATES:
        raise ProjectionError(f"at most {MOST_ROWS} rows and {MOST_COORDINATES} columns of Z; got {n} x {k}")
    for name, given, wanted in (("Y", goal, n), ("x_init", given_start, k)):
        if given is not None and len(given) != wanted:
            raise ProjectionError(f"Z is {n} x {k}, so {name} has {wanted} entries; got {len(given)}")
    error = ProjectionError
    rows = tuple(
        tuple(exact(v, f"Z in row {i}, column {j}", error) for j, v in enumerate(row, 1))
        for i, row in enumerate(matrix, 1)
    )
    target = tuple(exact(v, f"entry {i} of Y", error) for i, v in enumerate(goal, 1))
    start = (Fraction(0),) * k
    if given_start is not None:
        start = tuple(exact(v, f"entry {j} of x_init", error) for j, v in enumerate(given_start, 1))
    return rows, target, start


def listed(given: object, name: str, wanted: str = "a list") -> list[object]:
    """The entries of a list, array or iterator, read once."""
    # An array of no dimensions is iterable by type only; the entries of a dictionary or a set have no order of theirs.
    if (
        isinstance(given, str | bytes | Mapping | Set)
        or not isinstance(given, Iterable)
        or (isinstance(given, np.ndarray) and given.ndim == 0)
    ):
        raise ProjectionError(f"{name} must be {wanted}; got {quoted(given)}")
    return list(given)


def short(value: Fraction) -> str:
    """A number as it is, or about what it is where that is long."""
    text = str(value)
    return text if len(text) <= 20 else f"about {float(value):.3g}"
