"""The exponents of the regularizers that weight decay amounts to, by kind of decay, optimiser and depth."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from neversaddle.figures.figure import PrintedTable
from neversaddle.figures.printing import latex_table, text_table
from neversaddle.figures.table import Tables, table
from neversaddle.theory.language.symbols import L, m, q
from neversaddle.theory.statement.writing import plain

#: The claim manifold-regularizer: decoupled decay amounts to |x|^(2-m)/(2-m).
DECOUPLED = 2 - m
#: The claim factorization-norm: (L/2)|x|^(2/L) is the least sum of w_i^2/2 over weights with the product x.
COUPLED = 2 / L
ROWS = (
    ("decoupled", "every q", DECOUPLED),
    ("decoupled", "2 (gradient flow)", DECOUPLED.subs(q, 2)),
    ("decoupled", "3/2", DECOUPLED.subs(q, sp.Rational(3, 2))),
    ("decoupled", "1 (sign flow)", DECOUPLED.subs(q, 1)),
    ("coupled", "every q", COUPLED),
)
DEPTHS = ("L = 2", "L = 3", "L = 4", "L = oo")


def data() -> Tables:
    """The exponent in general and at the depths."""
    rows = [(decay, name, written(e), *map(written, at_depths(e))) for decay, name, e in ROWS]
    return {"": table(("decay", "q", "exponent", *DEPTHS), rows)}


def at_depths(exponent: sp.Expr) -> Iterator[sp.Expr]:
    """The exponent at the depths of the table, and as the depth grows."""
    yield from (exponent.subs(L, depth) for depth in (2, 3, 4))
    yield sp.limit(exponent.subs(L, sp.Symbol("L", positive=True)), sp.Symbol("L", positive=True), sp.oo)


def written(exponent: sp.Expr) -> str:
    """The exponent as text."""
    return plain(ordered(exponent))


def ordered(exponent: sp.Expr) -> sp.Expr:
    """With one letter left, the exponent as a sum of the number that it tends to and the rest."""
    return exponent if len(exponent.free_symbols) > 1 else sp.expand(exponent)


def caption(tables: Tables) -> str:
    """What the cells are."""
    return (
        "The exponent $e$ of the regularizer $|x|^e/e$ that weight decay on a balanced network of depth $L$ amounts "
        "to; $e = 0$ stands for $\\log|x|$ and $e = 1$ for the $L_1$ norm. Decoupled decay adds $-\\alpha M'(x)$ to "
        "the rate of the mirror coordinate, $M = |x|^e/e$ with $e = 2 - m$; coupled decay is the steepest flow of "
        "$f + (\\alpha L/2)|x|^{2/L}$."
    )


def as_latex(tables: Tables, caption: str) -> str:
    """The table for a paper."""
    header = ["decay", "$q$", "exponent $e$", "$L = 2$", "$L = 3$", "$L = 4$", r"$L \to \infty$"]
    rows = []
    for decay, name, *cells in tables[""].rows:
        rows.append([str(decay), str(name).replace(" q", " $q$"), *(_tex(str(cell)) for cell in cells)])
    return latex_table("regularizers", caption, header, rows, "ll" + "c" * 5)


def _tex(cell: str) -> str:
    return f"${sp.latex(WRITTEN[cell])}$"


#: The formulas by their text.
WRITTEN = {written(e): ordered(e) for _, _, general in ROWS for e in (general, *at_depths(general))}


def as_text(tables: Tables) -> str:
    """The table as text."""
    return text_table(tables[""].columns, [[str(cell) for cell in row] for row in tables[""].rows])


figure = PrintedTable(
    id="regularizers",
    label="Table 1",
    title="Regularizers of weight decay",
    caption=caption,
    reading=(
        "Go along a row to see what depth does. Decoupled decay with sign flow stays above $L_1$ at every finite depth "
        "and only tends to it; with gradient flow it is $L_1$ at depth 2 and favours sparsity more strongly the deeper "
        "the network is. Coupled decay does the latter for every optimiser. That $|x|^e/e$ is what decay amounts to "
        "along the flow does not mean that the flow ends at a minimiser of the loss plus this penalty: for decoupled "
        "decay with $q < 2$ it need not, as the last claim finds."
    ),
    claims=(
        "regularizer-table",
        "manifold-regularizer",
        "sign-l1-depth",
        "factorization-norm",
        "stationary-decoupled",
        "stationary-coupled",
        "regularizer-as-penalty",
    ),
    data=data,
    latex=as_latex,
    text=as_text,
)
