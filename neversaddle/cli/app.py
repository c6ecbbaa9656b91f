"""The command line: options in, one call, output and an exit code (0 as expected, 1 not, 2 bad use, 130 broken off)."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from neversaddle._version import __version__
from neversaddle.bad_use import BadUse
from neversaddle.cli import terminal
from neversaddle.cli.exit_codes import BAD_USE, BROKEN_OFF, NOT_AS_EXPECTED, OK
from neversaddle.cli.figures import figures
from neversaddle.cli.flow import flow
from neversaddle.cli.ledger import notes, show, verify
from neversaddle.cli.mutate import mutate
from neversaddle.cli.options import balance_of, depths_of, model_of, numbers_of, one_of
from neversaddle.theory.geometry.reparametrization import DeepDiagonal

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


app.command()(verify)


@app.command()
def derive(
    depth: Annotated[int | None, typer.Option(help="Depth L of a deep diagonal network.")] = None,
    reparam: Annotated[str | None, typer.Option(metavar="EXPR", help="x as a formula in --weights.")] = None,
    weights: Annotated[str | None, typer.Option(metavar="NAMES", help="Names of the weights, such as u,v.")] = None,
    q: Annotated[str | None, typer.Option("--q", metavar="Q", help="Exponent in [1, 2], such as 3/2.")] = None,
    metric_exponent: Annotated[
        str | None, typer.Option(metavar="M", help="Instead of --q: m = q(L-1)/L, such as 3/4.")
    ] = None,
    balance: Annotated[
        str | None, typer.Option(metavar="B", help="0 (default), lambda, 1/10, or offsets c1,c2,...")
    ] = None,
    balance_is: Annotated[
        str, typer.Option(metavar="KIND", help="power: |w_i|^q - |w_1|^q = B; weight: w_i = B where w_1 = 0.")
    ] = "power",
    start: Annotated[
        str | None, typer.Option(metavar="W", help="Weights at y = 0 of a sum, such as alpha (default) or 1/2,1/3.")
    ] = None,
    show: Annotated[
        str | None, typer.Option(metavar="TABLE", help="Instead, a table: legendre (clauses of a Bregman function).")
    ] = None,
    output: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, latex, python or json.")] = "text",
) -> None:
    """Print the mirror geometry of a model under q."""
    from neversaddle.derive import clauses
    from neversaddle.derive import derivation as derivations
    from neversaddle.geometry import check_of, mirror_geometry
    from neversaddle.theory.geometry.orbit import as_monomial

    if (q is None) == (metric_exponent is None):
        raise BadUse("give either --q or --metric-exponent")
    one_of("--format", output, ("text", "latex", "python", "json") if show is None else ("text", "latex", "json"))
    if show is not None:
        one_of("--show", show, clauses.SHOWN)
    model = model_of(depth, reparam, weights, "--weights")
    expression = model.reparametrization if isinstance(model, DeepDiagonal) else model
    names = [str(weight) for weight in expression.weights]
    if as_monomial(expression) is not None:
        if start is not None:
            raise BadUse("--start is for sums of one-weight functions; this model takes --balance")
    elif balance is not None or balance_is != "power":
        raise BadUse("--balance is for products of powers of the weights; this model takes --start")
    given = balance_of("0" if balance is None else balance, names)
    begin = None if start is None else balance_of(start, names)
    geometry = mirror_geometry(
        model,
        q,
        metric_exponent=metric_exponent,
        balance=given,
        balance_convention=balance_is,
        start=begin if begin is None or isinstance(begin, tuple) else (begin,),
    )
    if output == "python":
        from neversaddle.numerics.codegen.compile import python_source

        print(python_source(geometry), end="")
        return
    tables = () if show is None else clauses.clause_tables(geometry)
    found = derivations.derivation(geometry, balance_is, None if isinstance(given, tuple) else given)
    if tables:
        print(clauses.written(tables, found, output, terminal.width()), end="")
    elif output == "json":
        checked = {"checked": check_of(geometry)}
        print(json.dumps({**derivations.as_json(found), **checked}, indent=2))
    elif output == "latex":
        print(derivations.as_latex(found), end="")
    else:
        print(derivations.as_text(found, terminal.width()), end="")


@app.command()
def atlas(
    depths: Annotated[str, typer.Option(metavar="L", help="Depths, such as 2:6 or 2,3,5.")] = "2:6",
    q: Annotated[str, typer.Option("--q", metavar="Q", help="Exponents, such as 1,5/4,3/2,2.")] = "1,5/4,3/2,2",
    balance: Annotated[str, typer.Option(metavar="B", help="0, lambda or a number.")] = "lambda",
    output: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, latex or json.")] = "text",
) -> None:
    """Print the closed forms of a whole grid of depths and exponents."""
    from neversaddle.derive import atlas as atlases
    from neversaddle.theory.language.exponents import exponent

    one_of("--format", output, ("text", "latex", "json"))
    grid, exponents, given = depths_of(depths), [exponent(value) for value in numbers_of(q)], balance_of(balance)
    if isinstance(given, tuple):
        raise BadUse("atlas takes one balance for the whole grid, such as 0, lambda or 1/10")
    with terminal.progress_bar("deriving", len(grid) * len(exponents)) as done:
        cells = atlases.atlas(grid, exponents, given, done)
    if output == "json":
        print(json.dumps(atlases.as_json(cells), indent=2))
    else:
        print(atlases.as_latex(cells) if output == "latex" else atlases.as_text(cells), end="")


app.command()(flow)
app.command()(show)
app.command()(notes)
app.command()(mutate)
app.command()(figures)
