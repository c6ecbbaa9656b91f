"""Steepest flow of any loss on the weights of a separable model with symbolic numbers of weights and coordinates.

The letters, for coordinates j = 1..k with weights i = 1..L each: w[i, j] the weights, x[j] the coordinate, c[j] the
slope df/dx_j of the loss f, G[i, j] = dx_j/dw_ij, s[j] the drive: s_j = Phi_q(c_j), and at q = 1, where that jumps, a
number of Sign(c_j); pull[i, j] the same of c_j G_ij.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Product, family, unnamed

WEIGHT, COORDINATE, SLOPE, DRIVE, PARTIAL, PULL = map(family, ("w", "x", "c", "s", "G", "pull"))
#: The second derivatives of a loss by the coordinates.
CURVATURE = family("H")
#: All families that move, or that a solution has at each moment.
LETTERS = (WEIGHT, COORDINATE, SLOPE, DRIVE, PARTIAL, PULL)
#: The value of the loss.
LOSS = sp.Symbol("f", real=True)
#: The number of coordinates.
WIDTH = sp.Symbol("k", positive=True, integer=True)
_L = unnamed("l")


@dataclass(frozen=True)
class DiagonalNetwork:
    """x_j = w_1j w_2j ... w_Lj: a deep diagonal network with `depth` layers and `width` coordinates."""

    depth: sp.Expr
    width: sp.Expr = WIDTH

    def coordinate(self, j: sp.Expr) -> sp.Expr:
        """x_j as a formula in the weights."""
        return Product(WEIGHT[_L, j], _L, self.depth)

    def partial(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """dx_j/dw_ij."""
        return Product(WEIGHT[_L, j], _L, self.depth, i)


@dataclass(frozen=True)
class SeparableModel:
    """x_j = g_j(w_1j, ..., w_Lj) with any continuously differentiable g_j; G[i, j] = dg_j/dw_ij."""

    depth: sp.Expr
    width: sp.Expr = WIDTH

    def coordinate(self, j: sp.Expr) -> sp.Expr:
        """x_j, a letter: of the g_j nothing is known but the derivatives."""
        return COORDINATE[j]

    def partial(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """dx_j/dw_ij, a letter."""
        return PARTIAL[i, j]


Model: TypeAlias = DiagonalNetwork | SeparableModel


@dataclass(frozen=True)
class Steepest:
    """dw_ij/dt = -Phi_q(df/dw_ij) - decay w_ij, or with coupled decay -Phi_q(df/dw_ij + decay w_ij).

    The loss f is continuously differentiable in x. At q = 1 the right side jumps, and a solution is one in Filippov's
    sense. At almost every time it then has, in place of Phi_q(df/dw_ij), some number of Sign(df/dw_ij) for each weight;
    and where no dx_j/dw_ij of the coordinate vanishes, s_j Phi_q(dx_j/dw_ij) with one s_j of Sign(c_j) for all of them
    (Filippov 1988; Paden & Sastry 1987, Theorem 1).
    """

    model: Model
    q: sp.Expr
    decay: sp.Expr = sp.S.Zero
    coupled: bool = False

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The parameters: sizes of the model, exponent and decay."""
        return set().union(*(e.free_symbols for e in (self.model.depth, self.model.width, self.q, self.decay)))

    def pulled_velocity(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """dw_ij/dt at almost every time, whatever vanishes; without coupled decay."""
        return -PULL[i, j] - self.decay * WEIGHT[i, j]

    def velocity(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """dw_ij/dt where nothing jumps: at q > 1, and where no dx_j/dw_ij of the coordinate vanishes."""
        partial = self.model.partial(i, j)
        if self.coupled:
            return -duality_map(self.q, SLOPE[j] * partial + self.decay * WEIGHT[i, j])
        return -DRIVE[j] * duality_map(self.q, partial) - self.decay * WEIGHT[i, j]
