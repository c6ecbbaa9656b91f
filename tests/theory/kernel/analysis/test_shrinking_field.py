"""What moves along a homogeneous field and shrinks: on powers, and where the field is not homogeneous."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.shrinking_field import THEOREM
from tests.fuzz.curves_of_fields import EQUAL, Field, moved
from tests.fuzz.members import Moved, across_a_pole, leaving_late, none
from tests.fuzz.necessity import Looked, Missed


def on_curve(field: Field, degree: int, decay: mpf, speed: mpf) -> mpf:
    """W(exp(-(1-d) A) int s exp((1-d) A)) at time 1 on the curve from exp(-A), with A = decay t, from 1."""
    rate = (1 - degree) * decay
    clock = speed * (mp.expm1(rate) / rate if rate else 1)
    return moved(field, lambda t: mpf(1), mp.exp(-decay), mp.exp(-rate) * clock)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 3), st.integers(-4, 4), st.integers(-4, 4))
def test_it_holds(degree: int, decay: int, speed: int) -> None:
    """V = z^d for z > 0, with growth as well as decay."""
    with mp.workdps(30):
        alpha, c = mpf(decay) / 8, mpf(speed) / 16

        def field(z: mpf) -> mpf:
            return z**degree

        flown = moved(field, lambda t: c, 1, mpf(1), lambda t: alpha)
        assert abs(flown - on_curve(field, degree, alpha, c)) < EQUAL


HALF = mpf(1) / 2


def halved(t: mpf) -> mpf:
    return HALF * t


def constant(t: mpf) -> mpf:
    return HALF


#: V = z at the speed 1/2, and shrinking as fast.
STEADY = Moved(
    z=lambda t: [mpf(1)],
    V=lambda z, t: list(z),
    W=lambda r, t: [mp.exp(r)],
    s=constant,
    y=halved,
    a=constant,
    shrunk=halved,
    leaf=lambda r: lambda y: [r * mp.exp(y)],
)
GROWING = replace(STEADY, z=lambda t: [mp.exp(HALF * t)])
#: V = 1 + z is of no degree: z' = 1/2.
OF_NO_DEGREE = replace(
    STEADY,
    z=lambda t: [1 + HALF * t],
    V=lambda z, t: [1 + z[0]],
    W=lambda r, t: [2 * mp.exp(r) - 1],
    leaf=lambda r: lambda y: [(1 + r) * mp.exp(y) - 1],
)
#: What moves z across zero is that it shrinks, at the rate -1/(t - 1/3).
POLE = across_a_pole()
SHRINKING = replace(
    POLE,
    s=none,
    y=none,
    a=lambda t: -POLE.s(t),
    shrunk=lambda t: -POLE.y(t),
    leaf=lambda r: lambda y: [-r * mp.exp(y) / 3],
    unbounded=("a",),
)
MISSED: Missed = {
    "each moves along the field, and shrinks": lambda: GROWING.looked(THEOREM),
    "s is bounded": lambda: POLE.looked(THEOREM),
    "a is bounded": lambda: SHRINKING.looked(THEOREM),
    "V is of the members": lambda: leaving_late().looked(THEOREM),
    "V is homogeneous": lambda: OF_NO_DEGREE.looked(THEOREM),
}


def test_it_holds_as_it_is_written() -> None:
    assert STEADY.looked(THEOREM) == Looked((), True)


def test_the_degree_is_that_of_the_field() -> None:
    """z' = (z^2 - z)/2 from 1/2: W = 1/(2 - r), and the clock shows 1 - exp(-t/2)."""
    logistic = replace(
        STEADY,
        z=lambda t: [1 / (1 + mp.exp(HALF * t))],
        V=lambda z, t: [z[0] ** 2],
        W=lambda r, t: [1 / (2 - r)],
        d=2,
        leaf=lambda r: lambda y: [1 / (1 / (r * HALF) - y)],
    )
    assert logistic.looked(THEOREM) == Looked((), True)
    assert replace(logistic, d=1).looked(THEOREM) == Looked(("V is homogeneous",), False)
