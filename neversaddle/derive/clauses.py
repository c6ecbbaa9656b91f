"""What `derive --show legendre` prints: the clauses of a Bregman function one by one, in any format."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from neversaddle.bad_use import BadUse
from neversaddle.derive.clause_names import BREGMAN, Clause, Domain
from neversaddle.derive.derivation import Derivation, Json
from neversaddle.derive.latex import itemized
from neversaddle.derive.legendre_table import ClauseRow, EndFinding, failing, legendre_table
from neversaddle.theory.geometry.mirror import MirrorGeometry
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.statement.writing import plain

#: What --show knows.
SHOWN = ("legendre",)


@dataclass(frozen=True)
class ClauseTable:
    """Every clause on one domain."""

    domain: Domain
    rows: tuple[ClauseRow, ...]

    @property
    def failing(self) -> tuple[Clause, ...]:
        """The clauses that do not hold."""
        return failing(self.rows)

    @property
    def bregman(self) -> bool:
        """Whether the clauses of a Bregman function hold."""
        return not set(BREGMAN).intersection(self.failing)


def clause_tables(geometry: MirrorGeometry) -> tuple[ClauseTable, ...]:
    """The tables of a deep diagonal geometry: lambda > 0, or for lambda = 0 x >= 0 and the whole line.

    Raises BadUse for other models and for several offsets.
    """
    if not isinstance(geometry.model, DeepDiagonal):
        raise BadUse("--show legendre is for deep diagonal networks, given by --depth; this model is a formula")
    if isinstance(geometry.balance, tuple):
        offsets = ", ".join(map(plain, geometry.balance))
        raise BadUse(f"--show legendre takes one balance, such as 0, lambda or 1/10; got the offsets {offsets}")
    domains = (Domain.HALF_LINE, Domain.LINE) if geometry.balance == 0 else (Domain.LEAF,)
    depth, q = geometry.model.depth, geometry.exponent
    return tuple(ClauseTable(domain, legendre_table(q, depth, domain)) for domain in domains)


def written(tables: Sequence[ClauseTable], d: Derivation, output: str, width: int) -> str:
    """The tables as "text", "latex" or "json"; `d` says of which geometry they are."""
    if output == "json":
        return json.dumps(as_json(tables, d), indent=2) + "\n"
    return as_latex(tables, d) if output == "latex" else as_text(tables, d, width)


def as_text(tables: Sequence[ClauseTable], d: Derivation, width: int = 100) -> str:
    """One line a clause, folded at `width`: yes or no, the clause, why."""
    lines = [
        f"{'model':<20}{d.model.text}",
        f"{'exponent':<20}{', '.join(f'{f.left.text} = {plain(f.value)}' for f in d.exponents)}",
    ]
    label = max(len(clause) for clause in Clause) + 2
    for table in tables:
        lines += ["", str(table.domain)]
        for row in table.rows:
            head = f"  {_answer(row):<5}{row.clause:<{label}}"
            lines.append(textwrap.fill(head + row.reason, width, subsequent_indent=" " * len(head)))
        lines.append(f"  {_verdict(table)}")
    return "\n".join(lines) + "\n"


def as_latex(tables: Sequence[ClauseTable], d: Derivation) -> str:
    """A fragment for an article, one paragraph for each domain."""
    exponents = ", ".join(f"${f.left.latex} = {sp.latex(f.value)}$" for f in d.exponents)
    parts = [f"\\noindent Model: {d.model.latex}, with {exponents}.\n"]
    for table in tables:
        items = [
            f"{row.clause.latex}: {_answer(row)}" + "".join(f"; ${_end_latex(f)}$" for f in row.findings)
            for row in table.rows
        ]
        parts += [f"\\paragraph{{{table.domain.latex}}} {_verdict(table)}.\n", itemized(items)]
    return "".join(parts)


def as_json(tables: Sequence[ClauseTable], d: Derivation) -> dict[str, Json]:
    """Every clause with its answer and its reason."""
    return {
        "model": d.model.text,
        **{f.key: plain(f.value) for f in d.exponents},
        "domains": [
            {
                "domain": str(table.domain),
                "bregman": table.bregman,
                "clauses": [
                    {"clause": str(row.clause), "holds": bool(row.holds), "reason": row.reason} for row in table.rows
                ],
            }
            for table in tables
        ],
    }


def failing_text(table: ClauseTable) -> str:
    """The clauses that fail, in one line."""
    return _listed([str(clause) for clause in table.failing])


def failing_latex(table: ClauseTable) -> str:
    """The clauses that fail, for running LaTeX text."""
    return _listed([clause.latex for clause in table.failing])


def _listed(clauses: Sequence[str]) -> str:
    return "all" if len(clauses) == len(Clause) else "; ".join(clauses) or "none"


def _answer(row: ClauseRow) -> str:
    return "yes" if row.holds == sp.true else "no"


def _verdict(table: ClauseTable) -> str:
    first, every = ("yes" if holds else "no" for holds in (table.bregman, not table.failing))
    return f"Bregman function (the first five): {first}; with the last one: {every}"


def _end_latex(finding: EndFinding) -> str:
    integral, e = finding.integral, finding.order
    limit = "_0" if integral.end == 0 else r"^{\infty}"
    growth = r"\log x" if e == 0 else sp.latex(sp.Symbol("x", positive=True) ** e)
    return rf"\int{limit} {'x ' * integral.power}R''\,dx \sim {growth}"
