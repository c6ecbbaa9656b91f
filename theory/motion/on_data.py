"""Steepest flow on the weights of a model, of any loss that sees the coordinates through data alone."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from neversaddle.theory.motion.mirror import ManyData
from neversaddle.theory.motion.steepest import Steepest


@dataclass(frozen=True)
class OnData:
    """The steepest flow of a loss f that is any C1 function of what the data show of x."""

    steepest: Steepest
    sight: ManyData

    @property
    def q(self) -> sp.Expr:
        """The exponent."""
        return self.steepest.q

    @property
    def width(self) -> sp.Expr:
        """The number of coordinates."""
        return self.steepest.model.width

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The parameters: those of the flow, and the number of data."""
        return self.steepest.free_symbols.union(self.sight.rows.free_symbols)
