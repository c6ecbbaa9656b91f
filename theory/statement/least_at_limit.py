"""The kind of statement that a solution tends to a minimiser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp

from neversaddle.theory.language.families import constants, put
from neversaddle.theory.language.times import Finally
from neversaddle.theory.motion.mirror import RIVAL, MirrorFlow
from neversaddle.theory.motion.on_data import OnData
from neversaddle.theory.motion.steepest import COORDINATE
from neversaddle.theory.statement.hypotheses import Condition, Every, Hypothesis
from neversaddle.theory.statement.kind import Style


@dataclass(frozen=True)
class LeastAtLimit:
    """If x tends to a point x(oo) along a solution, `objective` is least there of all v with `over`, only there.

    `objective` and `over` are in v[j], in values x[j](0) at the start and x[j](oo) in the limit, and in constants.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("objective",)
    DETERMINED: ClassVar[tuple[str, ...]] = ()

    text: str
    objective: sp.Expr
    over: Every | Condition
    along: MirrorFlow | OnData
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The parameters, sizes and potentials."""
        bound = {self.over.place} if isinstance(self.over, Every) else set()
        return (constants(self.objective) | constants(self.over.relation) | self.along.free_symbols) - bound

    def at_limit(self) -> sp.Expr:
        """The objective at the point that the solution tends to."""
        return put(self.objective, RIVAL, lambda *places: Finally(COORDINATE[places]))

    def written(self, style: Style) -> str:
        """The objective, least at the limit."""
        return style.fill(
            "{} is least at v = x(oo), and only there",
            r"{} \text{{ is least at }} v = x(\infty) \text{{, and only there}}",
            self.objective,
        )
