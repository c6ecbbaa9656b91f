"""The kind of statement about the least value of something over all members of a family that are admitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import sympy as sp
from sympy.logic.boolalg import Boolean

from neversaddle.theory.language.families import constants, exchanged
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kind import Style


@dataclass(frozen=True)
class Least:
    """Over all real members of the `family` that are admitted the least value of the objective is `value`.

    It is attained where the member at each `place` is what `at` says.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("objective", "admitted", "value", "at")
    DETERMINED: ClassVar[tuple[str, ...]] = ("value",)

    text: str
    objective: sp.Expr
    family: sp.IndexedBase
    admitted: Boolean
    value: sp.Expr
    place: sp.Symbol
    at: sp.Expr
    given: tuple[Hypothesis, ...] = ()

    def there(self, e: sp.Basic) -> sp.Basic:
        """What becomes of a formula at the point where the value is attained."""

        def change(part: sp.Basic) -> sp.Basic | None:
            if isinstance(part, sp.Indexed) and part.base == self.family:
                return self.at.xreplace({self.place: part.indices[0]})
            return None

        return exchanged(e, change, self.at, self.place)

    def symbols(self) -> set[sp.Symbol]:
        """All but the members over which the least value is taken."""
        formulas = (self.objective, self.admitted, self.value)
        return set().union(*map(constants, formulas)) | (constants(self.at) - {self.place})

    def written(self, style: Style) -> str:
        """The least value, what is admitted, and where it is attained."""
        member = self.family[self.place]
        among = "" if self.admitted == sp.true else style.fill(" with {}", r"\text{{ with }} {}", self.admitted)
        return style.fill(
            "over all real {}{} the least value of {} is {}, attained, for one, where every {} = {}",
            r"\min_{{\text{{real }} {}{}}} {} = {} \text{{, attained, for one, where every }} {} = {}",
            member,
            among,
            self.objective,
            self.value,
            member,
            self.at,
        )
