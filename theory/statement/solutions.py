"""Kinds of statement about all solutions of a flow: rates at almost every time, relations at all times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import sympy as sp

from neversaddle.theory.language.families import constants
from neversaddle.theory.language.times import TIME
from neversaddle.theory.motion.mirror import MirrorFlow
from neversaddle.theory.motion.steepest import LOSS, Steepest
from neversaddle.theory.statement.hypotheses import Hypothesis, Range, Sign
from neversaddle.theory.statement.kind import Style


class Order(StrEnum):
    """How two sides are related."""

    EQUAL = "="
    AT_MOST = "<="
    LESS = "<"

    @property
    def latex(self) -> str:
        """The sign in LaTeX."""
        return r"\le" if self is Order.AT_MOST else str(self)


@dataclass(frozen=True)
class AnyFlow:
    """The letter that theorems of analysis have for a flow; nothing is known of it."""

    free_symbols: ClassVar[frozenset[sp.Symbol]] = frozenset()


@dataclass(frozen=True)
class AnyInterval:
    """The letter that theorems of analysis have for an open interval, as what is said of a parameter in it."""


@dataclass(frozen=True)
class Rate:
    """Along every solution `quantity` is absolutely continuous, and at almost every time it changes at `rate`.

    With a `force` the one pull in the rate is Phi_q of that, or a number of Sign of it; else of the flow's own force.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("quantity", "rate")
    DETERMINED: ClassVar[tuple[str, ...]] = ("rate",)

    text: str
    quantity: sp.Expr
    rate: sp.Expr
    along: Steepest | MirrorFlow | AnyFlow
    given: tuple[Hypothesis, ...] = ()
    force: sp.Expr | None = None

    def symbols(self) -> set[sp.Symbol]:
        """The parameters, the sizes and the places that are named."""
        said = (self.quantity, self.rate, *([] if self.force is None else [self.force]))
        return (set().union(*map(constants, said)) | set(self.along.free_symbols)) - {LOSS}

    def written(self, style: Style) -> str:
        """d/dt of the quantity, and the rate."""
        return style.fill("d/dt [{}] = {}", r"\frac{{d}}{{dt}}\left[{}\right] = {}", self.quantity, self.rate)


@dataclass(frozen=True)
class Until:
    """As long as `of` has stayed where `interval` says of its symbol that it is; the symbol itself is bound."""

    interval: Sign | Range | AnyInterval
    of: sp.Expr

    def written(self, style: Style) -> str:
        """The condition."""
        if isinstance(self.interval, Range):
            bounds = (self.interval.low, self.of, self.interval.high)
            return style.fill("{} < {} < {}", "{} < {} < {}", *bounds)
        return style.fill("0 < {}", "0 < {}", self.of)


@dataclass(frozen=True)
class Along:
    """Along every solution left = right, left <= right or left < right at all times t >= 0 for which it exists.

    With `until` at all times before which that has never failed.
    """

    FORMULAS: ClassVar[tuple[str, ...]] = ("left", "right")
    DETERMINED: ClassVar[tuple[str, ...]] = ("right",)

    text: str
    left: sp.Expr
    order: Order
    right: sp.Expr
    along: Steepest | MirrorFlow | AnyFlow
    given: tuple[Hypothesis, ...] = ()
    until: Until | None = None

    def symbols(self) -> set[sp.Symbol]:
        """The parameters, the sizes and the places that are named."""
        said = (self.left, self.right, *([] if self.until is None else [self.until.of]))
        return (set().union(*map(constants, said)) | set(self.along.free_symbols)) - {LOSS, TIME}

    def written(self, style: Style) -> str:
        """Both sides."""
        sign = self.order.latex if style.latex else str(self.order)
        sides = style.fill("{} {} {}", "{} {} {}", self.left, sign, self.right)
        if self.until is None:
            return sides
        return style.fill(
            "{} as long as {} has never failed",
            r"{} \text{{ as long as }} {} \text{{ has never failed}}",
            sides,
            self.until.written(style),
        )
