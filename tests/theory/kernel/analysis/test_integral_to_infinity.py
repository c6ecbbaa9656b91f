"""What an integral to infinity lacks tends to zero: on powers, and where a premise is missed."""

from __future__ import annotations

import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.integral_to_infinity import G_1, THEOREM, G, g, low, v
from neversaddle.theory.kernel.analysis.theorem import filled
from tests.fuzz.necessity import Looked, Missed, found

s, a = sp.symbols("s a", positive=True)


def looked(letters: dict[sp.Symbol, sp.Expr]) -> Looked:
    """What is missed, and whether the conclusion holds, by SymPy's own integrals and limits."""
    (integral,) = filled(THEOREM.premises, letters)
    conclusion = filled(THEOREM.conclusion, letters)
    total = sp.integrate(integral.integrand, (integral.variable, integral.low, sp.oo))
    missed = found(THEOREM, [sp.simplify(total - integral.value) == 0], True).missed
    if any(value.has(letters[low]) for letter, value in letters.items() if letter != low):
        missed += ("low is new",)
    return Looked(missed, sp.limit(conclusion.expression, conclusion.variable, sp.oo) == conclusion.value)


def tends(limit: sp.Expr, factor: sp.Expr = sp.S.One) -> dict[sp.Symbol, sp.Expr]:
    """G = -1/v, and a multiple of its derivative."""
    return {G: -1 / s, g: factor / s**2, v: s, low: a, G_1: limit}


@given(st.integers(2, 6), st.integers(-3, 3))
def test_it_holds(power: int, limit: int) -> None:
    letters = {G: limit - s ** (1 - power), g: (power - 1) * s**-power, v: s, low: a, G_1: sp.Integer(limit)}
    assert looked(letters) == Looked((), True)


#: From one place on alone the integral of 2/v^2 is as much as -1/v lacks of the number 1/a.
MISSED: Missed = {
    "from any point to infinity": lambda: looked(tends(sp.S.One)),
    "low is new": lambda: looked(tends(1 / a, sp.Integer(2))),
}
