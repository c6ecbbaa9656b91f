"""Tables as LaTeX with booktabs and as text."""

from __future__ import annotations

from collections.abc import Sequence


def latex_table(exhibit_id: str, caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], align: str) -> str:
    """A table environment that compiles in an article with booktabs and amsmath; cells are LaTeX."""
    lines = [" & ".join(cells) + r" \\" for cells in (header, *rows)]
    return "\n".join(
        [
            "% needs amsmath and booktabs",
            r"\begin{table}[t]",
            r"  \centering\small",
            rf"  \caption{{{caption}}}",
            rf"  \label{{tab:{exhibit_id}}}",
            rf"  \begin{{tabular}}{{{align}}}",
            r"    \toprule",
            f"    {lines[0]}",
            r"    \midrule",
            *(f"    {line}" for line in lines[1:]),
            r"    \bottomrule",
            r"  \end{tabular}",
            r"\end{table}",
            "",
        ]
    )


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of text under their names, two blanks apart.

    >>> print(text_table(["q", "exponent"], [["1", "1 + 1/L"], ["3/2", "2"]]), end="")
    q    exponent
    ---  --------
    1    1 + 1/L
    3/2  2
    """
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * width for width in widths], *rows]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )
