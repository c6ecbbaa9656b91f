"""The files of one exhibit, made in whatever process is at hand: data first, then what is shown of them."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from neversaddle.figures.captions import Verdicts, full_caption
from neversaddle.figures.figure import Exhibit
from neversaddle.figures.gallery import gallery
from neversaddle.figures.table import Table, Tables, differences, kept


@dataclass(frozen=True)
class Made:
    """One exhibit: its data and caption, and its files by name (none if only the data were asked for)."""

    id: str
    tables: Mapping[str, Table]
    caption: str
    files: Mapping[str, str | bytes]


def make(exhibit_id: str, found: Verdicts | None) -> Made:
    """The exhibit with its files, whose captions quote these verdicts; for None its data and caption alone."""
    exhibit = gallery()[exhibit_id]
    tables = exhibit.data()
    caption = exhibit.caption(tables)
    files: dict[str, str | bytes] = {}
    if found is not None:
        files = {data_name(exhibit_id, name): table.csv() for name, table in tables.items()}
        texts = exhibit.texts(tables, full_caption(exhibit, caption, found))
        shown: dict[str, str | bytes] = {**exhibit.images(tables), **texts}
        files |= {f"{exhibit_id}{suffix}": content for suffix, content in shown.items()}
    return Made(exhibit_id, tables, caption, files)


def data_name(exhibit_id: str, table: str) -> str:
    """The name of the CSV file of one of an exhibit's tables."""
    return f"{exhibit_id}-{table}.csv" if table else f"{exhibit_id}.csv"


def expected_names(exhibit: Exhibit, tables: Tables) -> list[str]:
    """The names of all files of an exhibit."""
    return [*(data_name(exhibit.id, name) for name in tables), *(f"{exhibit.id}{end}" for end in exhibit.suffixes)]


def as_kept(made: Made, directory: Path) -> Made:
    """The exhibit with the numbers of a directory's data that do not depart from its own, and the caption they make.

    Machines round differently: what stands in the last digit of a number must not decide about a text that quotes it.
    """
    tables = {name: _kept(directory / data_name(made.id, name), table) for name, table in made.tables.items()}
    return replace(made, tables=tables, caption=gallery()[made.id].caption(tables))


def _kept(path: Path, table: Table) -> Table:
    try:
        return kept(path.read_text(encoding="utf-8"), table)
    except (OSError, UnicodeDecodeError, csv.Error):
        return table


def drift(made: Made, found: Verdicts, directory: Path) -> list[str]:
    """What is missing in a directory or departs from what was made now, one line each; images only if missing.

    Numbers may depart by one unit of their last digit, texts, for the numbers of `made`, not at all.
    """
    exhibit = gallery()[made.id]
    paths = [directory / name for name in expected_names(exhibit, made.tables)]
    lines = [f"missing: {path}" for path in paths if not os.path.isfile(path)]
    for name, table in made.tables.items():
        path = directory / data_name(made.id, name)
        if os.path.isfile(path):
            lines += _departure(path, table)
    for suffix, content in exhibit.texts(made.tables, full_caption(exhibit, made.caption, found)).items():
        path = directory / f"{made.id}{suffix}"
        if os.path.isfile(path):
            lines += text_drift(path, content)
    return lines


def text_drift(path: Path, content: str) -> list[str]:
    """What there is to say of a text file that should hold `content`, in one line or none."""
    if not os.path.isfile(path):
        return [f"missing: {path}"]
    try:
        return [] if path.read_text(encoding="utf-8") == content else [f"out of date: {path}"]
    except (OSError, UnicodeDecodeError):
        return [_not_readable(path)]


def _departure(path: Path, table: Table) -> list[str]:
    try:
        changes = differences(path.read_text(encoding="utf-8"), table)
    except (OSError, UnicodeDecodeError, csv.Error):
        return [_not_readable(path)]
    more = f" (and {len(changes) - 1} more)" if len(changes) > 1 else ""
    return [f"out of date: {path}: {changes[0]}{more}"] if changes else []


def _not_readable(path: Path) -> str:
    return f"out of date: {path} (not readable)"


def orphans(everything: list[Made], directory: Path) -> list[str]:
    """Files of a directory that belong to no exhibit, one line each."""
    known = {name for made in everything for name in expected_names(gallery()[made.id], made.tables)}
    try:
        there = {path.name for path in directory.iterdir()} if os.path.isdir(directory) else set()
    except OSError:
        return [_not_readable(directory)]
    return [f"orphan: {directory / name}" for name in sorted(there - known)]
