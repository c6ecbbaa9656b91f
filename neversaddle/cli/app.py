"""The command line: options in, one call, output and an exit code (0 as expected, 1 not, 2 bad use, 130 broken off).

Commands import what they need as they are called: help, the version and most bad use take no mathematics.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from neversaddle._version import __version__
from neversaddle.cli.atlas import atlas
from neversaddle.cli.derive import derive
from neversaddle.cli.exit_codes import BAD_USE, BROKEN_OFF, NOT_AS_EXPECTED, OK
from neversaddle.cli.figures import figures
from neversaddle.cli.flow import flow
from neversaddle.cli.ledger import notes, show, theorems, verify
from neversaddle.cli.mutate import mutate

#: Errors whose type is defined here are answers to the user; any other exception is a bug and shows its traceback.
OWN_PACKAGES = {"neversaddle"}

#: How a device refuses what is written to it.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class _Commands(TyperGroup):
    """The commands; Ctrl-C in one that says nothing of it itself is one line, as it is while Python imports."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # typer hands over its own context
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            print("neversaddle: broken off", file=sys.stderr)
            raise typer.Exit(BROKEN_OFF) from None


app = typer.Typer(
    cls=_Commands,
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
        sys.stdout.flush()
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
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        sys.stdout = None
        return _refuse(f"cannot write the output: {error.strerror}")
    return code if isinstance(code, int) else OK


def _refuse(message: str) -> int:
    # The exit code says it, too, where stderr takes no more.
    with suppress(OSError):
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


for command in (verify, derive, atlas, flow, show, theorems, notes, mutate, figures):
    app.command()(command)
