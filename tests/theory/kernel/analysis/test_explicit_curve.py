"""What moves along a field is where a known curve is: on W = (1 + c r)^n, and where a premise is missed."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.explicit_curve import THEOREM
from tests.fuzz.curves_of_fields import EQUAL, moved, passed
from tests.fuzz.functions_of_time import ODD
from tests.fuzz.members import Moved, across_a_pole, leaving_late, none
from tests.fuzz.necessity import Looked, Missed


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


def growing(speed: int = 1, first: int = 1, straight: bool = False) -> Moved:
    """z = first exp(speed t) by V = z, seen from W = e^r, or from 1 + r."""
    return Moved(
        z=lambda t: [first * mp.exp(speed * t)],
        V=lambda z, t: list(z),
        W=lambda r, t: [1 + r if straight else mp.exp(r)],
    )


#: z = 1 at the speed 0. At an odd moment the curve is said to begin elsewhere, or is another one.
RESTING = replace(growing(0), s=none, y=none)
ELSEWHERE = replace(RESTING, start=lambda t: mpf(t == ODD))
ANOTHER = replace(RESTING, W=lambda r, t: [mp.exp(r) * (1 + (t == ODD))])
#: z = t^2 leaves the curve W = 0 of 2 sqrt|z|.
LEAVING = Moved(z=lambda t: [t**2], V=lambda z, t: [2 * mp.sqrt(abs(z[0]))], W=lambda r, t: [mpf(0)])
MISSED: Missed = {
    "each moves along the field": lambda: growing(2).looked(THEOREM),
    "a curve of the field": lambda: growing(straight=True).looked(THEOREM),
    "it starts there": lambda: growing(first=2).looked(THEOREM),
    "start is fixed": lambda: ELSEWHERE.looked(THEOREM),
    "W is fixed": lambda: ANOTHER.looked(THEOREM),
    "s is bounded": lambda: across_a_pole().looked(THEOREM),
    "V is of the members": lambda: leaving_late().looked(THEOREM),
    "V is locally Lipschitz": lambda: LEAVING.looked(THEOREM),
}


def test_it_holds_of_what_grows_or_rests() -> None:
    assert growing().looked(THEOREM) == RESTING.looked(THEOREM) == Looked((), True)


def test_the_interval_is_needed() -> None:
    """W = 1/(1 - r) is known before r = 1: beyond it is negative, and nothing that starts at 1 gets there."""
    r = sp.Symbol("r", real=True)
    curve = 1 / (1 - r)
    assert sp.simplify(sp.diff(curve, r) - curve**2) == 0 and curve.subs(r, 2) < 0
    assert THEOREM.conclusion.until is not None  # type: ignore[union-attr]
