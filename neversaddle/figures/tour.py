"""An illustrated tour of the gallery as Markdown, generated from the same data as the figures."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from neversaddle.figures.captions import SETTING, Verdicts
from neversaddle.figures.figure import Exhibit
from neversaddle.figures.gallery import gallery
from neversaddle.figures.making import Made, expected_names
from neversaddle.report.notes import prose
from neversaddle.theory.claims import ledger

#: Where the claims' own pages are.
NOTES = Path("proofs_notes")

OPENING = """\
# A tour in pictures

What the theory says, in a few figures and tables: for each, what it shows, how to read it, which claims of the ledger
it illustrates, and the command that makes it.

Everything here is generated, and not to be edited by hand, by

    {command}

With `--check` it computes all data again and compares; the tests run that. What is drawn is what the CSV files say and
nothing else. Verdicts are those of {setting}, made by the same command;
`neversaddle show ID` says more of a claim. In a paper, `\\caption{{\\protect\\input{{ID.caption.tex}}}}`."""


def tour(everything: Sequence[Made], found: Verdicts, directory: Path, page: Path) -> str:
    """The text of `page`, which shows the files in `directory`."""
    here = page.parent
    command = f"neversaddle figures --out {directory.as_posix()} --tour {page.as_posix()}"
    blocks = [OPENING.format(command=command, setting=SETTING)]
    for made in everything:
        blocks += _section(gallery()[made.id], made, found, _link(directory, here), _link(NOTES, here))
    return "\n\n".join(blocks) + "\n"


def _section(exhibit: Exhibit, made: Made, found: Verdicts, files: str, notes: str) -> Iterator[str]:
    yield f"## {exhibit.label}. {exhibit.title}"
    yield exhibit.on_page(made.tables, files)
    yield made.caption
    yield f"*How to read it.* {exhibit.reading}"
    yield "Claims:\n\n" + "\n".join(
        f"- [{name}]({notes}/{name}.md), **{found[name]}**: {prose(ledger()[name].name)}" for name in exhibit.claims
    )
    links = expected_names(exhibit, made.tables)
    yield "Files: " + ", ".join(f"[{name}]({files}/{name})" for name in links) + "."
    yield f"Made by `neversaddle figures --out DIR --only {exhibit.id}`."


def _link(target: Path, here: Path) -> str:
    return Path(os.path.relpath(target, here)).as_posix()
