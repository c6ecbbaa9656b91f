"""The command that mutates claims, and says whether every mistake is found out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neversaddle.cli import terminal
from neversaddle.cli.exit_codes import BROKEN_OFF, NOT_AS_EXPECTED, OK
from neversaddle.files import require_writable, write_atomically

if TYPE_CHECKING:
    from neversaddle.verdict.mutate import MutantResult, MutationReport


def mutate(
    ids: Annotated[list[str] | None, typer.Argument(help="Claims to mutate (default: the whole ledger).")] = None,
    sample: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Judge only N mutants, evenly spread over the claims.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random instances.")] = 0,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes (default: one a core).")] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Time limit of each batch of mutants.")] = 300.0,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Judge on the Dask cluster at tcp://host:port.")
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write JSON to FILE, or to stdout for -.")
    ] = None,
) -> None:
    """Put systematic mistakes into claims; exit code 0 if each is found out, or leaves the statement as it was."""
    from neversaddle.report.mutants import as_json, as_text, summary
    from neversaddle.verdict import mutate as mutation

    target = None if json_file in (None, "-") else Path(str(json_file))
    if target is not None:
        require_writable(target)
    ids = ids or None
    places = mutation.places(ids, sample)
    arrived: dict[tuple[str, int], MutantResult] = {}

    def write(report: MutationReport) -> None:
        text = json.dumps(as_json(report), indent=2) + "\n"
        if target is not None:
            write_atomically(target, text)
        print(text if json_file == "-" else as_text(report), end="")

    try:
        with terminal.progress_bar("mutating", len(places)) as done:

            def take(batch: dict[tuple[str, int], MutantResult]) -> None:
                arrived.update(batch)
                done(len(arrived))

            report = mutation.mutate(
                ids, seed=seed, sample=sample, jobs=jobs, timeout=timeout, scheduler=scheduler, on_results=take
            )
    except KeyboardInterrupt:
        partial = mutation.MutationReport(tuple(arrived[p] for p in places if p in arrived), complete=False)
        print(f"broken off after {len(arrived)} of {len(places)}: {summary(partial)}", file=sys.stderr)
        write(partial)
        raise typer.Exit(BROKEN_OFF) from None
    write(report)
    raise typer.Exit(OK if report.as_expected else NOT_AS_EXPECTED)
