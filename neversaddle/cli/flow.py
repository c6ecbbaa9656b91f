"""The command that integrates a flow, from a problem file or flags, and prints, writes and draws it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from neversaddle.bad_use import BadUse
from neversaddle.cli import terminal
from neversaddle.cli.exit_codes import BROKEN_OFF, NOT_AS_EXPECTED, OK
from neversaddle.files import CannotWrite, require_writable, write_atomically
from neversaddle.report.drawing import one_line


def flow(
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", show_default=False, help="Problem file (TOML): an entry for each flag."),
    ] = None,
    depth: Annotated[int | None, typer.Option(help="Depth L of a deep diagonal network.")] = None,
    reparam: Annotated[str | None, typer.Option(metavar="EXPR", help="x as a formula in --names.")] = None,
    names: Annotated[str | None, typer.Option(metavar="NAMES", help="Names of the weights, such as u,v.")] = None,
    q: Annotated[str | None, typer.Option("--q", metavar="Q", help="Exponent in [1, 2], such as 3/2.")] = None,
    loss: Annotated[
        str | None,
        typer.Option(
            metavar="LOSS", help="least-squares (default), exponential, logistic, or a formula in x1, x2, ..."
        ),
    ] = None,
    matrix: Annotated[str | None, typer.Option("--A", metavar="ROWS", help='Data, such as "1,2;3,4".')] = None,
    target: Annotated[
        str | None, typer.Option("--b", "--labels", metavar="ROW", help="Targets, or labels 1 and -1.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option(metavar="ROWS", help='Start: one row a weight, such as "0.3;0.2".')
    ] = None,
    scale: Annotated[
        str | None, typer.Option(metavar="S", help="Start of all weights, or S1,S2,... with one for each.")
    ] = None,
    decay: Annotated[str | None, typer.Option(metavar="A", help="Weight decay alpha >= 0.")] = None,
    decay_kind: Annotated[str | None, typer.Option(metavar="KIND", help="decoupled (default) or coupled.")] = None,
    time: Annotated[str | None, typer.Option(metavar="T", help="Final time; ten outputs up to it.")] = None,
    times: Annotated[str | None, typer.Option(metavar="T1,T2,...", help="Times of the outputs.")] = None,
    digits: Annotated[int | None, typer.Option(min=5, max=1000, help="Digits to reach (default: 30).")] = None,
    method: Annotated[
        str | None, typer.Option(metavar="METHOD", help="taylor (default), odefun, scipy or heyoka.")
    ] = None,
    selection: Annotated[
        str | None, typer.Option(metavar="S", help="Where the solution is not unique: stop (default), rest or escape.")
    ] = None,
    csv_file: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="Write the outputs to FILE, or to stdout for -.")
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write all there is to FILE, or to stdout for -.")
    ] = None,
    plot_file: Annotated[
        str | None, typer.Option("--plot", metavar="FILE", help="Draw x(t), loss and invariants: .png, .pdf or .svg.")
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, or json: the same as --json -.")
    ] = "text",
) -> None:
    """Integrate the weight flow; exit code 0 if it came to its last time with the digits asked for."""
    from neversaddle.cli.options import matrix_of, numbers_of, one_of
    from neversaddle.cli.problem_file import combined, problem_of, read_entries
    from neversaddle.numerics.flow.flow import weight_flow
    from neversaddle.report import flow as flow_report
    from neversaddle.report import flow_plot

    flags = {
        "depth": depth,
        "reparam": reparam,
        "names": names,
        "q": q,
        "loss": loss,
        "A": None if matrix is None else matrix_of(matrix),
        "b": None if target is None else numbers_of(target),
        "weights": None if weights is None else matrix_of(weights),
        "scale": None if scale is None else numbers_of(scale) if "," in scale else scale,
        "decay": decay,
        "decay_kind": decay_kind,
        "time": time,
        "times": None if times is None else numbers_of(times),
        "digits": digits,
        "method": method,
        "selection": selection,
    }
    problem = problem_of(combined({} if file is None else read_entries(file), flags))
    json_printed = one_of("--format", output, ("text", "json")) == "json"
    targets = _targets(file, json_printed, {"--csv": csv_file, "--json": json_file, "--plot": plot_file})
    suffix = None if plot_file is None else flow_plot.figure_format(plot_file)
    outputs = problem.times if suffix is None else flow_plot.curve_times(problem.times)
    with terminal.flow_bar(float(outputs[-1])) as done:
        whole = weight_flow(
            problem.model,
            problem.q,
            problem.loss,
            problem.weights,
            outputs,
            problem.digits,
            problem.decay,
            problem.decay_kind,
            invariants=problem.further_integrals,
            method=problem.method,
            selection=problem.selection,
            progress=lambda t: done(float(t)),
        )
    trajectory, asked = flow_report.at_times(whole, outputs, problem.times), problem.digits
    symbols = problem.reparametrization.weights

    def content(option: str) -> str | bytes:
        if option == "--csv":
            return flow_report.as_csv(trajectory, asked, symbols)
        if option == "--plot":
            return flow_plot.draw(whole, problem.integrals, symbols, problem.title, str(suffix))
        return json.dumps(flow_report.as_json(trajectory, asked, problem.entries), indent=2) + "\n"

    # Files first: the reader of a pipe may leave, as `head` does. But no file is worth the numbers.
    problems = [_problem(path, partial(content, option)) for option, path in targets if path is not None]
    printed = [content(option) for option, path in targets if path is None]
    print(*(printed or [flow_report.as_text(trajectory, asked, terminal.width())]), end="")
    if flow_report.interrupted(trajectory):
        for line in (flow_report.interruption(trajectory, problem.times[-1]), *filter(None, problems)):
            print(f"neversaddle: {line}", file=sys.stderr)
        raise typer.Exit(BROKEN_OFF)
    if any(problems):
        raise CannotWrite("; ".join(filter(None, problems)))
    raise typer.Exit(OK if flow_report.reached(trajectory, asked) else NOT_AS_EXPECTED)


def _problem(path: Path, content: Callable[[], str | bytes]) -> str:
    """What goes wrong as a file is written, in one line; empty if nothing does."""
    try:
        write_atomically(path, content())
    except CannotWrite as problem:
        return str(problem)
    except Exception as problem:  # Matplotlib has no type of its own for what it cannot draw.
        return f"cannot write {path}: {one_line(problem)}"
    return ""


def _targets(
    problem_file: str | None, json_printed: bool, files: Mapping[str, str | None]
) -> list[tuple[str, Path | None]]:
    """What goes where, None for stdout; BadUse or CannotWrite now if it cannot go there."""
    targets: list[tuple[str, Path | None]] = [("--json", None)] if json_printed and files["--json"] != "-" else []
    taken = {} if problem_file is None else {os.path.realpath(problem_file): "the problem file"}
    for option, name in files.items():
        if name is None:
            continue
        targets.append((option, None if name == "-" else Path(name)))
        if name != "-":
            place = os.path.realpath(name)
            if place in taken:
                raise BadUse(f"{taken[place]} and {option} need a file each; both are {name}")
            taken[place] = option
            require_writable(Path(name))
    if sum(path is None for _, path in targets) > 1:
        raise BadUse("stdout has room for one: either --csv - or JSON (--json - or --format json)")
    return targets
