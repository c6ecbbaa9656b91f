"""What has the same derivative and beginning is the same: on formulas, and where a premise is missed."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.same_derivative import THEOREM, A, B, c, v, z
from tests.fuzz.necessity import Looked, Missed
from tests.fuzz.on_a_half_line import PLACES, Formulas, from_on

w = sp.Symbol("w", real=True)


def both(
    one: sp.Expr, other: sp.Expr, at: sp.Expr, begin: sp.Expr = sp.S.Zero, places: Sequence[sp.Expr] = PLACES
) -> Formulas:
    """Two formulas in w, a number, and where they begin."""
    return Formulas(THEOREM, {A: one, B: other, v: w, z: at, c: begin}, w, places)


@given(st.integers(1, 4), st.integers(-3, 3), st.integers(1, 9))
def test_it_holds(power: int, begin: int, at: int) -> None:
    root = sp.sqrt((1 + w) ** (2 * power)) - 1 + begin
    assert both(
        root, sp.expand((1 + w) ** power) - 1 + begin, sp.Rational(at, 3), sp.Integer(begin)
    ).looked() == Looked((), True)


class Bent(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """exp(-1/(1 - x)) for x < 1, and 0 from there on, which is smooth."""

    nargs = 1

    @classmethod
    def eval(cls, x: sp.Expr) -> sp.Expr | None:
        """The value at a number."""
        if not x.is_number:
            return None
        return sp.exp(-1 / (1 - x)) if x < 1 else sp.S.Zero

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The derivative."""
        return -self / (1 - self.args[0]) ** 2


TWO = sp.Integer(2)
FAR = [place for place in PLACES if place > 1]
FALSE = {
    "above zero": both(w**2, w * sp.Abs(w), -sp.S.One),
    "the same derivative": both(w, 2 * w, sp.S.One),
    "one begins there": both(1 + w, w, sp.S.One),
    "the other, too": both(w, 1 + w, sp.S.One),
    "A is smooth": both(from_on(1, w, w + 1, w), w, TWO),
    "B is smooth": both(w, from_on(1, w, w + 1, w), TWO),
    # If more is assumed of the letter, the derivatives may be equal on a part of the way alone.
    "v is new": both(w**2, w**2 + Bent(w) - sp.exp(-1), w, places=FAR),
}
MISSED: Missed = {name: case.looked for name, case in FALSE.items()}
