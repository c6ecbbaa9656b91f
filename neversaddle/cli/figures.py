"""The command that makes the figures and tables of the gallery, or checks that a directory's data still hold."""

from __future__ import annotations

import difflib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neversaddle.bad_use import BadUse
from neversaddle.cli import terminal
from neversaddle.cli.exit_codes import BROKEN_OFF, NOT_AS_EXPECTED, OK
from neversaddle.files import CannotWrite, require_writable, write_atomically

if TYPE_CHECKING:
    from neversaddle.figures.captions import Verdicts
    from neversaddle.figures.making import Made
    from neversaddle.verdict.result import Report, Result
    from neversaddle.work.outcome import Lost

#: Seconds that one claim or figure may take: it ends what hangs, and no busy machine is so slow.
TIMEOUT = 3600.0
#: What a figure counts for in the progress bar, in claims.
SHARE = 5


def figures(
    out: Annotated[str, typer.Option(metavar="DIR", help="Where the files go; older ones are replaced.")] = "figures",
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Make this one; may be given several times (default: all).")
    ] = None,
    tour: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write a page in Markdown that shows and explains all, too.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 if data, captions or verdicts differ.")
    ] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes (default: one a core).")] = None,
) -> None:
    """Make the figures and tables as PNG, PDF, LaTeX and text, with their data as CSV; exit code 0 if all came out."""
    from neversaddle.figures.captions import judged, verdicts
    from neversaddle.figures.gallery import gallery
    from neversaddle.figures.making import Made

    for option, value in (("--out", out), ("--tour", tour)):
        if value == "":
            raise BadUse(f"{option} needs a name; got an empty one")
    chosen = _chosen(only, list(gallery()))
    directory, page = Path(out), None if tour is None else Path(tour)
    if page is not None and len(chosen) < len(gallery()):
        raise BadUse("--tour shows the whole gallery; leave out --only")
    if os.path.exists(directory) and not os.path.isdir(directory):
        raise BadUse(f"--out needs a directory; {out} is a file")
    if not check:
        _require_places(directory, page)
    made: dict[str, Made] = {}
    trouble: list[str] = []
    begun = time.monotonic()
    claims = {claim for name in chosen for claim in gallery()[name].claims}
    heard: set[str] = set()
    unsaid: list[OSError] = []

    def say(line: str) -> None:
        # Who listens may leave, as `head` does; the files are made for all that.
        if not unsaid:
            try:
                print(line, flush=True)
            except OSError as error:
                unsaid.append(error)

    try:
        with terminal.progress_bar("claims, then figures", len(claims) + SHARE * len(chosen)) as done:

            def hear(result: Result) -> None:
                heard.add(result.id)
                done(len(heard))

            report = judged(claims, jobs, hear, TIMEOUT)
            found = verdicts(report)
            for name, item in _arriving(chosen, None if check else found, jobs):
                if isinstance(item, Made):
                    for file, content in item.files.items():
                        write_atomically(directory / file, content)
                    made[name] = item
                    if not check:
                        seconds = time.monotonic() - begun
                        say(f"{gallery()[name].label:<9} {name:<18} finished after {seconds:.1f} s")
                else:
                    trouble.append(f"{name} failed: {item.text}")
                done(len(claims) + SHARE * (len(made) + len(trouble)))
    except KeyboardInterrupt:
        left = ", ".join(name for name in chosen if name not in made)
        print(f"neversaddle: broken off; finished: {', '.join(made) or 'none'}; left: {left}", file=sys.stderr)
        raise typer.Exit(BROKEN_OFF) from None
    everything = [made[name] for name in chosen if name in made]
    trouble += _unexpected(report)
    if check:
        trouble += _drift(everything, found, directory, page, whole=len(everything) == len(gallery()))
    elif page is not None and len(everything) == len(gallery()):
        write_atomically(page, _page(everything, found, directory, page))
    for line in trouble:
        print(f"neversaddle: {line}", file=sys.stderr)
    if not trouble:
        say(f"{'up to date' if check else 'written'} in {out}: {', '.join(made[name].id for name in chosen)}")
    if unsaid:
        raise unsaid[0]
    raise typer.Exit(NOT_AS_EXPECTED if trouble else OK)


def _chosen(only: Sequence[str] | None, known: list[str]) -> list[str]:
    """The ids asked for, in the gallery's order, each once; all for none."""
    for name in only or ():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=2, cutoff=0.4)
            hint = f"nearest: {', '.join(near)}" if near else f"there are {', '.join(known)}"
            raise BadUse(f"unknown figure {ascii(name)[:60]}; {hint}")
    return [name for name in known if not only or name in only]


def _require_places(directory: Path, page: Path | None) -> None:
    """Make the directory, and refuse now what could not be written at the end."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"cannot make {directory}: {error.strerror}") from error
    require_writable(directory / "figure")
    if page is not None:
        require_writable(page)


def _arriving(chosen: Sequence[str], found: Verdicts | None, jobs: int | None) -> Iterator[tuple[str, Made | Lost]]:
    """Each exhibit as it is finished; what is under way ends with the caller."""
    from neversaddle.figures.making import make
    from neversaddle.work.gather import gather

    calls = {name: (name, found) for name in chosen}
    with closing(gather(make, calls, jobs=jobs, timeout=TIMEOUT)) as arriving:
        yield from arriving


def _unexpected(report: Report) -> list[str]:
    return [f"claim {r.id} is {r.verdict.value}, not {r.expected.value}" for r in report.results if not r.as_expected]


def _drift(everything: list[Made], found: Verdicts, directory: Path, page: Path | None, whole: bool) -> list[str]:
    """What differs between what was made now and what is there, one line each."""
    from neversaddle.figures.making import as_kept, drift, orphans, text_drift

    everything = [as_kept(made, directory) for made in everything]
    lines = [line for made in everything for line in drift(made, found, directory)]
    lines += orphans(everything, directory) if whole else []
    if page is not None and whole:
        lines += text_drift(page, _page(everything, found, directory, page))
    return lines


def _page(everything: list[Made], found: Verdicts, directory: Path, page: Path) -> str:
    from neversaddle.figures.tour import tour

    return tour(everything, found, directory, page)
