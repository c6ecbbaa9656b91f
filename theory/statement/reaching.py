"""When a quantity reaches a level: a kind of statement about all solutions of a flow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import sympy as sp

from neversaddle.theory.language.families import constants
from neversaddle.theory.motion.steepest import LOSS, Steepest
from neversaddle.theory.statement.hypotheses import Hypothesis
from neversaddle.theory.statement.kind import Style
from neversaddle.theory.statement.solutions import AnyFlow


class When(StrEnum):
    """How a time is related to the least time at which the quantity is no less than the level."""

    AT = "at"
    BY = "by"
    NOT_BEFORE = "not before"


@dataclass(frozen=True)
class Reaches:
    """Along every solution `quantity` is at least `level` for the first time at `time`, or by it, or not before it.

    That is: below the level at all times t < `time` (AT, NOT_BEFORE); and at the level at `time` (AT), or no lower at
    some t <= `time` (BY), for a solution that exists until then. A level oo: no solution exists at `time` or beyond,
    and along one that exists at all t < `time` the quantity tends to oo there.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("level", "time")
    DETERMINED: ClassVar[tuple[str, ...]] = ("time",)

    text: str
    quantity: sp.Expr
    level: sp.Expr
    when: When
    time: sp.Expr
    along: Steepest | AnyFlow
    given: tuple[Hypothesis, ...] = ()

    def symbols(self) -> set[sp.Symbol]:
        """The parameters, the sizes and the places that are named."""
        own = set().union(*map(constants, (self.quantity, self.level, self.time)))
        return (own | set(self.along.free_symbols)) - {LOSS}

    def written(self, style: Style) -> str:
        """What is so before the time, and what at the time."""
        # What rises to a level while it has a minus falls to one without.
        falls = self.level != sp.oo and self.quantity.could_extract_minus_sign()
        quantity, level = (-self.quantity, -self.level) if falls else (self.quantity, self.level)
        before, beyond = (">", r"\le" if style.latex else "<=") if falls else ("<", r"\ge" if style.latex else ">=")
        below = style.fill("{} {} {} at all t < T", r"{} {} {} \text{{ at all }} t < T", quantity, before, level)
        there = style.fill(
            "{} = {} at t = T if the solution exists until then",
            r"{} = {} \text{{ at }} t = T \text{{ if the solution exists until then}}",
            quantity,
            level,
        )
        time = style.fill("T = {}", "T = {}", self.time)
        both = style.fill("{0}, and {1}", r"{0} \text{{, and }} {1}", below, there)
        match self.when:
            case _ if self.level == sp.oo:
                said = style.fill(
                    "the solution ends at t = T or before, and {} -> oo as t -> T if it exists until then",
                    r"\text{{the solution ends at }} t = T \text{{ or before, and }} {} \to \infty"
                    r" \text{{ as }} t \to T"
                    r" \text{{ if it exists until then}}",
                    self.quantity,
                )
            case When.BY:
                said = style.fill(
                    "{} {} {} at some t <= T if the solution exists until then",
                    r"{} {} {} \text{{ at some }} t \le T \text{{ if the solution exists until then}}",
                    quantity,
                    beyond,
                    level,
                )
            case When.NOT_BEFORE:
                said = below
            case _:
                said = both
        return style.fill("{}, where {}", r"{} \text{{, where }} {}", said, time)
