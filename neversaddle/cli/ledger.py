"""The commands over the ledger: verify, show and notes, which judge claims and say whether all is as expected."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neversaddle.bad_use import BadUse
from neversaddle.cli import terminal
from neversaddle.cli.exit_codes import BROKEN_OFF, NOT_AS_EXPECTED, OK
from neversaddle.files import require_writable, write_atomically

if TYPE_CHECKING:
    from neversaddle.verdict.result import Report, Result


Seed = Annotated[int, typer.Option(min=0, help="Seed of the random instances.")]
Fast = Annotated[bool, typer.Option("--fast", help="Few digits, no flows, no search for witnesses.")]
Digits = Annotated[int, typer.Option(min=5, max=200, help="Digits of the numerical attack.")]


def verify(
    ids: Annotated[list[str] | None, typer.Argument(help="Claims to judge (default: the whole ledger).")] = None,
    digits: Digits = 30,
    seed: Seed = 0,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes (default: one a core).")] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Time limit of each claim.")] = 300.0,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Judge on the Dask cluster at tcp://host:port.")
    ] = None,
    fast: Fast = False,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write JSON to FILE, or to stdout for -.")
    ] = None,
    junit_file: Annotated[
        str | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML to FILE, for CI systems.")
    ] = None,
) -> None:
    """Prove and attack claims; exit code 0 if every verdict is as expected or stronger."""
    from neversaddle.report.live import summary, tally
    from neversaddle.verdict.result import Report
    from neversaddle.verdict.verify import select
    from neversaddle.verdict.verify import verify as judge

    ids = ids or None
    order = select(ids)
    targets = _targets(json_file, junit_file)
    arrived: dict[str, Result] = {}
    try:
        with _shown(order, quiet=json_file == "-") as show:

            def take(result: Result) -> None:
                arrived[result.id] = result
                show(result)

            report = judge(
                ids,
                digits=digits,
                seed=seed,
                jobs=jobs,
                timeout=timeout,
                scheduler=scheduler,
                fast=fast,
                on_result=take,
            )
            # A verdict can still fall when a claim it rests on has fallen.
            for result in report.results:
                if result != arrived[result.id]:
                    show(result)
    except KeyboardInterrupt:
        partial = Report(tuple(arrived[name] for name in order if name in arrived), complete=False)
        print(f"broken off after {len(arrived)} of {len(order)} claims: {tally(partial)}", file=sys.stderr)
        _write(partial, targets, order)
        raise typer.Exit(BROKEN_OFF) from None
    _write(report, targets, order)
    if json_file != "-":
        print(summary(report))
    raise typer.Exit(OK if report.as_expected else NOT_AS_EXPECTED)


def _targets(json_file: str | None, junit_file: str | None) -> dict[str, Path | None]:
    """Where each format asked for goes, None for stdout; BadUse or CannotWrite now if it cannot go there."""
    if junit_file == "-":
        raise BadUse("--junit needs a file; only --json takes - for stdout")
    targets: dict[str, Path | None] = {}
    for option, name in (("--json", json_file), ("--junit", junit_file)):
        if name is None:
            continue
        targets[option] = target = None if name == "-" else Path(name)
        if target is not None:
            require_writable(target)
    if len(targets) == 2 and json_file == junit_file:
        raise BadUse(f"--json and --junit need a file each; both got {json_file}")
    return targets


def _write(report: Report, targets: dict[str, Path | None], order: Sequence[str]) -> None:
    """Write a report, which may be of a run that was broken off, in every format asked for."""
    from neversaddle.report.junit import as_junit
    from neversaddle.report.live import as_json

    for option, target in targets.items():
        if option == "--json":
            text = json.dumps(as_json(report), indent=2) + "\n"
        else:
            judged = {result.id for result in report.results}
            text = as_junit(report, [name for name in order if name not in judged])
        if target is None:
            print(text, end="")
        else:
            write_atomically(target, text)


@contextmanager
def _shown(order: Sequence[str], quiet: bool) -> Iterator[Callable[[Result], None]]:
    """Where results go as they arrive: to stdout, or, if that is kept for JSON, into a bar on stderr."""
    from neversaddle.report.live import showing

    if not quiet:
        with showing(order, sys.stdout.isatty()) as show:
            yield show
        return
    arrived: set[str] = set()
    with terminal.progress_bar("verifying", len(order)) as done:

        def count(result: Result) -> None:
            arrived.add(result.id)
            done(len(arrived))

        yield count


def show(
    claim_id: Annotated[str, typer.Argument(metavar="ID", help="The claim, such as balance.")],
    digits: Digits = 30,
    seed: Seed = 0,
    fast: Fast = False,
    output: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, latex or json.")] = "text",
) -> None:
    """Judge one claim and print all there is to say of it; exit code 0 if its verdict is as expected or stronger."""
    from neversaddle.cli.options import one_of
    from neversaddle.report import show as pages
    from neversaddle.verdict.verify import select
    from neversaddle.verdict.verify import verify as judge

    one_of("--format", output, ("text", "latex", "json"))
    select(claim_id)
    (result,) = judge(claim_id, digits=digits, seed=seed, fast=fast, jobs=1).results
    if output == "json":
        print(json.dumps(pages.as_json(result), indent=2))
    elif output == "latex":
        print(pages.as_latex(result), end="")
    else:
        print(pages.as_text(result, terminal.width()), end="")
    raise typer.Exit(OK if result.as_expected else NOT_AS_EXPECTED)


def theorems() -> None:
    """Print the theorems of analysis that proofs cite, with the claims whose own proofs cite each."""
    from neversaddle.report import theorems as pages
    from neversaddle.theory.claims import ledger

    print(pages.as_text(ledger().values()), end="")


def notes(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 1 if the notes differ.")] = False,
    out: Annotated[str, typer.Option(metavar="DIR", help="Where the notes are.")] = "proofs_notes",
) -> None:
    """Generate proofs_notes/ from a run of the ledger in which all is as expected, or check that it is up to date."""
    from neversaddle.report import notes as pages
    from neversaddle.verdict.verify import select
    from neversaddle.verdict.verify import verify as judge

    directory = Path(out)
    if directory.exists() and not directory.is_dir():
        raise BadUse(f"--out needs a directory; {out} is a file")
    arrived: list[Result] = []
    with terminal.progress_bar("verifying", len(select(None))) as done:

        def count(result: Result) -> None:
            arrived.append(result)
            done(len(arrived))

        report = judge(digits=pages.DIGITS, seed=pages.SEED, on_result=count)
    for result in report.results:
        if not result.as_expected:
            print(
                f"neversaddle: {result.id} is {result.verdict.value}, not as expected: no note is written",
                file=sys.stderr,
            )
    if not report.as_expected:
        raise typer.Exit(NOT_AS_EXPECTED)
    files = pages.notes(report)
    if not check:
        written = pages.write(files, directory)
        print(f"{len(written)} of {len(files)} notes written to {out}")
    differences = pages.drift(files, directory)
    for difference in differences:
        print(f"neversaddle: {difference}", file=sys.stderr)
    if check and not differences:
        print(f"{len(files)} notes in {out} are up to date")
    raise typer.Exit(NOT_AS_EXPECTED if differences else OK)
