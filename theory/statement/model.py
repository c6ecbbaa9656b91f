"""The hypotheses and letters that claims about flows of whole models share, and the inverse metric of a network."""

from __future__ import annotations

import sympy as sp

from neversaddle.theory.language.families import Product, Total, index
from neversaddle.theory.language.symbols import L, q
from neversaddle.theory.motion.steepest import PARTIAL, WEIGHT, WIDTH
from neversaddle.theory.statement.hypotheses import Depth, Every, Hypothesis, Place, Range
from neversaddle.theory.statement.setting import EXPONENT

#: L weights in each of k coordinates.
SIZES = (Depth(L, 1), Depth(WIDTH, 1))
i, j, r = map(index, ("i", "j", "r"))
#: Any weight, and any two weights, of any coordinate.
ONE_WEIGHT = (Place(i, L), Place(j, WIDTH))
TWO_WEIGHTS = (Place(i, L), Place(r, L, apart=(i,)), Place(j, WIDTH))
#: Flows without jumps, of which all solutions are meant.
ABOVE_ONE = (Range(q, open_low=True, why="at q = 1 a coordinate may slide while one of its weights stays at zero"),)
_EACH = index("l")
#: All flows of any model, and solutions of which no slope dx_j/dw_ij of the coordinate stays at zero.
STEADY: tuple[Hypothesis, ...] = (
    EXPONENT,
    Every(sp.Ne(PARTIAL[_EACH, j], 0), _EACH, L, why="at q = 1 the flow jumps where some dx_j/dw_ij vanishes"),
)


def moving(depth: sp.Expr) -> tuple[Hypothesis, ...]:
    """All flows of a network, and solutions of which no weight of the coordinate stays at zero for a time."""
    why = "at q = 1 a coordinate may slide while one of its weights stays at zero"
    return EXPONENT, Every(sp.Ne(WEIGHT[_EACH, j], 0), _EACH, depth, why=why)


MOVING = moving(L)


def inverse_metric(q: sp.Expr) -> sp.Expr:
    """sum_i |dx_j/dw_ij|^q, of the products of the other weights."""
    each = index("l")
    return Total(sp.Abs(Product(WEIGHT[each, j], each, L, i)) ** q, i, L)
