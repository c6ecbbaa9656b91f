"""Steepest flow of any loss on the weights of a separable model with symbolic numbers of weights and coordinates.

The letters, for coordinates j = 1..k with weights i = 1..L each: w[i, j] the weights (a model that is written out has
families of its own), x[j] the coordinate, c[j] the
slope df/dx_j of the loss f, G[i, j] = dx_j/dw_ij, s[j] the drive: s_j = Phi_q(c_j), and at q = 1, where that jumps, a
number of Sign(c_j); pull[i, j] the same of the force on a weight, which is c_j G_ij, and under coupled decay
c_j G_ij + decay w_ij.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Product, constants, family, unnamed

WEIGHT, OTHER, COORDINATE, SLOPE, DRIVE, PARTIAL, PULL = map(family, ("w", "v", "x", "c", "s", "G", "pull"))
#: The second derivatives of a loss by the coordinates.
CURVATURE = family("H")
#: All families that move, or that a solution has at each moment.
LETTERS = (WEIGHT, OTHER, COORDINATE, SLOPE, DRIVE, PARTIAL, PULL)
#: The value of the loss.
LOSS = sp.Symbol("f", real=True)
#: The number of coordinates.
WIDTH = sp.Symbol("k", positive=True, integer=True)
_L = unnamed("l")


@dataclass(frozen=True)
class DiagonalNetwork:
    """x_j = w_1j w_2j ... w_Lj: a deep diagonal network with `depth` layers and `width` coordinates.

    Or with so many `others` more, the weights of which are called v: x_j = w_1j ... w_nj v_1j ... v_rj, n the depth.
    """

    depth: sp.Expr
    width: sp.Expr = WIDTH
    others: sp.Expr = sp.S.Zero

    def __post_init__(self) -> None:
        """Sizes may be plain numbers."""
        for name in ("depth", "width", "others"):
            object.__setattr__(self, name, sp.sympify(getattr(self, name), strict=True))

    def coordinate(self, j: sp.Expr) -> sp.Expr:
        """x_j as a formula in the weights."""
        return Product(WEIGHT[_L, j], _L, self.depth) * self._others(j)

    def partial(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """dx_j/dw_ij."""
        others = self._others(j)
        return others if self.depth == 1 else Product(WEIGHT[_L, j], _L, self.depth, i) * others

    def other_partial(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """dx_j/dv_ij."""
        return Product(WEIGHT[_L, j], _L, self.depth) * self._others(j, i)

    def _others(self, j: sp.Expr, *but: sp.Expr) -> sp.Expr:
        """The product of the weights v of a coordinate."""
        return Product(OTHER[_L, j], _L, self.others, *but) if self.others != 0 else sp.S.One


@dataclass(frozen=True)
class SeparableModel:
    """x_j = g_j(w_1j, ..., w_Lj) with any continuously differentiable g_j; G[i, j] = dg_j/dw_ij.

    With a `degree` D every g_j is positively homogeneous of that degree: g_j(r w) = r^D g_j(w) for r > 0.
    """

    depth: sp.Expr
    width: sp.Expr = WIDTH
    degree: sp.Expr | None = None

    @property
    def others(self) -> sp.Expr:
        """No weights have another letter."""
        return sp.S.Zero

    def coordinate(self, j: sp.Expr) -> sp.Expr:
        """x_j, a letter: of the g_j nothing is known but the derivatives."""
        return COORDINATE[j]

    def partial(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """dx_j/dw_ij, a letter."""
        return PARTIAL[i, j]


@dataclass(frozen=True)
class WrittenModel:
    """x_j = `formula` at `place` = j, in one weight of each of several families: u[j]^2 - v[j]^2 is one.

    >>> from neversaddle.theory.language.families import index
    >>> (u, v), j = map(family, "uv"), index("j")
    >>> WrittenModel(u[j]**2 - v[j]**2, j, (u, v)).partial_by(v[index("n")])
    -2*v[n]
    """

    formula: sp.Expr
    place: sp.Symbol
    weights: tuple[sp.IndexedBase, ...]
    width: sp.Expr = WIDTH

    @property
    def depth(self) -> sp.Integer:
        """The number of weights of a coordinate."""
        return sp.Integer(len(self.weights))

    @property
    def others(self) -> sp.Expr:
        """All weights have letters of their own."""
        return sp.S.Zero

    def coordinate(self, j: sp.Expr) -> sp.Expr:
        """x_j as a formula in the weights."""
        return self.formula.xreplace({self.place: j})

    def partial_by(self, member: sp.Indexed) -> sp.Expr:
        """The derivative of the coordinate that has the member as one of its weights."""
        weight = sp.Dummy(real=True)
        slope = sp.diff(self.coordinate(*member.indices).xreplace({member: weight}), weight)
        return sp.powsimp(slope).xreplace({weight: member})


Model: TypeAlias = DiagonalNetwork | SeparableModel | WrittenModel


@dataclass(frozen=True)
class Steepest:
    """dw_ij/dt = -Phi_q(df/dw_ij) - decay w_ij, or with coupled decay -Phi_q(df/dw_ij + decay w_ij).

    The loss f is continuously differentiable in x. At q = 1 the right side jumps, and a solution is one in Filippov's
    sense. At almost every time it then has, in place of Phi_q(force), some number of Sign(force) for each weight,
    coupled decay being part of the force; and without coupled decay, where dx_j/dw_ij does not vanish,
    s_j Phi_q(dx_j/dw_ij) with one s_j of Sign(c_j) for all such weights of the coordinate (Filippov 1988; Paden &
    Sastry 1987, Theorem 1). Decay may change with time, but for `steady` decay.
    """

    model: Model
    q: sp.Expr
    decay: sp.Expr = sp.S.Zero
    coupled: bool = False
    steady: bool = False

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The parameters: sizes of the model, exponent and decay."""
        own = constants(self.model.formula) - {self.model.place} if isinstance(self.model, WrittenModel) else set()
        if isinstance(self.model, SeparableModel) and self.model.degree is not None:
            own = set(self.model.degree.free_symbols)
        sizes = (self.model.depth, self.model.others, self.model.width)
        return own.union(*(e.free_symbols for e in (*sizes, self.q, self.decay)))

    @property
    def weights(self) -> tuple[sp.IndexedBase, ...]:
        """The families of its weights."""
        if isinstance(self.model, WrittenModel):
            return self.model.weights
        return (WEIGHT,) if self.model.others == 0 else (WEIGHT, OTHER)

    def force(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """What pull[i, j] is Phi_q of: df/dw_ij, and coupled decay beside it; of no written model."""
        assert not isinstance(self.model, WrittenModel)
        return SLOPE[j] * self.model.partial(i, j) + (self.decay * WEIGHT[i, j] if self.coupled else 0)

    def pulled_velocity(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """dw_ij/dt at almost every time, whatever vanishes; of no written model."""
        return -PULL[i, j] - (0 if self.coupled else self.decay * WEIGHT[i, j])

    def velocity(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """dw_ij/dt where nothing jumps: at q > 1, and where no dx_j/dw_ij of the coordinate vanishes."""
        assert not isinstance(self.model, WrittenModel)
        return self._moved(WEIGHT[i, j], j, self.model.partial(i, j))

    def other_velocity(self, i: sp.Expr, j: sp.Expr) -> sp.Expr:
        """The same of dv_ij/dt."""
        assert isinstance(self.model, DiagonalNetwork)
        return self._moved(OTHER[i, j], j, self.model.other_partial(i, j))

    def velocity_of(self, weight: sp.Indexed) -> sp.Expr:
        """The same of a weight of a written model."""
        assert isinstance(self.model, WrittenModel)
        return self._moved(weight, weight.indices[0], self.model.partial_by(weight))

    def _moved(self, weight: sp.Indexed, j: sp.Expr, partial: sp.Expr) -> sp.Expr:
        if self.coupled:
            return -duality_map(self.q, SLOPE[j] * partial + self.decay * weight)
        return -DRIVE[j] * duality_map(self.q, partial) - self.decay * weight
