"""The closed forms of a grid of depths and exponents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp

from neversaddle.derive.clauses import ClauseTable, clause_tables, failing_latex, failing_text
from neversaddle.derive.derivation import Json
from neversaddle.derive.latex import aligned, rows
from neversaddle.derive.text import Definition, definitions
from neversaddle.theory.geometry.balance import BalanceLike
from neversaddle.theory.geometry.leaf import TIME
from neversaddle.theory.geometry.mirror import MirrorGeometry, mirror_geometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.exponents import Exponent
from neversaddle.theory.statement.writing import plain


@dataclass(frozen=True)
class Cell:
    """One depth and exponent: its numbers, its kind of closed form, the forms, and the clauses of its potential."""

    depth: int
    exponent: Exponent
    kind: str
    inverse_metric: sp.Expr
    mirror_map: sp.Expr
    definitions: tuple[Definition, ...]
    clauses: tuple[ClauseTable, ...]

    @property
    def metric_exponent(self) -> sp.Expr:
        """m = q(L-1)/L."""
        return self.exponent.metric_exponent(self.depth)

    @property
    def kappa(self) -> sp.Expr:
        """kappa = L - q(L-1)."""
        return self.exponent.kappa(self.depth)


def atlas(
    depths: Sequence[int],
    exponents: Sequence[Exponent],
    balance: BalanceLike,
    progress: Callable[[float], None] = lambda done: None,
) -> list[Cell]:
    """The cells of the grid, depth by depth; `progress` is told how many are done."""
    cells: list[Cell] = []
    for depth in depths:
        for exponent in exponents:
            cells.append(_cell(depth, mirror_geometry(DeepDiagonal(depth), exponent, balance=balance)))
            progress(len(cells))
    return cells


def _cell(depth: int, geometry: MirrorGeometry) -> Cell:
    metric, mirror_map = geometry.inverse_metric, geometry.mirror_map
    return Cell(
        depth=depth,
        exponent=geometry.exponent,
        kind=kind(geometry),
        inverse_metric=metric,
        mirror_map=mirror_map,
        definitions=definitions((metric, mirror_map)),
        clauses=clause_tables(geometry),
    )


def kind(geometry: MirrorGeometry) -> str:
    """What the closed form is: polynomial if x(y) is one in |y|, else what the mirror map is made of.

    >>> kind(mirror_geometry(3, 1, balance=1)), kind(mirror_geometry(3, "5/4", balance=1))
    ('polynomial', 'hypergeometric')
    """
    leaf = geometry.leaf
    if leaf is None:
        return "unknown"
    if leaf.x.xreplace({leaf.parameter: leaf.parameter_of_time}).is_polynomial(TIME):
        return "polynomial"
    if geometry.mirror_map.has(sp.Integral):
        return "integral"
    return "hypergeometric" if geometry.mirror_map.has(sp.hyper) else "elementary"


def as_text(cells: Sequence[Cell]) -> str:
    """One block of lines for each cell, formulas unfolded so that they can be searched and copied."""
    blocks = []
    for c in cells:
        lines = [
            f"L = {c.depth}, q = {c.exponent}: {c.kind}, m = {plain(c.metric_exponent)}, kappa = {plain(c.kappa)}",
            f"  1/R''(x) = {plain(c.inverse_metric)}",
            f"  R'(x) = {plain(c.mirror_map)}",
            *(f"  where {definition}" for definition in c.definitions),
            *(f"  clauses that fail for {table.domain}: {failing_text(table)}" for table in c.clauses),
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def as_latex(cells: Sequence[Cell]) -> str:
    """A fragment for an article with amsmath, one paragraph for each cell."""
    parts = ["% needs amsmath\n\\begingroup\\allowdisplaybreaks\n"]
    for c in cells:
        numbers = f"m = {sp.latex(c.metric_exponent)},\\ \\kappa = {sp.latex(c.kappa)}"
        parts.append(f"\\paragraph{{$L = {c.depth}$, $q = {sp.latex(c.exponent.q)}$}} ({c.kind}; ${numbers}$)\n")
        parts.append(aligned([*rows(r"\frac{1}{R''(x)}", c.inverse_metric), *rows("R'(x)", c.mirror_map)]))
        if c.definitions:
            parts.append("Here " + ", and ".join(definition.latex() for definition in c.definitions) + ".\n")
        parts += [f"Clauses that fail for {table.domain.latex}: {failing_latex(table)}.\n" for table in c.clauses]
    return "".join([*parts, "\\endgroup\n"])


def as_json(cells: Sequence[Cell]) -> list[Json]:
    """A list of cells with text and LaTeX of each form."""
    return [
        {
            "depth": c.depth,
            "q": str(c.exponent),
            "kind": c.kind,
            "metric_exponent": plain(c.metric_exponent),
            "kappa": plain(c.kappa),
            "inverse_metric": {"text": plain(c.inverse_metric), "latex": sp.latex(c.inverse_metric)},
            "mirror_map": {"text": plain(c.mirror_map), "latex": sp.latex(c.mirror_map)},
            "definitions": [{"text": str(item), "latex": item.latex()} for item in c.definitions],
            "failing_clauses": {str(table.domain): [str(clause) for clause in table.failing] for table in c.clauses},
        }
        for c in cells
    ]
