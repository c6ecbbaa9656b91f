"""The files of one exhibit, made in whatever process is at hand: data first, then what is shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from neversaddle.figures.captions import Verdicts, full_caption
from neversaddle.figures.figure import Exhibit
from neversaddle.figures.gallery import gallery
from neversaddle.figures.table import Table, Tables, differences


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


def drift(made: Made, found: Verdicts, directory: Path) -> list[str]:
    """What is missing in a directory or departs from what was made now, one line each; images only if missing.

    Numbers may depart by one unit of their last digit, texts not at all.
    """
    exhibit = gallery()[made.id]
    paths = [directory / name for name in expected_names(exhibit, made.tables)]
    lines = [f"missing: {path}" for path in paths if not path.is_file()]
    for name, table in made.tables.items():
        path = directory / data_name(made.id, name)
        changes = differences(path.read_text(encoding="utf-8"), table) if path.is_file() else []
        if changes:
            more = f" (and {len(changes) - 1} more)" if len(changes) > 1 else ""
            lines.append(f"out of date: {path}: {changes[0]}{more}")
    for suffix, content in exhibit.texts(made.tables, full_caption(exhibit, made.caption, found)).items():
        path = directory / f"{made.id}{suffix}"
        if path.is_file() and path.read_text(encoding="utf-8") != content:
            lines.append(f"out of date: {path}")
    return lines


def orphans(everything: list[Made], directory: Path) -> list[str]:
    """Files of a directory that belong to no exhibit, one line each."""
    known = {name for made in everything for name in expected_names(gallery()[made.id], made.tables)}
    there = {path.name for path in directory.iterdir()} if directory.is_dir() else set()
    return [f"orphan: {directory / name}" for name in sorted(there - known)]
