"""A run of the ledger as people and programs read it: live table, plain lines, summary, JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from neversaddle._version import __version__
from neversaddle.verdict.result import PartResult, Report, Result

if TYPE_CHECKING:
    from rich.table import Table

COLOURS = {"PROVED": "green", "ENCLOSED": "green", "ARGUED": "cyan", "SUPPORTED": "cyan", "REFUTED": "magenta"}


def as_json(report: Report) -> dict[str, object]:
    """The report under the field names that are a contract."""
    return {
        "version": __version__,
        "claims": [result_as_json(result) for result in report.results],
        "counts": report.counts,
        "complete": report.complete,
    }


def result_as_json(r: Result) -> dict[str, object]:
    """The verdict on one claim; `witness` null in a hypothesis: not shown necessary."""
    return {
        "id": r.id,
        "verdict": r.verdict.value,
        "expected": r.expected.value,
        "scope": r.scope,
        "digits": r.digits,
        "samples": r.samples,
        "seconds": round(r.seconds, 3),
        "witness": r.witness,
        "source": r.source,
        "fidelity": r.fidelity.value,
        "differs": r.differs,
        "reported": r.reported,
        "uses": list(r.uses),
        "parts": [part_as_json(part) for part in r.parts],
        "hypotheses": [{"text": h.text, "witness": h.witness, "tried": h.tried} for h in r.hypotheses],
        "message": r.message,
    }


def part_as_json(part: PartResult) -> dict[str, object]:
    """The verdict on one part of a claim."""
    return {
        "text": part.text,
        "verdict": part.verdict.value,
        "digits": part.digits,
        "samples": part.samples,
        "witness": part.witness,
        "message": part.message,
    }


def line(result: Result) -> str:
    """One result as one line: verdict, id, scope and evidence, what was found, and what was expected instead."""
    parts = [f"{result.verdict.value:<9}  {result.id}", result.extent.removeprefix("for "), evidence(result)]
    if result.mixed:
        parts.append("parts: " + ", ".join(f"{len(texts)} {verdict}" for verdict, texts in result.mixed.items()))
    if result.witness:
        parts.append(f"witness: {result.witness}")
    if not result.as_expected:
        parts.append(f"NOT AS EXPECTED ({result.expected.value})")
    if result.message:
        parts.append(result.message)
    return "  ".join(" ".join(part.split()) if i else part for i, part in enumerate(parts) if part)


def evidence(result: Result) -> str:
    """Digits, samples and time, as far as there are any."""
    parts = [f"{result.digits} digits"] if result.digits is not None else []
    parts += [f"{result.samples} sample{'s' * (result.samples != 1)}"] if result.samples else []
    return f"[{', '.join([*parts, f'{result.seconds:.2f} s'])}]"


def tally(report: Report) -> str:
    """How many claims got each verdict."""
    return ", ".join(f"{n} {verdict}" for verdict, n in report.counts.items()) or "none decided"


def summary(report: Report) -> str:
    """How many claims got each verdict, and whether all are as expected; above it, what is not shown necessary."""
    missed = [r.id for r in report.results if not r.as_expected]
    outcome = f"NOT as expected: {', '.join(missed)}" if missed else "as expected" if report.results else "nothing run"
    last = f"{len(report.results)} claim{'s' * (len(report.results) != 1)}: {tally(report)}; {outcome}"
    idle = sum(hypothesis.tried and hypothesis.witness is None for r in report.results for hypothesis in r.hypotheses)
    if not idle:
        return last
    these = "1 hypothesis" if idle == 1 else f"{idle} hypotheses"
    return f"{these} not shown necessary; `neversaddle show ID` lists them\n{last}"


@contextmanager
def showing(order: Sequence[str], terminal: bool) -> Iterator[Callable[[Result], None]]:
    """A function that shows results as they arrive: a live table on a terminal, else lines in ledger order.

    A result that comes a second time replaces the first (on a line of its own, if that is already out). What has
    arrived is shown in full on the way out, also when the run is broken off.
    """
    arrived: dict[str, Result] = {}
    if not terminal:
        waiting = list(order)

        def flush(all_of_them: bool = False) -> None:
            while waiting and (waiting[0] in arrived or all_of_them):
                if (result := arrived.get(waiting.pop(0))) is not None:
                    print(line(result), flush=True)

        def collect(result: Result) -> None:
            revised = result.id not in waiting
            arrived[result.id] = result
            if revised:
                print(line(result), flush=True)
            flush()

        try:
            yield collect
        finally:
            flush(all_of_them=True)
        return

    from rich.console import Group
    from rich.live import Live
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(TextColumn("verifying"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    task = bar.add_task("", total=len(order))

    def in_order() -> list[Result]:
        return [arrived[name] for name in order if name in arrived]

    with Live(Group(table([]), bar), refresh_per_second=8) as live:

        def collect_live(result: Result) -> None:
            arrived[result.id] = result
            bar.update(task, completed=len(arrived))
            live.update(Group(table(in_order()), bar))

        try:
            yield collect_live
        finally:
            live.update(table(in_order()) if arrived else "", refresh=True)


def table(results: Sequence[Result]) -> Table:
    """The results as a table that folds long cells; 80 columns leave no room for the samples, which `line` has."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), expand=False)
    shown.add_column("claim", no_wrap=True)
    shown.add_column("verdict", no_wrap=True)
    shown.add_column("scope and witness", overflow="fold", ratio=1)
    for name in ("digits", "s"):
        shown.add_column(name, justify="right", no_wrap=True)
    for r in results:
        verdict = Text(r.verdict.value, style=COLOURS.get(r.verdict.value, "red"))
        found = Text(r.extent.removeprefix("for "))
        if not r.as_expected:
            found.append(f"\nexpected {r.expected.value}", style="bold red")
        for kind, texts in r.mixed.items():
            found.append(f"\n{kind}: {'; '.join(texts)}", style=COLOURS.get(kind.value, "red"))
        for extra in (f"witness: {r.witness}" if r.witness else "", r.message):
            if extra:
                found.append(f"\n{extra}", style="dim")
        digits = "" if r.digits is None else str(r.digits)
        shown.add_row(Text(r.id), verdict, found, digits, f"{r.seconds:.1f}")
    return shown
