"""The command that prints the closed forms of a grid of depths and exponents."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from neversaddle.bad_use import BadUse
from neversaddle.cli import terminal


def atlas(
    depths: Annotated[str, typer.Option(metavar="L", help="Depths, such as 2:6 or 2,3,5.")] = "2:6",
    q: Annotated[str, typer.Option("--q", metavar="Q", help="Exponents, such as 1,5/4,3/2,2.")] = "1,5/4,3/2,2",
    balance: Annotated[str, typer.Option(metavar="B", help="0, lambda or a number.")] = "lambda",
    output: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text, latex or json.")] = "text",
) -> None:
    """Print the closed forms of a whole grid of depths and exponents."""
    from neversaddle.cli.options import balance_of, depths_of, numbers_of, one_of
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
