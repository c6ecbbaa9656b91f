"""What fields that commute have moved depends on the integrals of the forces alone; otherwise on their order, too."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from neversaddle.numerics.attack.kinds.curves import extrapolated
from neversaddle.theory.kernel.analysis.commuting_fields import THEOREM
from tests.fuzz.linear_fields import EQUAL, driven, on_surface, size
from tests.fuzz.necessity import Looked, Missed, found

SMALL = st.integers(-2, 2)
START = [mpf(1), mpf(-1) / 2]


@settings(max_examples=15, deadline=None)
@given(SMALL, SMALL, SMALL, SMALL, SMALL, SMALL)
def test_it_holds(p: int, q: int, r: int, s: int, level: int, slope: int) -> None:
    """Fields of matrices A and A^2 - 2A, which commute, under forces that change with time and turn back."""
    with mp.workdps(30):
        first = mp.matrix([[p, q], [r, s]]) / 4
        matrices = [first, first * first - 2 * first]
        forces = [lambda t: level + slope * t, lambda t: 1 - 3 * t**2 / 2 + level * t]
        y = [level + mpf(slope) / 2, mpf(1) / 2 + mpf(level) / 2]
        assert size(driven(matrices, forces, START) - on_surface(matrices, y, START)) < EQUAL


def test_it_holds_of_fields_that_are_not_linear() -> None:
    """V_1 = (z_1^2, 0) and V_2 = (0, z_2^3) commute: W has z_1/(1 - y_1 z_1) and z_2/sqrt(1 - 2 y_2 z_2^2)."""
    y, z = sp.symbols("y_1 y_2"), sp.symbols("z_1 z_2", positive=True)
    surface = (z[0] / (1 - y[0] * z[0]), z[1] / sp.sqrt(1 - 2 * y[1] * z[1] ** 2))
    for i, power in enumerate((2, 3)):
        moved = [sp.simplify(sp.diff(component, y[i])) for component in surface]
        field = [surface[n] ** power if n == i else 0 for n in range(2)]
        assert all(sp.simplify(one - other) == 0 for one, other in zip(moved, field, strict=True))


@pytest.mark.parametrize("forces", [(mpf(3) / 4, mpf(0)), (mpf(-1), mpf(3)), (mpf(2), mpf(-5))])
def test_it_holds_up_to_the_end_of_its_domain(forces: tuple[mpf, mpf]) -> None:
    """V_1 = z^2 from z = 1: W = 1/(1 - y) on D, which ends at y = 1; the forces are a + b t."""
    a, b = forces

    def rates(state: Sequence[mpf]) -> Sequence[mpf]:
        t, z = state
        return [mpf(1), (a + b * t) * z**2]

    with mp.workdps(30):
        state = [mpf(0), mpf(1)]
        for n in range(1, 9):
            state = extrapolated(rates, state, mpf(1) / 8)
            y = a * n / 8 + b * (mpf(n) / 8) ** 2 / 2
            assert y < 1 and abs(state[1] - 1 / (1 - y)) < EQUAL


def turned_and_stretched() -> Looked:
    """A turn and a stretch do not commute: forces with the same integrals, in different orders, end apart."""
    with mp.workdps(30):
        matrices = [mp.matrix([[0, -1], [1, 0]]), mp.matrix([[1, 0], [0, -1]])]
        bracket = matrices[0] * matrices[1] - matrices[1] * matrices[0]
        rising, falling = (lambda t: 2 * t), (lambda t: 2 - 2 * t)
        one, other = (driven(matrices, forces, START) for forces in ((rising, falling), (falling, rising)))
        return found(THEOREM, [size(bracket) < EQUAL], size(one - other) < EQUAL)


MISSED: Missed = {"all brackets vanish": turned_and_stretched}
