"""Formulas as LaTeX that compiles in an article with amsmath: long sums broken over lines."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from neversaddle.theory.statement.writing import plain

#: Characters of plain text that fill about one line of an article.
LINE = 62


def rows(left: str, value: sp.Expr) -> list[str]:
    """The lines `left &= value` of an align environment, sums that are too long broken before their signs."""
    lines: list[str] = []
    room = LINE - len(left) // 2
    for term in terms(value, room):
        tex, size = sp.latex(term), len(plain(term))
        signed = tex if tex.startswith("-") else f"+ {tex}"
        if not lines:
            lines, used = [f"{left} &= {tex}"], size
        elif used + size <= room:
            lines[-1], used = f"{lines[-1]} {signed}", used + size
        else:
            lines, used = [*lines, rf"&\quad {signed}"], size
    return lines


def terms(value: sp.Expr, room: int) -> list[sp.Expr]:
    """The terms of a sum, a factor taken into a bracket where the product does not fit on one line.

    >>> a, b, c = sp.symbols("a b c")
    >>> terms(c * (a + b), 3)
    [a*c, b*c]
    """
    if value.is_Add:
        return [term for part in value.as_ordered_terms() for term in terms(part, room)]
    brackets = [factor for factor in sp.Mul.make_args(value) if factor.is_Add]
    if not brackets or len(plain(value)) <= room:
        return [value]
    widest = max(brackets, key=lambda factor: (len(plain(factor)), sp.default_sort_key(factor)))
    return [term for part in widest.as_ordered_terms() for term in terms(value / widest * part, room)]


def aligned(lines: Sequence[str]) -> str:
    """An align* environment of these lines; nothing for no lines."""
    return "" if not lines else "\\begin{align*}\n  " + " \\\\\n  ".join(lines) + "\n\\end{align*}\n"


def itemized(items: Sequence[str]) -> str:
    """An itemize environment of these items; nothing for no items."""
    return "" if not items else "\\begin{itemize}\n" + "".join(f"  \\item {i}\n" for i in items) + "\\end{itemize}\n"
