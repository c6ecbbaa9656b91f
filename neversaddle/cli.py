"""The command line: options in, one call, output and an exit code (0 as expected, 1 not, 2 bad use, 130 broken off)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from neversaddle import terminal
from neversaddle._version import __version__
from neversaddle.options import (
    BadUse,
    balance_of,
    depths_of,
    matrix_of,
    numbers_of,
    one_of,
)

if TYPE_CHECKING:
    from neversaddle.result import Report, Result
    from numerics.loss import Loss
    from theory.geometry import Model

OK, NOT_AS_EXPECTED, BAD_USE, BROKEN_OFF = 0, 1, 2, 130
#: Errors whose type is defined here are answers to the user; any other exception is a bug and shows its traceback.
OWN_PACKAGES = {"theory", "numerics", "neversaddle"}

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Derive, attack and prove statements about steepest flows of reparametrized models.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. Bad use is one line on stderr."""
    try:
        code = app(args=None if arguments is None else list(arguments), prog_name="neversaddle", standalone_mode=False)
    except TyperException as error:
        return _refuse(error.format_message())
    except ValueError as error:
        if type(error).__module__.split(".")[0] not in OWN_PACKAGES:
            raise
        return _refuse(str(error))
    except BrokenPipeError:
        # The reader has left, as `head` does; what is still buffered must not raise again at exit.
        sys.stdout = None
        return NOT_AS_EXPECTED
    return code if isinstance(code, int) else OK


def _refuse(message: str) -> int:
    print(f"neversaddle: {' '.join(message.split())}", file=sys.stderr)
    return BAD_USE


def _version(wanted: bool) -> None:
    if wanted:
        print(f"neversaddle {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options of every command."""


@app.command()
def verify(
    ids: Annotated[list[str] | None, typer.Argument(help="Claims to judge (default: the whole ledger).")] = None,
    digits: Annotated[int, typer.Option(min=5, max=200, help="Digits of the numerical attack.")] = 30,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random instances.")] = 0,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes (default: one a core).")] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Few digits, no flows, no search for witnesses.")] = False,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write JSON to FILE, or to stdout for -.")
    ] = None,
) -> None:
    """Prove and attack claims; exit code 0 if every verdict is as expected or stronger."""
    from neversaddle.ledger import select
    from neversaddle.ledger import verify as judge_all
    from neversaddle.report import as_json, showing, summary

    order = select(ids)
    target = None if json_file in (None, "-") else Path(str(json_file))
    if target is not None and not target.parent.is_dir():
        raise BadUse(f"--json: there is no directory {target.parent}")
    shown: dict[str, Result] = {}

    def run(show: Sequence[object]) -> Report:
        raise NotImplementedError

    raise typer.Exit(OK)
