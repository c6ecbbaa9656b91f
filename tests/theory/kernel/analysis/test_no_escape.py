"""The clock never comes to where the curve is infinite: on powers of r, and where the limit is finite."""

from __future__ import annotations

import pytest
from mpmath import mp, mpf

from neversaddle.theory.kernel.analysis.no_escape import THEOREM
from tests.fuzz.curves_of_fields import EQUAL, moved


@pytest.mark.parametrize("power", [-1, -2, -3])
def test_it_holds(power: int) -> None:
    """z = W(1 - t), W = r^n, is above every bound before t = 1, and so exists for no longer."""
    with mp.workdps(30):
        late = 1 - mpf(1) / 4
        z = moved(lambda z: power * abs(z) ** (1 - mpf(1) / power), lambda t: mpf(-1), 1, late)
        assert abs(z / (1 - late) ** power - 1) < EQUAL and z >= 4 - EQUAL


def test_a_curve_that_is_finite_at_the_end_lets_it_pass() -> None:
    """W = r, of the field 1: z = 1 - t goes on through r = 0."""
    with mp.workdps(30):
        assert abs(moved(lambda z: mpf(1), lambda t: mpf(-1), 1, mpf(2)) + 1) < EQUAL


def test_it_starts_at_a_point_of_the_curve() -> None:
    """From r_0 = 0 on nothing is said: the premise that it starts above is one of five."""
    assert len(THEOREM.premises) == 5
