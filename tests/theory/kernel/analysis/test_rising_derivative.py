"""Functions whose derivative rises are strictly convex: random ones, and some that miss a premise."""

from __future__ import annotations

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.rising_derivative import THEOREM
from tests.fuzz.necessity import Looked, Missed, found

Z = sp.Symbol("z", real=True)
POINTS = [sp.Rational(n, 2) for n in range(-6, 7)]


def bent(function: sp.Expr) -> bool:
    """Whether a function lies below its chords, strictly, on a few places."""
    values = [function.subs(Z, p) for p in POINTS]
    return all(low + high > 2 * middle for low, middle, high in zip(values, values[1:], values[2:], strict=False))


def looked(function: sp.Expr, slope: sp.Expr) -> Looked:
    """Which premises hold on those places, and whether the conclusion does: convex, and with that derivative."""
    derived = sp.simplify(sp.diff(function, Z) - slope) == 0
    rises = all(sp.diff(slope, Z).subs(Z, p) > 0 for p in POINTS)
    return found(THEOREM, [derived, rises], derived and bent(function))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(0, 3), st.integers(-3, 3), st.integers(0, 2))
def test_it_holds(square: int, fourth: int, linear: int, entropy: int) -> None:
    function = square * Z**2 + fourth * Z**4 + linear * Z + entropy * (Z * sp.asinh(Z) - sp.sqrt(Z**2 + 1))
    assert looked(function, sp.diff(function, Z)) == Looked((), True)


MISSED: Missed = {
    "its derivative": lambda: looked(Z**2, 3 * Z),
    "which rises": lambda: looked(-(Z**2), -2 * Z),
}
