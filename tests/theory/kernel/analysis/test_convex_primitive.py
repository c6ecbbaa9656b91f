"""What changes on a curve at a rate >= 0 is a convex function's derivative: random rates, and a premise missed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.convex_primitive import THEOREM, V, h
from tests.fuzz.curves_of_fields import EQUAL, moved, passed

SMALL = st.integers(-3, 3)


def primitive(rate: list[int], y: mpf) -> mpf:
    """P'(y), where P'' = h(W) on the curve W = y of the field 1 through 0, for a polynomial h."""
    return mp.fsum(c * y ** (n + 1) / (n + 1) for n, c in enumerate(rate))


@settings(max_examples=20, deadline=None)
@given(st.lists(SMALL, min_size=1, max_size=3), SMALL, SMALL)
def test_it_holds(root: list[int], slope: int, level: int) -> None:
    """z' = s, so that W(y) = y; Q' = s h(z) with h a square is integrated by itself."""
    with mp.workdps(30):

        def speed(t: mpf) -> mpf:
            return (level + slope * t) / mpf(4)

        square = [sum(root[i] * root[n - i] for i in range(len(root)) if 0 <= n - i < len(root)) for n in range(5)]
        until = mpf(1)
        total = mp.quad(
            lambda t: speed(t) * mp.fsum(c * passed(speed, t) ** n for n, c in enumerate(square)), [0, until]
        )
        y = passed(speed, until)
        assert abs(total - primitive(square, y)) < EQUAL
        # P' never falls.
        assert primitive(square, y + 1) >= primitive(square, y)


def test_every_premise_is_needed() -> None:
    """A rate of -1 gives a concave function; off the curve P'' is taken elsewhere; and Q has to change at s h."""
    assert primitive([-1], mpf(1)) < primitive([-1], mpf(0))
    with mp.workdps(30):
        # z = 2t is not on the curve y = t of the field 1, and Q' = z is not the derivative of y^2/2 there.
        assert abs(mp.quad(lambda t: 2 * t, [0, 1]) - primitive([0, 1], mpf(1))) > EQUAL
        assert abs(moved(lambda z: mpf(2), lambda t: mpf(1), 0, mpf(1)) - primitive([1], mpf(1))) > EQUAL


def test_the_rate_is_a_continuous_function_of_the_members() -> None:
    """A jump of h at 0 leaves P' without a derivative there."""
    assert THEOREM.continuous == (h,) and THEOREM.of_members == (V, h)
    steep = [(max(y, mpf(0)) - 0) / y for y in (mpf(-1) / 1000, mpf(1) / 1000)]
    assert steep == [0, 1]
