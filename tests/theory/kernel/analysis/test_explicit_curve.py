"""What moves along a field is where a known curve is: on W = (1 + c r)^n, and where a premise is missed."""

from __future__ import annotations

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.explicit_curve import THEOREM, W, s, start
from tests.fuzz.curves_of_fields import EQUAL, moved, passed


@settings(max_examples=20, deadline=None)
@given(st.integers(-3, 3).filter(bool), st.integers(-2, 2), st.integers(-2, 2))
def test_it_holds(power: int, slope: int, level: int) -> None:
    """W = r^n solves W' = n W^(1 - 1/n) for r > 0; z starts at W(1), and the clock runs from there."""
    with mp.workdps(30):

        def speed(t: mpf) -> mpf:
            return (level + slope * t) / mpf(8)

        def field(z: mpf) -> mpf:
            return power * z ** (1 - mpf(1) / power)

        r = 1 + passed(speed, mpf(1))
        assert r > 0 and abs(moved(field, speed, 1, mpf(1)) - r**power) < EQUAL


def test_every_premise_is_needed() -> None:
    """Along another field, on what is no curve of it, and from another start it is elsewhere."""
    with mp.workdps(30):
        at_one = mp.e
        assert abs(moved(lambda z: 2 * z, lambda t: mpf(1), 1, mpf(1)) - at_one) > EQUAL
        assert abs(moved(lambda z: z, lambda t: mpf(1), 1, mpf(1)) - 2) > EQUAL  # W = 1 + r
        assert abs(moved(lambda z: z, lambda t: mpf(1), 2, mpf(1)) - at_one) > EQUAL


def test_the_interval_is_needed() -> None:
    """W = 1/(1 - r) is known before r = 1: beyond it is negative, and nothing that starts at 1 gets there."""
    r = sp.Symbol("r", real=True)
    curve = 1 / (1 - r)
    assert sp.simplify(sp.diff(curve, r) - curve**2) == 0 and curve.subs(r, 2) < 0
    assert THEOREM.conclusion.until is not None  # type: ignore[union-attr]


def test_what_is_fixed_has_to_be() -> None:
    assert THEOREM.fixed == (start, W) and THEOREM.bounded == (s,)
