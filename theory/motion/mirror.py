"""Mirror flow of any loss that sees the coordinates through data alone.

The letters, for coordinates j = 1..k and data l = 1..n: x[j] the coordinate, R_j its potential, Z[l, j] the data, g[l]
the slope of the loss in what the l-th datum shows of x; of a single datum, z[j] and g.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import sympy as sp

from neversaddle.theory.geometry.duality import duality_map
from neversaddle.theory.language.families import Total, family, unnamed
from neversaddle.theory.language.functions import Functions
from neversaddle.theory.motion.steepest import COORDINATE, WIDTH

DATA, DATUM, INNER = map(family, ("Z", "z", "g"))
SINGLE = sp.Symbol("g", real=True)
#: The number of data.
ROWS = sp.Symbol("n", positive=True, integer=True)
#: The potentials, and another point that is looked at beside the solution.
POTENTIALS = Functions(sp.Symbol("R", real=True))
RIVAL = family("v")
#: All letters of what changes with time.
MOVING = (COORDINATE, INNER, SINGLE)
_L = unnamed("l")


@dataclass(frozen=True)
class ManyData:
    """f is a function of sum_j Z_lj x_j, l = 1..rows, with slopes g_l."""

    rows: sp.Expr = ROWS

    def slope(self, j: sp.Expr) -> sp.Expr:
        """df/dx_j."""
        return Total(DATA[_L, j] * INNER[_L], _L, self.rows)


@dataclass(frozen=True)
class OneDatum:
    """f is a function of sum_j z_j x_j alone, with slope g."""

    rows: sp.Expr = sp.S.One

    def slope(self, j: sp.Expr) -> sp.Expr:
        """df/dx_j."""
        return DATUM[j] * SINGLE


Sight: TypeAlias = ManyData | OneDatum


@dataclass(frozen=True)
class MirrorFlow:
    """d R_j'(x_j)/dt = -Phi_q(df/dx_j), for any loss f that is continuously differentiable in what it sees of x.

    A solution stays inside the open intervals I_j on which the R_j are functions, and R_j'(x_j) is absolutely
    continuous. Where it is said to tend to a point, that lies inside, too.
    """

    q: sp.Expr
    sight: Sight
    width: sp.Expr = WIDTH
    potentials: Functions = POTENTIALS

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The parameters: exponent and sizes."""
        return set().union(*(e.free_symbols for e in (self.q, self.width, self.sight.rows)))

    def velocity(self, j: sp.Expr) -> sp.Expr:
        """The velocity of R_j'(x_j), where nothing jumps."""
        return -duality_map(self.q, self.sight.slope(j))

    def slots(self) -> dict[sp.IndexedBase, tuple[sp.Expr, ...]]:
        """The sizes that the places of its letters run to."""
        rows, width = self.sight.rows, self.width
        sight = {DATA: (rows, width), INNER: (rows,)} if isinstance(self.sight, ManyData) else {DATUM: (width,)}
        return {COORDINATE: (width,), RIVAL: (width,), **sight}
