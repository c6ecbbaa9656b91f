"""What is so at all values of a function is so at all positive numbers: on formulas, and where it misses some."""

from __future__ import annotations

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.every_value import THEOREM, A, B, h, v, y, z
from tests.fuzz.necessity import Looked, Missed
from tests.fuzz.on_a_half_line import Formulas, from_on

w, x = sp.symbols("w x", real=True)


def equal(one: sp.Expr, other: sp.Expr, values: sp.Expr, at: sp.Expr) -> Formulas:
    """Two formulas in x, values of x as a formula in w, and another one."""
    return Formulas(THEOREM, {A: one, B: other, y: x, h: values, v: w, z: at}, w)


@given(st.integers(1, 3), st.integers(1, 5), st.integers(1, 9))
def test_it_holds(power: int, factor: int, at: int) -> None:
    square = (x + factor) ** 2
    case = equal(square, sp.expand(square), factor * w**power + w / (1 + w), sp.Rational(at, 3))
    assert case.looked() == Looked((), True)


def modulus(e: sp.Expr, values: sp.Expr, at: sp.Expr) -> Formulas:
    """A number and its modulus, which are equal where it is not negative."""
    return equal(sp.Abs(e), e, values, at)


HALF = sp.Rational(1, 2)
FALSE = {
    "above zero": modulus(x, w, -sp.S.One),
    "its values are, too": modulus(-x, -w, sp.S.One),
    "it begins at zero": modulus(x - 1, 1 + w, HALF),
    "it has no end": modulus(1 - x, w / (1 + w), sp.Integer(2)),
    "equal at all its values": equal(x, 2 * x, w, sp.S.One),
    "h is smooth": modulus((x - 1) * (x - 2), from_on(1, w, w + 1, w), 1 + HALF),
    "v is new": equal(x, w, w, sp.Integer(2)),
}
MISSED: Missed = {name: case.looked for name, case in FALSE.items()}
