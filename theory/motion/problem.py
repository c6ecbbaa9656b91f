"""One concrete flow as exact data: a model, an exponent, a loss, a start and a decay, all of them numbers."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from neversaddle.theory.geometry.reparametrization import DeepDiagonal, Reparametrization
from neversaddle.theory.motion.steepest import LOSS

#: Depth and coordinates of such a flow are digits, so that w_12 has one reading.
MOST = 9


class ProblemError(ValueError):
    """Data that make no flow; one line says why."""


def weight(i: int, j: int) -> sp.Symbol:
    """w_ij, the i-th weight of coordinate j; both count from 1.

    >>> weight(1, 2)
    w_12
    """
    return sp.Symbol(f"w_{i}{j}", real=True)


def coordinate(j: int) -> sp.Symbol:
    """x_j, what the model makes of the weights of coordinate j."""
    return sp.Symbol(f"x_{j}", real=True)


@dataclass(frozen=True)
class FlowProblem:
    """dw_ij = -Phi_q(f_j'(x) dg/dw_i) dt with decay, from rational weights; `weights[i - 1][j - 1]` is w_ij(0).

    `loss` is f as a formula in x_1, ..., x_k with rational numbers; `decay` >= 0 stands outside Phi_q, or inside where
    `coupled`. Raises ProblemError for data that make no flow.
    """

    model: DeepDiagonal | Reparametrization
    q: sp.Rational
    loss: sp.Expr
    weights: tuple[tuple[sp.Rational, ...], ...]
    decay: sp.Rational = sp.S.Zero
    coupled: bool = False

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.weights}
        if self.model.depth != len(self.weights) or len(widths) != 1 or not widths <= set(range(1, MOST + 1)):
            raise ProblemError(
                f"the weights must be {self.model.depth} rows of one length from 1 to {MOST}; got {self.weights}"
            )
        if len(self.weights) > MOST:
            raise ProblemError(f"a depth of at most {MOST} can be written; got {len(self.weights)}")
        numbers = (self.q, self.decay, *(w for row in self.weights for w in row))
        if not all(isinstance(n, sp.Rational) for n in numbers) or not 1 <= self.q <= 2 or self.decay < 0:
            raise ProblemError(
                f"q in [1, 2], decay >= 0 and all weights must be SymPy's rational numbers; got {numbers}"
            )
        unknown = self.loss.free_symbols - set(self.coordinates)
        if unknown or self.loss.has(sp.Float):
            shown = ", ".join(map(str, self.coordinates))
            raise ProblemError(f"the loss must be a formula in {shown} with exact numbers; got {self.loss}")

    @property
    def coordinates(self) -> tuple[sp.Symbol, ...]:
        """x_1, ..., x_k."""
        return tuple(coordinate(j) for j in range(1, len(self.weights[0]) + 1))

    @property
    def symbols(self) -> frozenset[sp.Symbol]:
        """What a statement about this flow can speak of: its weights, its coordinates and the loss."""
        pairs = ((i, j) for i in range(1, len(self.weights) + 1) for j in range(1, len(self.weights[0]) + 1))
        return frozenset((*(weight(i, j) for i, j in pairs), *self.coordinates, LOSS))
