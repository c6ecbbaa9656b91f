"""What moves along a homogeneous field and shrinks: on powers, and where the field is not homogeneous."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.shrinking_field import THEOREM, V, a, d, s
from tests.fuzz.curves_of_fields import EQUAL, Field, moved


def on_curve(field: Field, degree: int, decay: mpf, speed: mpf) -> mpf:
    """exp(-A) W(int s exp((1-d) A)) at time 1, with A = decay t, from 1."""
    rate = (1 - degree) * decay
    clock = speed * (mp.expm1(rate) / rate if rate else 1)
    return mp.exp(-decay) * moved(field, lambda t: mpf(1), 1, clock)


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


def test_the_field_is_homogeneous_of_that_degree() -> None:
    assert THEOREM.homogeneous == (V, d) and THEOREM.bounded == (s, a) and THEOREM.fixed == (d,)
    with mp.workdps(30):
        half = mpf(1) / 2
        for field, degree in ((lambda z: 1 + z, 1), (lambda z: z**2, 1)):
            flown = moved(field, lambda t: half, 1, mpf(1), lambda t: half)
            assert abs(flown - on_curve(field, degree, half, half)) > mpf(10) ** -3


def test_its_premise_is_needed() -> None:
    """Without decay in the flow nothing shrinks."""
    with mp.workdps(30):
        half = mpf(1) / 2
        assert abs(moved(lambda z: z, lambda t: half, 1, mpf(1)) - on_curve(lambda z: z, 1, half, half)) > mpf(1) / 2
