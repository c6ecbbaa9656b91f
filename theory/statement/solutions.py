"""Kinds of statement about all solutions of a flow: rates at almost every time, relations at all times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import sympy as sp

from neversaddle.theory.motion.steepest import Steepest
from neversaddle.theory.statement.hypotheses import Hypothesis


class Order(StrEnum):
    """How two sides are related."""

    EQUAL = "="
    AT_MOST = "<="


@dataclass(frozen=True)
class AnyFlow:
    """The letter that theorems of analysis have for a flow; nothing is known of it."""

    free_symbols: ClassVar[frozenset[sp.Symbol]] = frozenset()


@dataclass(frozen=True)
class Rate:
    """Along every solution `quantity` is absolutely continuous, and at almost every time it changes at `rate`."""

    text: str
    quantity: sp.Expr
    rate: sp.Expr
    along: Steepest | AnyFlow
    given: tuple[Hypothesis, ...] = ()


@dataclass(frozen=True)
class Along:
    """Along every solution left = right, or left <= right, at all times t >= 0 for which it exists."""

    text: str
    left: sp.Expr
    order: Order
    right: sp.Expr
    along: Steepest | AnyFlow
    given: tuple[Hypothesis, ...] = ()
