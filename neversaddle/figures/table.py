"""The data of a figure: columns of exact texts, whole numbers, and numbers rounded to stated digits."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite, isnan
from typing import TypeAlias

import mpmath

Cell: TypeAlias = "str | int | float"
Value: TypeAlias = "Cell | Fraction | mpmath.mpf"

#: Significant digits of numbers, unless a table states others: short of the roundings in which machines differ.
DIGITS = 10


class DataError(ValueError):
    """Data that do not make a table; the message names the column."""


@dataclass(frozen=True)
class Table:
    """Rows of cells under named columns; every float is what its `digits` significant digits say."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    digits: int = DIGITS

    def __getitem__(self, column: str) -> list[Cell]:
        """The cells of a column."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows]

    def numbers(self, column: str) -> list[float]:
        """The cells of a column of numbers."""
        return [float(cell) for cell in self[column]]

    def where(self, **values: Cell) -> Table:
        """The rows with these values in the columns of these names."""
        places = {self.columns.index(column): value for column, value in values.items()}
        kept = tuple(row for row in self.rows if all(row[place] == value for place, value in places.items()))
        return Table(self.columns, kept, self.digits)

    def records(self) -> Iterator[dict[str, Cell]]:
        """The rows as mappings from the columns' names."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def csv(self) -> str:
        """The table as CSV with a header, the same on every machine."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([written(cell, self.digits) for cell in row] for row in self.rows)
        return out.getvalue()


#: The data of one figure by name; the CSV of the table "" is named after the figure alone.
Tables: TypeAlias = Mapping[str, Table]


def table(columns: Sequence[str], rows: Iterable[Sequence[Value]], digits: int = DIGITS) -> Table:
    """A table with its numbers rounded to `digits` significant digits. Raises DataError for nan and ragged rows.

    >>> print(table(["q", "length"], [("3/2", Fraction(2, 3))], digits=4).csv(), end="")
    q,length
    3/2,0.6667
    """
    found = []
    for row in rows:
        if len(row) != len(columns):
            raise DataError(f"a row has {len(row)} cells for the {len(columns)} columns {', '.join(columns)}")
        found.append(tuple(_rounded(value, digits, column) for value, column in zip(row, columns, strict=True)))
    return Table(tuple(columns), tuple(found), digits)


def written(cell: Cell, digits: int) -> str:
    """A cell as it stands in a file."""
    return f"{cell:.{digits}g}" if isinstance(cell, float) else str(cell)


def _rounded(value: Value, digits: int, column: str) -> Cell:
    if isinstance(value, str | int):
        return value
    number = float(value)
    if isnan(number):
        raise DataError(f"column {column} has no number (nan) in one of its rows")
    return float(f"{number:.{digits}g}")


def differences(text: str, new: Table) -> list[str]:
    """Where a CSV file departs from a table, one line each: numbers by more than one unit of the last digit.

    Raises csv.Error for a text that is no CSV.
    """
    header, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    if tuple(header) != new.columns:
        return [f"its columns are {', '.join(header)}, now {', '.join(new.columns)}"]
    if len(rows) != len(new.rows):
        return [f"it has {len(rows)} rows, now {len(new.rows)}"]
    found = []
    for number, (old, row) in enumerate(zip(rows, new.rows, strict=True), start=2):
        if len(old) != len(row):
            return [f"line {number} has {len(old)} cells, not {len(row)}"]
        for there, cell, column in zip(old, row, new.columns, strict=True):
            if not _same(there, cell, new.digits):
                found.append(f"line {number}, {column}: {there[:60]}, now {written(cell, new.digits)[:60]}")
    return found


def kept(text: str, new: Table) -> Table:
    """The table with the numbers of a CSV file that does not depart from it; as it is for one that does.

    Raises csv.Error for a text that is no CSV.
    """
    if differences(text, new):
        return new
    _, *rows = csv.reader(io.StringIO(text))
    found = tuple(
        tuple(float(there) if isinstance(cell, float) else cell for there, cell in zip(old, row, strict=True))
        for old, row in zip(rows, new.rows, strict=True)
    )
    return Table(new.columns, found, new.digits)


def _same(there: str, cell: Cell, digits: int) -> bool:
    if there == written(cell, digits):
        return True
    if not isinstance(cell, float):
        return False
    try:
        old = float(there)
    except ValueError:
        return False
    # One unit of the last of d significant digits is at most 10^(1-d) of the number; of infinity that is anything.
    return isfinite(old) and isfinite(cell) and abs(old - cell) <= 10.0 ** (1 - digits) * max(abs(old), abs(cell))
