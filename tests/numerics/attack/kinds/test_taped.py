"""Formulas on the tape of an enclosed flow: what they are at the start, in letters, numbers and sums over families."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from neversaddle.losses import least_squares
from neversaddle.numerics.attack.kinds.taped import taped
from neversaddle.numerics.flow.enclosed import smooth_stretch, weight_system
from neversaddle.numerics.flow.trajectory import FlowError
from neversaddle.numerics.ode.tape import CannotRecord
from neversaddle.theory.geometry.reparametrization import DeepDiagonal
from neversaddle.theory.language.families import Total, index
from neversaddle.theory.language.symbols import L
from neversaddle.theory.motion.steepest import COORDINATE, SLOPE, WEIGHT

i, a = index("i"), sp.Symbol("a", positive=True)
STRETCH = smooth_stretch(weight_system(DeepDiagonal(2), 2, least_squares([[1]], [1]), [[3], ["1/2"]], 0, "decoupled"))
NODES = dict(zip((WEIGHT[1, 1], WEIGHT[2, 1]), STRETCH.column(0), strict=True)) | {COORDINATE[1]: STRETCH.x[0]}
INSTANCE = {a: Fraction(1, 4), L: Fraction(2), SLOPE[2]: Fraction(5)}


def begun(e: sp.Expr) -> float:
    """What a formula is at the start."""
    _, (value,), _ = STRETCH.read([taped(e, NODES, INSTANCE, STRETCH)], [], Fraction(1, 64), Fraction(1, 10**9))
    return float(value)


@pytest.mark.parametrize(
    ("e", "value"),
    [
        (COORDINATE[1], 1.5),
        (Total(WEIGHT[i, 1], i, L), 3.5),
        (a * COORDINATE[1] + SLOPE[2], 5.375),
        (sp.Abs(a - WEIGHT[1, 1]), 2.75),
    ],
    ids=str,
)
def test_a_formula_is_what_it_is(e: sp.Expr, value: float) -> None:
    assert begun(e) == value


def test_what_has_no_value_or_series_is_refused() -> None:
    with pytest.raises(CannotRecord):
        begun(SLOPE[1])
    with pytest.raises(FlowError):
        begun(sp.Abs(12 * a - WEIGHT[1, 1]))
