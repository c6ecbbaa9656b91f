"""What every kind of statement tells of itself, and the two styles that it is written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import sympy as sp

from neversaddle.theory.statement.hypotheses import Hypothesis


@dataclass(frozen=True)
class Style:
    """How expressions and the words between them are written; templates take what they speak of by position."""

    show: Callable[[sp.Basic], str]
    latex: bool

    def fill(self, text: str, latex: str, *things: sp.Basic | str) -> str:
        """The template of this style, filled in."""
        template = latex if self.latex else text
        return template.format(*(t if isinstance(t, str) else self.show(t) for t in things))

    def end(self, at: sp.Expr) -> str:
        """What a variable tends to, from inside its range: 0 is meant from above."""
        return self.fill("{}+", "{}^+", at) if at == 0 else self.show(at)

    def iff(self, *conditions: str) -> str:
        """One iff the other."""
        return (r" \iff " if self.latex else "  iff  ").join(conditions)


class Kind(Protocol):
    """One kind of statement. `FORMULAS` are the fields that hold formulas.

    `DETERMINED` are those that the rest of a true statement determines: one that differs there is true only if it says
    the same.
    """

    FORMULAS: ClassVar[tuple[str, ...]]
    DETERMINED: ClassVar[tuple[str, ...]]

    @property
    def text(self) -> str:
        """What the part is called within its claim."""
        ...

    @property
    def given(self) -> tuple[Hypothesis, ...]:
        """What it assumes beside its claim."""
        ...

    def symbols(self) -> set[sp.Symbol]:
        """What the statement says something about all values of, letters of its flow left out."""
        ...

    def written(self, style: Style) -> str:
        """The statement as one formula, without its hypotheses."""
        ...
