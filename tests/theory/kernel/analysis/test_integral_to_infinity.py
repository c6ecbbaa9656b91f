"""What has an integrable derivative has a limit: on powers, and where a premise is missed."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.integral_to_infinity import G_1, THEOREM, G, g, low, v
from neversaddle.theory.kernel.analysis.theorem import filled

s, a = sp.symbols("s a", positive=True)


def holds(letters: dict[sp.Symbol, sp.Expr]) -> list[bool]:
    """Whether the premises and the conclusion hold, by SymPy's own derivatives, integrals and limits."""
    derivative, integral = filled(THEOREM.premises, letters)
    conclusion = filled(THEOREM.conclusion, letters)
    total = sp.integrate(integral.integrand, (integral.variable, integral.low, sp.oo))
    return [
        sp.simplify(derivative.left.doit() - derivative.right) == 0,
        sp.simplify(total - integral.value) == 0,
        sp.limit(conclusion.expression, conclusion.variable, sp.oo) == conclusion.value,
    ]


@given(st.integers(2, 6), st.integers(-3, 3))
def test_it_holds(power: int, limit: int) -> None:
    letters = {G: limit - s ** (1 - power), g: (power - 1) * s**-power, v: s, low: a, G_1: sp.Integer(limit)}
    assert holds(letters) == [True, True, True]


MISSED = [
    {G: 1 - 2 / s + sp.Integer(1) * s / s**2, g: 2 / s**2, v: s, low: a, G_1: 1 + 1 / a},
    {G: -1 / s, g: 1 / s**2, v: s, low: a, G_1: sp.S.One},
]


@pytest.mark.parametrize("number", range(2))
def test_every_premise_is_needed(number: int) -> None:
    found = holds(MISSED[number])
    assert found == [number != 0, number != 1, False]
