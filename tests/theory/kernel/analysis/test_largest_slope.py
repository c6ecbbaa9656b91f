"""The supremum of the slope is the integral of the second derivative: random functions, and other values."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from neversaddle.theory.kernel.analysis.largest_slope import THEOREM
from tests.fuzz.convex_functions import Curve, looked, says_so
from tests.fuzz.necessity import Looked, Missed

HALVES = st.integers(1, 6).map(lambda k: sp.Rational(k, 2))
ONE, TWO = sp.S.One, sp.Integer(2)


@settings(max_examples=12)
@given(HALVES, HALVES, HALVES)
def test_it_holds(p: sp.Rational, a: sp.Rational, b: sp.Rational) -> None:
    """int s^(a-1) (1+s)^(-a-b) ds = B(a, b)."""
    curve = Curve(p, sp.S.Zero, a - 1, -a - b)
    premises, conclusion = says_so(THEOREM, curve, C=sp.true, v=sp.beta(a, b, evaluate=False))
    assert None in (*premises, conclusion) or (all(premises) and conclusion)


@pytest.mark.parametrize(
    ("curve", "said", "value"),
    [
        # S'' cannot be integrated up to 0; the value is another one; it is infinite; it is finite after all.
        (Curve(ONE, sp.S.Zero, -ONE, -ONE), sp.true, ONE),
        (Curve(ONE, sp.S.Zero, sp.S.Zero, -TWO), sp.true, TWO),
        (Curve(ONE, sp.S.Zero, sp.S.Zero, -ONE), sp.true, ONE),
        (Curve(ONE, sp.S.Zero, sp.S.Zero, -TWO), sp.false, ONE),
    ],
)
def test_what_is_said_wrongly_is_not_so(curve: Curve, said: sp.Basic, value: sp.Expr) -> None:
    assert looked(THEOREM, curve, C=said, v=value) == Looked(("in all",), False)


def test_where_there_is_no_function_it_may_be_said_so() -> None:
    """S'' = 1/x up to 1 is that of no even function, and its integral is infinite."""
    curve = Curve(ONE, sp.S.Zero, -ONE, -ONE)
    assert looked(THEOREM, curve, C=sp.false, v=ONE) == Looked((), True)


MISSED: Missed = {"in all": lambda: looked(THEOREM, Curve(ONE, sp.S.Zero, sp.S.Zero, -TWO), C=sp.true, v=TWO)}
