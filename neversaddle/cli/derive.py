"""The command that prints the mirror geometry of one model, in any format."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from neversaddle.bad_use import BadUse
from neversaddle.cli import terminal


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
    from neversaddle.cli.options import balance_of, model_of, one_of
    from neversaddle.derive import clauses
    from neversaddle.derive import derivation as derivations
    from neversaddle.geometry import check_of, mirror_geometry
    from neversaddle.theory.geometry.orbit import as_monomial
    from neversaddle.theory.geometry.reparametrization import DeepDiagonal

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
